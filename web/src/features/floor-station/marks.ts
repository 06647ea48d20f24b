/** What a station knows of a job beside its place in the queue, as the server tells it. */

import type { Asked } from "./values";

export interface Component {
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string;
  readonly per_piece: string;
  readonly needed: string;
  readonly here: string;
  readonly place: string;
  readonly traced: string;
}

export interface Person {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly since: string;
}

export interface Call {
  readonly code: string;
  readonly kind: string;
  readonly text: string;
  readonly raised_at: string;
  readonly acknowledged_at: string | null;
  readonly acknowledged_by: string | null;
}

export interface Check {
  readonly code: string;
  readonly status: string;
  readonly ordered: string;
}

export interface Marks {
  readonly job_order: string;
  readonly kit: "none" | "complete" | "partial" | "missing";
  readonly kit_pieces: string | null;
  readonly hold_reason: string | null;
  readonly change: string | null;
  readonly count_tolerance: string;
  readonly parameters: readonly Asked[];
  readonly components: readonly Component[];
  readonly present: readonly Person[];
  readonly calls: readonly Call[];
  readonly checks: readonly Check[];
}

/** Where nothing was told of a job: nothing stands in its way. */
export const UNMARKED: Omit<Marks, "job_order"> = {
  kit: "none",
  kit_pieces: null,
  hold_reason: null,
  change: null,
  count_tolerance: "0",
  parameters: [],
  components: [],
  present: [],
  calls: [],
  checks: [],
};

/** The components of which less is there than is still needed. */
export function missingOf(marks: Pick<Marks, "components">): readonly Component[] {
  return marks.components.filter((one) => Number(one.here) < Number(one.needed));
}
