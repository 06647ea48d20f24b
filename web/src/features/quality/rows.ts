/** Rows of quality's queries, and what pages make of them. */

import type { RowOf } from "@/shared/api/query";

export { limitsOf, within } from "@/shared/plant/limits";

export type InspectionKind = "incoming" | "first_article" | "patrol" | "final" | "other";
export type Decision = "accept" | "conditional" | "reject";

export interface TaskRow {
  readonly id: string;
  readonly code: string;
  readonly kind: InspectionKind;
  readonly operation: string;
  readonly status: string;
  readonly inspects: string | null;
  readonly work_order: string | null;
  readonly work_center: string | null;
  readonly material: string | null;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly unit: string | null;
  readonly ordered: string;
  readonly supplier: string | null;
  readonly lots: readonly string[];
  readonly sample_size: number | null;
  readonly inspected: number;
  readonly failed: number;
  readonly taken_by: string | null;
  readonly created_at: string;
  readonly due_at: string | null;
  readonly waits_s: number;
  readonly decision: Decision | null;
  readonly reason: string | null;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
}

export type WaitingRow = RowOf<"quality.waiting">;

export type ProposalRow = RowOf<"quality.proposal">;

export type PlanRow = RowOf<"quality.inspection_plans">;

export type CharacteristicRow = RowOf<"quality.characteristics">;

export type ValueRow = RowOf<"quality.measurements">;

export interface PointRow {
  readonly chart: string;
  readonly point: number;
  readonly inspection: string;
  readonly piece: number | null;
  readonly lot: string | null;
  readonly measured_at: string;
  readonly size: number;
  readonly value: number;
  readonly center: number;
  readonly lcl: number;
  readonly ucl: number;
  readonly spread: number | null;
  readonly spread_center: number | null;
  readonly spread_lcl: number | null;
  readonly spread_ucl: number | null;
  readonly signals: readonly string[];
  readonly spread_signals: readonly string[];
  readonly runs: readonly string[];
  readonly frozen: boolean;
  readonly left_out: number;
}

export type CapableRow = RowOf<"quality.capability">;

export type BinRow = RowOf<"quality.histogram">;

export type ParetoRow = RowOf<"quality.pareto">;

export type DefectRow = RowOf<"quality.defects">;

export type JudgeRow = RowOf<"quality.to_judge">;

export type GoodsRow = RowOf<"quality.nonconforming_goods">;

export type YieldRow = RowOf<"cockpit.yields">;

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** An age in its two largest units, as numbers for the words: `2 d 3 h`. */
export function ageOf(seconds: number): {
  readonly unit: "d" | "h" | "min";
  readonly count: number;
} {
  if (seconds >= 2 * DAY_S) return { unit: "d", count: Math.floor(seconds / DAY_S) };
  if (seconds >= HOUR_S) return { unit: "h", count: Math.floor(seconds / HOUR_S) };
  return { unit: "min", count: Math.max(0, Math.floor(seconds / MINUTE_S)) };
}

/** A figure to so many significant digits, without zeros that say nothing. */
export function figure(value: number | null | undefined, digits = 5): string {
  if (value === null || value === undefined) return "–";
  return String(Number(value.toPrecision(digits)));
}

const INDEX_GOOD = 1.33;
const INDEX_POOR = 1;

/** How good an index of capability is: the usual thresholds 1.33 and 1. */
export function grade(index: number | null): "good" | "fair" | "poor" | null {
  if (index === null) return null;
  if (index >= INDEX_GOOD) return "good";
  return index >= INDEX_POOR ? "fair" : "poor";
}
