/** Photos in a command that have no id of the server yet: named, and replaced once they have one. */

const LOCAL = /^photo:[0-9a-f-]{36}$/;

type Fields = Readonly<Record<string, unknown>>;

/** Whether a photo is on this device only. */
export const isLocal = (file: string): boolean => LOCAL.test(file);

/** The photos of this device that a command names. */
export function photosIn(value: unknown): readonly string[] {
  if (typeof value === "string") return isLocal(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(photosIn);
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(photosIn);
}

/** What stands for each photo from now on; null where there is nothing to be had of it. */
export type Ids = ReadonlyMap<string, string | null>;

/** A command with its photos as the server knows them; what could not be had is left out. */
export function withIds(fields: Fields, ids: Ids): Fields {
  const kept = Object.entries(fields).flatMap(([name, value]) => {
    const next = replaced(value, ids);
    return next === null && value !== null ? [] : [[name, next] as const];
  });
  return Object.fromEntries(kept);
}

function replaced(value: unknown, ids: Ids): unknown {
  if (typeof value === "string") return ids.has(value) ? ids.get(value) : value;
  if (Array.isArray(value)) {
    return value.flatMap((one) => {
      const next = replaced(one, ids);
      return next === null && one !== null ? [] : [next];
    });
  }
  return value === null || typeof value !== "object" ? value : withIds(value as Fields, ids);
}
