/** What the command menu finds: pages, commands and records, where each leads, best first. */

import { request } from "@/shared/api/http";

export interface Text {
  readonly en: string;
  readonly zh: string;
}

export type Fit = "exact" | "begins" | "contains";

export interface FoundRecord {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  /** Code of what it belongs to: of a lot its material. */
  readonly of: string;
  readonly fit: Fit;
}

export interface FoundKind {
  readonly entity: string;
  readonly label: Text;
  readonly records: readonly FoundRecord[];
  readonly has_more: boolean;
  readonly by_beginning: boolean;
}

interface KindActions {
  readonly entity: string;
  readonly label: Text;
  readonly has_code: boolean;
  readonly may_create: boolean;
  readonly may_change: boolean;
  readonly actions: readonly { readonly verb: string; readonly label: Text }[];
}

export type Actions = readonly KindActions[];

/** A command that is chosen by its name; `entity` says what it is about. */
export interface Command {
  readonly verb: string;
  readonly entity: string;
  readonly label: Text;
  readonly kind: Text;
}

/** A page of the menu, or a place where something new begins. */
export interface Page {
  readonly kind: "page" | "start";
  readonly title: string;
  readonly address: string;
}

/** A switch of the frame: it is thrown where one is, and nothing else changes. */
export interface Switch {
  readonly kind: "switch";
  readonly title: string;
  readonly act: () => void;
}

export type Place = Page | Switch;

export type Choice =
  | Place
  | {
      readonly kind: "record";
      readonly entity: string;
      readonly label: Text;
      readonly record: FoundRecord;
      readonly title: string;
      readonly address: string;
    }
  | { readonly kind: "command"; readonly command: Command; readonly on: Here | null };

/** The record whose page is open. */
export interface Here {
  readonly entity: string;
  readonly filter: string;
  readonly title: string;
}

const part = (value: string) => encodeURIComponent(value);

const OWN_PAGES: Readonly<Record<string, (one: FoundRecord) => string>> = {
  work_order: ({ code }) => `/orders/${part(code)}`,
  job_order: ({ code }) => `/jobs/${part(code)}`,
  sales_order: ({ code }) => `/sales/${part(code)}`,
  lot: ({ code, of }) => `/lots/${part(of)}/${part(code)}`,
  handling_unit: ({ code }) => `/stock/units/${part(code)}`,
  stock_count: ({ code }) => `/stock/counts/${part(code)}`,
  nonconformity: ({ code }) => `/quality/nonconformities/${part(code)}`,
  material_bill: ({ id }) => `/master/bills/${part(id)}`,
  work_master: ({ id }) => `/master/routings/${part(id)}`,
};

/** Where a record is looked at: its own page, else beside the list of its kind. */
export function addressOf(entity: string, record: FoundRecord): string {
  return OWN_PAGES[entity]?.(record) ?? `/records/${part(entity)}?record=${part(record.id)}`;
}

/** Kinds people look for first; the others follow by name. */
const FIRST = [
  "work_order",
  "sales_order",
  "job_order",
  "material",
  "lot",
  "person",
  "equipment",
  "partner",
  "handling_unit",
  "place",
  "nonconformity",
  "material_bill",
  "work_master",
];
const RANK: Readonly<Record<Fit, number>> = { exact: 0, begins: 1, contains: 2 };

const order = (entity: string) => {
  const at = FIRST.indexOf(entity);
  return at < 0 ? FIRST.length : at;
};

/** Kinds in the order in which they are shown: an exact code first, then what people want most. */
export function inOrder(kinds: readonly FoundKind[]): readonly FoundKind[] {
  const best = ({ records }: FoundKind) => RANK[records[0]?.fit ?? "contains"];
  return [...kinds].sort(
    (one, other) => best(one) - best(other) || order(one.entity) - order(other.entity),
  );
}

export const titleOf = ({ code, title, of }: FoundRecord) =>
  [code, of, title].filter(Boolean).join(" ");

/** What was found as choices, the best fitting first. */
export function choicesOf(kinds: readonly FoundKind[]): readonly Choice[] {
  const all = inOrder(kinds).flatMap(({ entity, label, records }) =>
    records.map((record) => ({
      kind: "record" as const,
      entity,
      label,
      record,
      title: titleOf(record),
      address: addressOf(entity, record),
    })),
  );
  return all.sort((one, other) => RANK[one.record.fit] - RANK[other.record.fit]);
}

