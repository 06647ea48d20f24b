/** Rows of a trace: its lots, the lines between them, what was done, where all of it is. */

import type { RowOf } from "@/shared/api/query";
import { instant, number } from "@/shared/format";
import { isJudged, judgedName, judgedText } from "@/shared/plant/said";

export type Direction = "forward" | "backward";
export const VIEWS = ["graph", "lots", "recall", "work", "results"] as const;
export type View = (typeof VIEWS)[number];

export type TraceRow = RowOf<"kernel.trace">;

export interface EdgeRow {
  readonly source: string;
  readonly target: string;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly work_unit: string | null;
  readonly quantity_in: string;
  readonly unit_in: string;
  readonly quantity_out: string;
  readonly unit_out: string;
}

export interface RecallRow {
  readonly id: string;
  readonly depth: number;
  readonly where: string;
  readonly site: string;
  readonly place: string;
  readonly partner: string | null;
  readonly job_order: string | null;
  readonly material: string;
  readonly lot: string;
  readonly status: string;
  readonly handling_unit: string | null;
  readonly quantity: string;
  readonly unit: string;
  readonly expires_on: string | null;
  readonly last_at: string | null;
  readonly document: string | null;
  readonly held_by: readonly string[];
}

export type WorkRow = RowOf<"inventory.trace_work">;

export type ResultRow = RowOf<"inventory.trace_results">;

export type Where =
  | "held"
  | "shipped"
  | "in_process"
  | "in_stock"
  | "elsewhere"
  | "scrapped"
  | "gone";

const WHERES = ["shipped", "in_process", "in_stock", "elsewhere", "scrapped"] as const;

/** What matters most of where a lot is: a stop first, then what left the house. */
export function whereOf(row: TraceRow): Where {
  if (row.held_by.length > 0) return "held";
  return WHERES.find((one) => Number(row[one]) > 0) ?? "gone";
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function settled(value: unknown, language: string): string {
  if (Array.isArray(value)) return value.map((one) => settled(one, language)).join(", ");
  if (value === null || value === undefined) return "";
  if (isJudged(value)) return judgedText(value);
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  return INSTANT.test(text) ? instant(text, language) : text;
}

/** The settings of a report, `speed` and `80`; what says nothing is left out. */
export function settings(
  parameters: Readonly<Record<string, unknown>>,
  language: string,
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const called = isJudged(value) ? judgedName(value, language) : name.replaceAll("_", " ");
      return [called, settled(value, language)] as const;
    })
    .filter(([, value]) => value !== "");
}

/** What was measured, as people read it: a value with its unit, or good and bad. */
export function measured(row: ResultRow, t: (word: "trace.ok" | "trace.notOk") => string): string {
  if (row.value !== null) return `${number(row.value)} ${row.unit}`;
  return row.attribute_ok ? t("trace.ok") : t("trace.notOk");
}

const MADE_AT = /^transform:(?![0-9a-f]{8}-)(.+)$/;

/** The job orders a lot was made at; a split or mixing has none. */
export function jobsOf(row: TraceRow): readonly string[] {
  return row.job_orders.flatMap((place) => MADE_AT.exec(place)?.[1] ?? []);
}
