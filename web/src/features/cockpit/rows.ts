/** Rows of the cockpit's queries, and the figures made of them. */

import type { RowOf } from "@/shared/api/query";

import { sum } from "@/shared/format";

export type OutputRow = RowOf<"cockpit.output">;

export interface OrderRow {
  readonly code: string;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string | null;
  readonly status: string;
  readonly ordered: string;
  readonly finished: string;
  readonly in_process: string;
  readonly progress: number;
  readonly running: readonly string[];
  readonly is_held: boolean;
  readonly due_at: string | null;
  readonly is_late: boolean;
}

export interface OeeRow {
  readonly work_unit: string | null;
  readonly availability: number | null;
  readonly effectiveness: number | null;
  readonly quality_ratio: number | null;
  readonly oee: number | null;
  readonly produced: string;
  readonly good: string;
}

export interface YieldRow {
  readonly material: string;
  readonly sequence: number | null;
  readonly operation: string;
  readonly inspected: string;
  readonly bad: string;
  readonly first_pass: number | null;
}

export interface StationRow {
  readonly work_unit: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly state: string | null;
  readonly said: string | null;
  readonly since: string | null;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly good: string;
  readonly bad: string;
}

export interface CallRow {
  readonly id: string;
  readonly code: string;
  readonly kind: string;
  readonly severity: number;
  readonly text: string;
  readonly work_unit: string | null;
  readonly job_order: string | null;
  readonly raised_at: string;
  readonly acknowledged_at: string | null;
}

export interface AlarmRow {
  readonly alarm: string;
  readonly place: string;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly lot: string;
  readonly quantity: string;
  readonly unit: string;
  readonly expires_on: string | null;
}

export interface ShortRow {
  readonly work_order: string;
  readonly material: string | null;
  readonly due_at: string | null;
  readonly open_quantity: string;
  readonly sets_on_hand: string;
  readonly short: readonly {
    readonly material: string;
    readonly unit: string;
    readonly needed: string;
    readonly on_hand: string;
    readonly taken_before: string;
  }[];
}

/** Whether an order cannot be made whole of what is on hand after those before it. */
export function isShort(row: ShortRow): boolean {
  return Number(row.sets_on_hand) < Number(row.open_quantity);
}

export interface ReportRow {
  readonly report: string;
  readonly occurred_at: string;
  readonly work_unit: string | null;
  readonly work_order: string | null;
  readonly job_order: string;
  readonly operation: string;
  readonly material: string | null;
  readonly lot: string | null;
  readonly good: string;
  readonly defective: string;
  readonly scrap: string;
  readonly sign: number;
}

export type DayRow = RowOf<"cockpit.daily_output">;

/** What is made for customers: products that somebody planned; else all that was finished. */
export function mainOutput(rows: readonly OutputRow[]): readonly OutputRow[] {
  const planned = rows.filter((row) => Number(row.planned) > 0);
  return planned.length > 0 ? planned : rows;
}

/** Finished against planned; none where pieces of different units would be added. */
export function outputOf(
  rows: readonly OutputRow[],
): { readonly finished: string; readonly planned: string; readonly unit: string } | null {
  const main = mainOutput(rows);
  const units = new Set(main.map((row) => row.unit ?? ""));
  if (units.size > 1) return null;
  return {
    finished: sum(main.map((row) => row.finished)),
    planned: sum(main.map((row) => row.planned)),
    unit: [...units][0] ?? "",
  };
}

/** First-pass yield over all products: pieces right at every first try to pieces begun. */
export function firstPass(rows: readonly YieldRow[]): number | null {
  const whole = rows.filter((row) => row.sequence === null && row.first_pass !== null);
  const begun = whole.reduce((all, row) => all + Number(row.inspected), 0);
  if (begun === 0) return null;
  return whole.reduce((all, row) => all + Number(row.inspected) * (row.first_pass ?? 0), 0) / begun;
}