/** The one record that has this very code; null where none or several have it. */
export function onlyExact(choices: readonly Choice[]): Choice | null {
  const exact = choices.filter((one) => one.kind === "record" && one.record.fit === "exact");
  return exact.length === 1 ? (exact[0] ?? null) : null;
}

const holds = (texts: readonly string[], typed: string) => {
  const told = texts.join(" ").toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => told.includes(word));
};

/** Pages and switches whose name holds what was typed; all pages when nothing was. */
export function matching(places: readonly Place[], typed: string): readonly Place[] {
  return places.filter(({ kind, title }) =>
    typed === "" ? kind !== "switch" : holds([title], typed),
  );
}

/** The commands on records of one kind, or of all that are found by a code. */
export function commandsIn(actions: Actions, entity?: string): readonly Command[] {
  return actions
    .filter((one) => (entity === undefined ? one.has_code : one.entity === entity))
    .flatMap((one) =>
      one.actions.map((action) => ({ ...action, entity: one.entity, kind: one.label })),
    );
}

/** Kinds of which one may make a new record by a form of its fields. */
export function startsIn(actions: Actions, called: (kind: Text) => string): readonly Page[] {
  return actions
    .filter((one) => one.may_create)
    .map(({ entity, label }) => ({
      kind: "start",
      title: called(label),
      address: `/records/${part(entity)}?record=new`,
    }));
}

/** Commands whose name, in either language, and kind hold what was typed. */
export function commanding(commands: readonly Command[], typed: string): readonly Command[] {
  return commands.filter(({ label, kind }) => holds([label.en, label.zh, kind.en, kind.zh], typed));
}

const begins = (title: string, typed: string) => title.toLowerCase().startsWith(typed);

/** Everything in one list: exact codes, what begins so, commands here, the rest. */
export function ranked(choices: readonly Choice[], typed: string): readonly Choice[] {
  const wanted = typed.toLowerCase();
  const rank = (one: Choice): number => {
    if (one.kind === "record") return { exact: 0, begins: 3, contains: 5 }[one.record.fit];
    if (one.kind === "command") return one.on ? 2 : 6;
    return begins(one.title, wanted) ? 1 : 4;
  };
  return typed === "" ? choices : [...choices].sort((one, other) => rank(one) - rank(other));
}

interface Asked {
  readonly text: string;
  /** The command whose record is being chosen. */
  readonly command: Command | null;
  readonly here: Here | null;
  readonly places: readonly Place[];
  readonly actions: Actions;
  readonly kinds: readonly FoundKind[];
}

const offered = (commands: readonly Command[], on: Here | null): readonly Choice[] =>
  commands.map((command) => ({ kind: "command", command, on }));

/** Everything a text may mean, the likeliest first; of a command only the records it may be about. */
export function meanings(asked: Asked): readonly Choice[] {
  const { text, command, here, places, actions } = asked;
  const records = text ? choicesOf(asked.kinds) : [];
  if (command) return records;
  const onThis = here ? commandsIn(actions, here.entity) : [];
  const onAny = text ? commandsIn(actions) : [];
  const all = [
    ...offered(commanding(onThis, text), here),
    ...matching(places, text),
    ...records,
    ...offered(commanding(onAny, text), null),
  ];
  return ranked(all, text);
}

interface Looked {
  readonly kinds: readonly FoundKind[];
}

/** Ask for records of every kind, or of one, by code or name. */
export async function find(
  text: string,
  more: { readonly entity?: string; readonly each?: number } = {},
): Promise<readonly FoundKind[]> {
  const words = new URLSearchParams({ text });
  if (more.entity) words.set("entity", more.entity);
  if (more.each) words.set("each", String(more.each));
  return (await request<Looked>("GET", `/api/v1/find?${words}`)).kinds;
}

/** What one may do with records, kind by kind. */
export const actionsQuery = {
  queryKey: ["actions"] as const,
  queryFn: async () =>
    (await request<{ readonly entities: Actions }>("GET", "/api/v1/actions")).entities,
  staleTime: 300_000,
};
