/** What waits to be sent, and what becomes of it: plain values and one pure decision. */

import type { Refusal } from "@/shared/api/http";

/** A command as it was given at a station; `fields` are sent as they stand, with their id. */
export interface Entry {
  readonly place: number;
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What it says, for the person who gave it. */
  readonly said: string;
}

export type Fresh = Omit<Entry, "place">;

/** What did not get into the books as it was given. */
export interface Returned extends Fresh {
  /** Parked: kept by the server for the lead. Refused: it did not happen. Photo: without it. */
  readonly outcome: "parked" | "refused" | "photo";
  readonly reason: string;
  /** The refusal, where something may still be done about it. */
  readonly refusal?: Refusal;
  readonly at: number;
}

/** A command without its place in the queue. */
export function freshOf({ place: _, ...fresh }: Entry): Fresh {
  return fresh;
}

export function returnedAs(entry: Entry, outcome: Outcome, reason: string): Returned {
  const back = { ...freshOf(entry), reason, at: Date.now() };
  if (outcome.kind !== "refused") return { ...back, outcome: "parked" };
  return { ...back, outcome: "refused", refusal: outcome.refusal };
}

/** The note that a photo did not get in; the command it belongs to goes without it. */
export function withoutPhoto(entry: Entry, { title }: Refusal): Returned {
  const back = { ...freshOf(entry), id: `${entry.id} photo`, reason: title, at: Date.now() };
  return { ...back, outcome: "photo" };
}

export interface Answered {
  readonly answer?: { readonly id: string; readonly parked?: { readonly code: string } };
  readonly problem?: Refusal;
}

export type Outcome =
  | { readonly kind: "booked" }
  | { readonly kind: "parked"; readonly reason: string }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "again"; readonly entry: Entry }
  | { readonly kind: "later" };

/** Facts say what happened; the server parks them when they were made offline and do not fit. */
export const FACTS: ReadonlySet<string> = new Set([
  "inventory.count_material",
  "inventory.enter_count",
  "inventory.issue_material",
  "inventory.move_handling_unit",
  "inventory.move_material",
  "inventory.pack",
  "inventory.receive_material",
  "inventory.return_material",
  "inventory.ship_material",
  "kernel.complete_job_order",
  "kernel.hand_over_shift",
  "kernel.hold_job_order",
  "kernel.pack_carton",
  "kernel.pause_job_order",
  "kernel.raise_work_alert",
  "kernel.report_operation",
  "kernel.resume_job_order",
  "kernel.sign_in",
  "kernel.sign_out",
  "kernel.start_job_order",
  "quality.record_results",
]);

/**
 * Decide what becomes of one command after its answer.
 * `promised`: the person was told that it is kept. A refusal recorded nothing, so that a fact that
 * was promised goes again, now as one made offline, which the server parks rather than refuses.
 */
export function outcomeOf(entry: Entry, answered: Answered, promised: boolean): Outcome {
  const { answer, problem } = answered;
  if (answer?.parked) return { kind: "parked", reason: answer.parked.code };
  if (answer) return { kind: "booked" };
  if (problem === undefined || problem.status >= 500 || problem.status === 429) {
    return { kind: "later" };
  }
  if (promised && FACTS.has(entry.command) && entry.fields.offline !== true) {
    return { kind: "again", entry: { ...entry, fields: { ...entry.fields, offline: true } } };
  }
  return { kind: "refused", refusal: problem };
}
