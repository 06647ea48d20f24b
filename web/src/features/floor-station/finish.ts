/** What stands in the way of finishing a job: pieces that lie there, fewer good ones than ordered. */

import type { Job } from "./jobs";

export interface Finish {
  /** Pieces that lie there unreported: close with them missing, or report them first. */
  readonly left: string | null;
  /** Fewer are good than were ordered: somebody says why. */
  readonly isShort: boolean;
}

export function finishOf(
  job: Pick<Job, "ordered" | "good" | "waiting" | "has_predecessor">,
): Finish {
  const left = job.has_predecessor ? Number(job.waiting) : 0;
  return {
    left: left > 0 ? String(left) : null,
    isShort: Number(job.good) < Number(job.ordered),
  };
}

/** Finishing as the command's fields; the reasons are for what is missing and for what is short. */
export function finishFields(
  job: Pick<Job, "code">,
  said: { readonly missing: string | null; readonly lost: string; readonly short: string },
): Readonly<Record<string, unknown>> {
  return {
    job_order: job.code,
    source: "terminal",
    ...(said.missing === null ? {} : { missing: said.missing, missing_reason: said.lost }),
    ...(said.short === "" ? {} : { reason: said.short }),
  };
}
