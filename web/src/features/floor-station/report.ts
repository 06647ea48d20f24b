/** What a report says, as the command's fields. */

import type { Me } from "@/shared/api/session";

export const KINDS = ["good", "scrap", "rework", "to_judge"] as const;
export type Kind = (typeof KINDS)[number];

export interface Said {
  readonly kind: Kind;
  readonly amount: string;
  readonly reason: string | null;
  readonly card: string | null;
}

/** Who may not decide on bad pieces reports them to be judged; the server checks it anyway. */
export function mayJudge(me: Pick<Me, "permissions">): boolean {
  return ["*", "job_order:*", "job_order:judge"].some((one) => me.permissions.includes(one));
}

export function reportFields(job: string, said: Said): Readonly<Record<string, unknown>> {
  const line = { quantity: said.amount, defect_code: said.reason, outcome: said.kind };
  return {
    job_order: job,
    source: "terminal",
    ...(said.kind === "good" ? { good: said.amount } : { defects: [line] }),
    ...(said.card === null ? {} : { flow_card: said.card }),
  };
}

/** A report as if it had said nothing; what it booked is taken back by a further fact. */
export function undoFields(report: string, reason: string): Readonly<Record<string, unknown>> {
  return { report, reason, good: "0", defects: [], source: "terminal" };
}
