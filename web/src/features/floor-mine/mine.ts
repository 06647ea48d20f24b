/** One's own reports as the server tells them, and what they come to. */

import { sum } from "@/shared/format";

export interface Report {
  readonly report: string;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly day: string;
  readonly occurred_at: string;
  readonly state: State;
  readonly pieces: string;
  readonly labor_s: string;
  readonly defective: string;
  readonly amount: string;
  readonly currency: string;
  readonly by: string;
  readonly reason: string;
  readonly reported_by: string;
}

export type State =
  | "counted"
  | "waiting"
  | "refused"
  | "corrected"
  | "taken_back"
  | "parked"
  | "voided";

/** What still counts as mine: also what waits for somebody's word. */
const COUNTS: ReadonlySet<State> = new Set(["counted", "waiting", "parked"]);

export interface Total {
  readonly pieces: string;
  readonly labor_s: number;
  readonly amount: string;
}

export function totalOf(rows: readonly Report[]): Total {
  const counted = rows.filter((row) => COUNTS.has(row.state));
  return {
    pieces: sum(counted.map((row) => row.pieces)),
    labor_s: Number(sum(counted.map((row) => row.labor_s))),
    amount: sum(counted.map((row) => row.amount)),
  };
}

/** What is left of a report that was taken back as a whole: nothing to be shown. */
const saysNothing = (row: Report): boolean =>
  row.state === "counted" && [row.pieces, row.defective, row.labor_s].every((one) => !Number(one));

/** The reports of one day; of all days where none is named. */
export function ofDay(rows: readonly Report[], day: string | null): readonly Report[] {
  return rows.filter((row) => (day === null || row.day === day) && !saysNothing(row));
}
