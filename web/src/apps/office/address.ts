/** What the address of a page says, and nothing else. */

import type { Asked } from "@/engine/list/records";

/** What an address says of a list; anything else in it is left out. */
export function askedIn(search: Record<string, unknown>): Asked {
  const words = ["search", "filter", "order"].filter((key) => typeof search[key] === "string");
  const asked = Object.fromEntries(words.map((key) => [key, search[key]]));
  return search.archived === true ? { ...asked, archived: true } : asked;
}

export type Words<Name extends string> = { readonly [name in Name]?: string };

/** The words of an address that a page knows, as texts; anything else in it is left out. */
export function wordsIn<Name extends string>(
  search: Record<string, unknown>,
  known: readonly Name[],
): Words<Name> {
  const given = known.filter((name) => ["string", "number"].includes(typeof search[name]));
  return Object.fromEntries(given.map((name) => [name, String(search[name])])) as Words<Name>;
}

/** All of an address as texts, for pages that read what they know of it. */
export function textsIn(search: Record<string, unknown>): { readonly [name: string]: string } {
  const given = Object.entries(search).filter(([, value]) =>
    ["string", "number", "boolean"].includes(typeof value),
  );
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** An address of ours, else the start page: nobody is sent elsewhere after signing in. */
export function ownAddress(wanted: unknown): string {
  return typeof wanted === "string" && /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}
