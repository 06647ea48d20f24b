/** A way of looking at records: what stands in an address, and what is kept of it under a name. */

import type { Asked } from "../list/records";

export const KINDS = ["list", "kanban", "calendar", "tree", "gallery"] as const;
export type Kind = (typeof KINDS)[number];

export const COLOURS = ["red", "orange", "green", "blue", "grey"] as const;
export type Colour = (typeof COLOURS)[number];

export const SIGNS = { alarm: "✖", warning: "▲", done: "✔", running: "●", waiting: "◔" } as const;
export type Sign = keyof typeof SIGNS;

export interface ColourRule {
  readonly when: string;
  readonly colour: Colour;
  readonly icon: Sign;
}

/** What the server keeps of a view. */
export interface Content {
  readonly kind: Kind;
  readonly search: string | null;
  readonly filter: string | null;
  readonly order: string | null;
  readonly archived: boolean;
  readonly columns: readonly string[];
  readonly group: readonly string[];
  readonly measures: readonly string[];
  readonly colours: readonly ColourRule[];
  readonly by: string | null;
  /** What the page is narrowed to by words of its own. */
  readonly words?: Readonly<Record<string, string>>;
}

export interface View {
  readonly id: string;
  readonly name: string;
  readonly content: Content;
  readonly shared_with: "nobody" | "role" | "everybody";
  readonly role: string | null;
  readonly is_default: boolean;
  readonly is_own: boolean;
  readonly version: number;
}

/** What an address says of a page of records: how they are looked at, and which one is open. */
export interface Looking extends Asked {
  /** The saved view it began with. */
  readonly view?: string;
  readonly kind?: Kind;
  readonly by?: string;
  readonly columns?: readonly string[];
  readonly group?: readonly string[];
  readonly measures?: readonly string[];
  readonly colours?: readonly ColourRule[];
  /** What the page is narrowed to by words of its own, as `stand`. */
  readonly words?: Readonly<Record<string, string>>;
  /** The month of a calendar, `2026-03`. */
  readonly month?: string;
  /** The record that is open, and its tab. */
  readonly record?: string;
  readonly tab?: string;
}

const TEXTS = ["search", "filter", "order", "view", "by", "month", "record", "tab"] as const;
const LISTS = ["columns", "group", "measures"] as const;

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

function colourRules(value: unknown): readonly ColourRule[] {
  const given = Array.isArray(value) ? (value as Partial<ColourRule>[]) : [];
  return given.flatMap(({ when, colour, icon }) => {
    const known = COLOURS.find((one) => one === colour);
    if (typeof when !== "string" || known === undefined) return [];
    return [{ when, colour: known, icon: icon && icon in SIGNS ? icon : "warning" }];
  });
}

/** What an address says; anything else in it is left out. */
export function lookingIn(search: Readonly<Record<string, unknown>>): Looking {
  const found: Record<string, unknown> = {};
  for (const name of TEXTS) {
    const value = search[name];
    if (typeof value === "number") found[name] = String(value);
    if (typeof value === "string" && value !== "") found[name] = value;
  }
  for (const name of LISTS) {
    const some = texts(search[name]);
    if (some.length > 0) found[name] = some;
  }
  const rules = colourRules(search.colours);
  if (rules.length > 0) found.colours = rules;
  const kind = KINDS.find((one) => one === search.kind);
  if (kind && kind !== "list") found.kind = kind;
  if (search.archived === true) found.archived = true;
  const words = wordsIn(search.words);
  if (Object.keys(words).length > 0) found.words = words;
  return found as Looking;
}

function wordsIn(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  const said = Object.entries(value).filter(([, word]) => typeof word === "string" && word);
  return Object.fromEntries(said) as Readonly<Record<string, string>>;
}

/** What an address says of a page that knows words of its own, which stand beside the others. */
export function lookingWith(
  search: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Looking {
  const said = known.map((word) => [word, search[word]] as const);
  const given = said.filter(([, value]) => ["string", "number"].includes(typeof value));
  const words = Object.fromEntries(given.map(([word, value]) => [word, String(value)]));
  const own = Object.fromEntries(Object.entries(search).filter(([name]) => !known.includes(name)));
  return lookingIn({ ...own, words });
}

/** The address of such a page. */
export function searchOf({ words, ...looking }: Looking): Readonly<Record<string, unknown>> {
  return { ...looking, ...words };
}

/** The address of a saved view: it tells everything, so that it also serves who does not have it. */
export function lookingAt(view: View): Looking {
  return lookingIn({ ...view.content, view: view.id });
}

/** What is kept of an address. */
export function contentOf(looking: Looking): Content {
  return {
    kind: looking.kind ?? "list",
    search: looking.search ?? null,
    filter: looking.filter ?? null,
    order: looking.order ?? null,
    archived: looking.archived ?? false,
    columns: looking.columns ?? [],
    group: looking.group ?? [],
    measures: looking.measures ?? [],
    colours: looking.colours ?? [],
    by: looking.by ?? null,
    ...(looking.words ? { words: looking.words } : {}),
  };
}

/** Whether an address no longer shows what was kept. */
export function isChanged(view: View, looking: Looking): boolean {
  const plain = (content: Content) => JSON.stringify(contentOf(lookingIn({ ...content })));
  return plain(view.content) !== plain(contentOf(looking));
}

/** Whether an address says nothing about how to look, so that a default view may. */
export function isBare(looking: Looking): boolean {
  const { record: _, tab: __, ...rest } = looking;
  return Object.keys(rest).length === 0;
}

/** What one begins with: one's own default, else the role's, else everybody's. */
export function defaultOf(views: readonly View[]): View | undefined {
  const defaults = views.filter((one) => one.is_default);
  const of = (test: (one: View) => boolean) => defaults.find(test);
  return (
    of((one) => one.is_own && one.shared_with === "nobody") ??
    of((one) => one.shared_with === "role") ??
    of((one) => one.shared_with === "everybody")
  );
}

/** Leave out what is not there any more: a field that was taken away spoils no view. */
export function fitting(looking: Looking, fields: ReadonlySet<string>): Looking {
  const there = (name: string) => fields.has(name.split(".")[0] ?? "");
  const behind = (one: string) => one.slice(one.indexOf(":") + 1);
  const fits = {
    ...looking,
    columns: looking.columns?.filter(there),
    group: looking.group?.filter((one) => there(behind(one))),
    measures: looking.measures?.filter((one) => one === "count" || there(behind(one))),
    order: looking.order && there(looking.order.replace(/^-/, "")) ? looking.order : undefined,
    by: looking.by && there(looking.by) ? looking.by : undefined,
  };
  return lookingIn(fits);
}
