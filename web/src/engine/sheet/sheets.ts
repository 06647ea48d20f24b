/** What is asked of the server about a sheet, and the choices a person makes on the way. */

import { request } from "@/shared/api/http";
import { words } from "@/shared/api/query";
import type { Text } from "../metadata";

export interface SheetField {
  readonly name: string;
  readonly label: Text;
  readonly kind: string;
  /** A new record needs it. */
  readonly required: boolean;
  /** Every row needs it. */
  readonly needed: boolean;
  readonly to: string | null;
  readonly options: Readonly<Record<string, Text>>;
}

export interface SheetColumn {
  readonly column: string;
  readonly heading: string;
  readonly field: string | null;
  readonly by: "remembered" | "label" | null;
  readonly samples: readonly string[];
}

export interface Skipped {
  readonly line: number;
  readonly why: "total" | "signature" | "empty";
  readonly text: string;
}

export interface Looked {
  readonly label: Text;
  readonly sheets: readonly { readonly name: string; readonly rows: number }[];
  readonly sheet: string;
  readonly heading_line: number;
  readonly columns: readonly SheetColumn[];
  readonly fields: readonly SheetField[];
  readonly rows: number;
  /** Whether rows change what is there already. */
  readonly changes: boolean;
  readonly skipped: readonly Skipped[];
}

/** What a row does, with the values it changes. */
export interface RowPlan {
  readonly line: number;
  readonly what: "new" | "changed" | "unchanged" | "removed";
  readonly called: string;
  readonly changes: readonly {
    readonly field: string;
    readonly before: string;
    readonly after: string;
  }[];
}

export interface RowRefused {
  readonly line: number;
  readonly column: string | null;
  readonly field: string | null;
  readonly code: string;
  readonly title: string;
}

/** A record that rows name and nobody has yet. */
export interface RecordMade {
  readonly entity: string;
  readonly label: Text;
  readonly code: string;
  readonly name: string;
  readonly line: number;
}

export interface Brought {
  readonly rows: number;
  readonly accepted: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly plan: readonly RowPlan[];
  /** What rows name and nobody has yet, as far as the reader may make it. */
  readonly makes: readonly RecordMade[];
  /** Mark of this plan: brought in with it, nothing else is done than what was looked at. */
  readonly seen: string;
  readonly refused_rows: number;
  readonly refused: readonly RowRefused[];
  readonly skipped: readonly Skipped[];
  readonly dry_run: boolean;
}

/** Field by column letters; a column that is left out is not in it. */
export type Mapping = Readonly<Record<string, string>>;

/** Values that hold for every row which says none itself. */
export type Same = Readonly<Record<string, string>>;

export interface Place {
  readonly sheet?: string;
  readonly heading_line?: number;
}

/** Ask how a file is understood. */
export function lookAt(target: string, file: File, place: Place): Promise<Looked> {
  const asked = words({ name: file.name, ...place });
  return request<Looked>("POST", `/api/v1/sheets/${target}/look?${asked}`, file);
}

/** Try the rows out, or bring them in. */
export function bringIn(
  target: string,
  file: File,
  how: {
    readonly place: Place;
    readonly columns: Mapping;
    readonly same: Same;
    readonly isTry: boolean;
    readonly onlyGood: boolean;
    readonly clear: boolean;
    readonly make: boolean;
    readonly seen: string | null;
  },
): Promise<Brought> {
  const asked = words({
    name: file.name,
    ...how.place,
    columns: JSON.stringify(how.columns),
    same: JSON.stringify(how.same),
    dry_run: how.isTry,
    only_good: how.onlyGood,
    clear: how.clear,
    make: how.make,
    seen: how.seen,
  });
  return request<Brought>("POST", `/api/v1/sheets/${target}/import?${asked}`, file);
}

/** Fields by heading, as a person chose them for the file before. */
export type Kept = ReadonlyMap<string, string | null>;

/** The mapping as it was chosen for the same headings before, else as the server proposes it. */
export function proposed(looked: Looked, kept: Kept = new Map()): Mapping {
  const fields = looked.columns.flatMap(({ column, heading, field }) => {
    const told = kept.get(heading);
    const meant = told === undefined ? field : told;
    return meant === null ? [] : [[column, meant] as const];
  });
  return Object.fromEntries(fields);
}

/** What was chosen, by heading, for a corrected file with the same ones. */
export function keptOf(looked: Looked, mapping: Mapping): Kept {
  return new Map(
    looked.columns.map(({ column, heading }) => [heading, mapping[column] ?? null] as const),
  );
}

/** The mapping with one column chosen anew; no field is brought by two columns. */
export function chosen(mapping: Mapping, column: string, field: string | null): Mapping {
  const others = Object.entries(mapping).filter(([at, one]) => at !== column && one !== field);
  return Object.fromEntries(field === null ? others : [...others, [column, field]]);
}

/** Needed fields that neither a column nor a value for all rows brings. */
export function missing(looked: Looked, mapping: Mapping, same: Same): readonly SheetField[] {
  const brought = new Set(Object.values(mapping));
  return looked.fields.filter(({ name, needed }) => needed && !brought.has(name) && !same[name]);
}

/** Records to be made, those of one kind together, in the order in which they are made. */
export function madeByKind(makes: readonly RecordMade[]): readonly (readonly RecordMade[])[] {
  const kinds = [...new Set(makes.map((one) => one.entity))];
  return kinds.map((kind) => makes.filter((one) => one.entity === kind));
}

/** How many rows would do something. */
export function doing(outcome: Brought): number {
  return outcome.new + outcome.changed + outcome.removed;
}

const QUOTED = /[",\n]/;

/** The mistakes as a file that a spreadsheet opens. */
export function asCsv(heads: readonly string[], rows: readonly RowRefused[]): string {
  const cell = (value: unknown) => {
    const text = String(value ?? "");
    return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map(({ line, column, title }) => [line, column, title].map(cell).join(","));
  return `\ufeff${[heads.map(cell).join(","), ...lines].join("\r\n")}`;
}
