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

export interface WaitingRow {
  readonly lot: string;
  readonly material: string;
  readonly place: string;
  readonly quantity: string;
  readonly unit: string;
  readonly status: string;
}

export type ProposalRow = RowOf<"quality.proposal">;

export interface PlanRow {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly name: string;
  readonly status: string;
  readonly material: string | null;
  readonly material_name: string | null;
  readonly material_name_en: string | null;
  readonly source: string;
  readonly characteristics: number;
  readonly sampling: readonly string[];
  readonly is_followed: boolean;
  readonly used_at: string | null;
}

export type CharacteristicRow = RowOf<"quality.characteristics">;

export interface ValueRow {
  readonly id: string;
  readonly measured_at: string;
  readonly inspection: string;
  readonly plan: string;
  readonly characteristic: string;
  readonly name: string;
  readonly feature: string;
  readonly piece: number;
  readonly material: string | null;
  readonly lot: string | null;
  readonly value: string | null;
  readonly attribute_ok: boolean | null;
  readonly lsl: string | null;
  readonly usl: string | null;
  readonly unit: string;
  readonly passed: boolean | null;
  readonly laboratory: string;
  readonly gauge: string;
  readonly measured_by: string | null;
  readonly photo: string | null;
}

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

export interface CapableRow {
  readonly plan: string;
  readonly plan_name: string;
  readonly characteristic: string;
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly severity: string;
  readonly target: number | null;
  readonly lsl: number | null;
  readonly usl: number | null;
  readonly inspected: number;
  readonly failed: number;
  readonly inspections: number;
  readonly mean: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly sigma_within: number | null;
  readonly sigma_overall: number | null;
  readonly cp: number | null;
  readonly cpk: number | null;
  readonly pp: number | null;
  readonly ppk: number | null;
  readonly cpm: number | null;
  readonly signals: number;
}

export interface BinRow {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly expected: number;
  readonly smallest: number | null;
  readonly largest: number | null;
}

export interface ParetoRow {
  readonly key: string;
  readonly plan: string | null;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly pieces: string;
  readonly reports: number;
  readonly share: number;
  readonly cumulative: number;
  readonly is_vital: boolean;
}

export interface DefectRow {
  readonly id: string;
  readonly occurred_at: string;
  readonly quantity: string;
  readonly sign: number;
  readonly defect_code: string;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly defect_class: string;
  readonly outcome: string;
  readonly operation: string;
  readonly work_unit: string | null;
  readonly job_order: string;
  readonly work_order: string | null;
  readonly material: string | null;
  readonly lot: string | null;
  readonly caused_at: string | null;
  readonly caused_by: string | null;
  readonly photo: string | null;
}

export interface JudgeRow {
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly work_unit: string | null;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string;
  readonly lot: string;
  readonly quantity: string;
  readonly since: string | null;
  readonly waits_s: number | null;
  readonly defect_codes: readonly string[];
}

export interface GoodsRow {
  readonly place: string;
  readonly site: string;
  readonly lot: string;
  readonly material: string;
  readonly unit: string;
  readonly quantity: string;
  readonly status: string;
  readonly job_order: string | null;
  readonly supplier: string | null;
}

export interface YieldRow {
  readonly material: string;
  readonly sequence: number | null;
  readonly operation: string;
  readonly inspected: string;
  readonly bad: string;
  readonly first_pass: number | null;
  readonly rolled: number | null;
}

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
