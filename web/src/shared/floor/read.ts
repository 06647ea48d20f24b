/** What a terminal reads of the plant, kept for the time without a network. */

import { Refused, request, Unreachable } from "@/shared/api/http";
import { type Params, words } from "@/shared/api/words";
import { keepNote } from "@/shared/offline/notes";
import { noteOnline } from "@/shared/offline/outbox";

export interface Rows<T> {
  readonly rows: readonly T[];
}

/** What was kept under a name, without asking anybody. */
export function kept<T>(name: string): T | null {
  const text = localStorage.getItem(`taktline.kept.${name}`);
  return text === null ? null : (JSON.parse(text) as T);
}

const ahead = new Map<string, Promise<unknown>>();

/** Ask for what a screen will read in a moment, before it is there. */
export function askAhead(path: string): void {
  const asked = request<unknown>("GET", path);
  // Who reads it hears of a failure; nobody may.
  asked.catch(() => undefined);
  ahead.set(path, asked);
}

function answered<T>(path: string): Promise<T> {
  const early = ahead.get(path) as Promise<T> | undefined;
  ahead.delete(path);
  return early ?? request<T>("GET", path);
}

/** Read and keep under a name; without a network, or where it is refused, what was kept. */
export async function readKept<T>(name: string, path: string): Promise<T | null> {
  try {
    const found = await answered<T>(path);
    keepNote(`taktline.kept.${name}`, JSON.stringify(found));
    return found;
  } catch (failure) {
    if (failure instanceof Unreachable) noteOnline(false);
    return kept<T>(name);
  }
}

/** Where an entity's records lie. */
export function records(entity: string, filter?: string, limit = 200): string {
  return `/api/v1/records/${entity}?${words({ limit, filter })}`;
}

/** Where a query's rows lie. */
export function queried(name: string, params: Params = {}): string {
  return `/api/v1/queries/${name}?${words(params)}`;
}

/** Ask now, nothing kept: null where the server refuses or is away. */
export async function askNow<T>(path: string): Promise<T | null> {
  try {
    return await request<T>("GET", path);
  } catch (failure) {
    if (!(failure instanceof Refused)) noteOnline(false);
    return null;
  }
}
