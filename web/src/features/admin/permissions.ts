/** Permissions as people read them: by kind of record, with what may be done. */

import type { Role } from "./rows";

type Permission = Role["permissions"][number];

/** Actions by entity, both sorted; `*` is everything. */
export function byEntity(permissions: readonly Permission[]): readonly [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const { needs } of permissions) {
    const [entity = "", action = "*"] = needs.split(":");
    found.set(entity, [...(found.get(entity) ?? []), action].sort());
  }
  return [...found.entries()].sort(([one], [two]) => one.localeCompare(two));
}

/** The permissions chosen by name; those held before keep their scope and field rules. */
export function without(
  before: readonly Permission[],
  chosen: readonly string[],
): readonly Permission[] {
  return chosen.map((needs) => before.find((one) => one.needs === needs) ?? { needs });
}
