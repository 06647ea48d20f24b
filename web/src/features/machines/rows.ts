/** Rows of the queries about machines. */

import type { RowOf } from "@/shared/api/query";

export interface WallRow {
  readonly work_unit: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly parent: string | null;
  readonly parent_name: string | null;
  readonly parent_name_en: string | null;
  readonly state: string | null;
  readonly said: string | null;
  readonly since: string | null;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly work_order: string | null;
  readonly material: string | null;
  readonly is_running: boolean;
  readonly ordered: string | null;
  readonly job_good: string | null;
  readonly planned_cycle_s: number | null;
  readonly cycle_s: number | null;
  readonly counted: string | null;
  readonly good: string;
  readonly bad: string;
  readonly stop: string | null;
  readonly unlabelled: number;
  readonly call: string | null;
  readonly call_kind: string | null;
  readonly called_at: string | null;
  readonly is_call_taken: boolean;
}

export interface LaneRow {
  readonly work_unit: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly states: readonly string[];
  readonly starts_s: readonly number[];
  readonly ends_s: readonly number[];
}

export interface OeeRow {
  readonly part: string;
  readonly work_unit: string | null;
  readonly planned_busy_s: number;
  readonly production_s: number;
  readonly standard_s: number;
  readonly earned_s: number;
  readonly produced: string;
  readonly good: string;
  readonly states_s: Readonly<Record<string, number>>;
  readonly availability: number | null;
  readonly effectiveness: number | null;
  readonly quality_ratio: number | null;
  readonly oee: number | null;
}

export interface StopRow {
  readonly id: string;
  readonly work_unit: string;
  readonly state: string;
  readonly said: string;
  readonly job_order: string | null;
  readonly started_at: string;
  readonly ended_at: string;
  readonly length_s: number;
  readonly is_provisional: boolean;
  readonly reason: string | null;
  readonly note: string;
}

export type ParetoRow = RowOf<"cockpit.stop_pareto">;

export type CallRow = RowOf<"cockpit.calls">;

/** The mean of what is known, in the same unit; null where nothing is. */
export function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((one) => one !== null);
  return known.length > 0 ? known.reduce((all, one) => all + one, 0) / known.length : null;
}
