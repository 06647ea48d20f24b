/** The queue of a station as people read it: state, what to propose, what waits unsent on top. */

import type { Entry } from "@/shared/offline/entry";
import type { Marks } from "./marks";

export interface Job {
  readonly id: string;
  readonly code: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly status: string;
  readonly priority: number;
  readonly material: string | null;
  readonly unit: string | null;
  readonly ordered: string;
  readonly good: string;
  readonly waiting: string;
  readonly work_center: string | null;
  readonly work_unit: string | null;
  readonly due_at: string | null;
  readonly has_predecessor: boolean;
  /** What the station knows of it beside; absent until it was told. */
  readonly marks?: Omit<Marks, "job_order">;
}

export type State = "running" | "paused" | "blocked" | "ready" | "waiting" | "material";

/**
 * Waiting: pieces come from another operation, and none lie here yet. Material: components are
 * missing, so that not one piece can be made.
 */
export function stateOf(job: Job): State {
  if (job.status === "running") return "running";
  if (job.status === "suspended") return "paused";
  if (job.status === "held") return "blocked";
  if (job.has_predecessor && Number(job.waiting) <= 0) return "waiting";
  return job.marks?.kit === "missing" ? "material" : "ready";
}

const HINDERED: ReadonlySet<State> = new Set(["blocked", "waiting", "material"]);

/** The job on top: the one that was chosen, else the first on which anything can be done. */
export function nextOf(jobs: readonly Job[], picked: string | null): Job | undefined {
  const chosen = jobs.find((job) => job.code === picked);
  const workable = jobs.find((job) => !HINDERED.has(stateOf(job)));
  return chosen ?? workable ?? jobs.find((job) => stateOf(job) !== "blocked") ?? jobs[0];
}

/** What one will most likely report: what lies there, else what is still missing. */
export function proposed(job: Job): string {
  const lies = Number(job.waiting);
  const missing = Number(job.ordered) - Number(job.good);
  return String(Math.max(lies > 0 ? lies : missing, 0) || "");
}

/** How much of it is done, 0 to 100. */
export function percent(job: Job): number {
  const ordered = Number(job.ordered);
  return ordered > 0 ? Math.min(100, Math.round((Number(job.good) / ordered) * 100)) : 0;
}

/** Sum without the tails of binary fractions; for the eye only, the server counts for itself. */
const plus = (text: string, more: number): string =>
  String(Math.round((Number(text) + more) * 1e6) / 1e6);

const FINISHED = "completed";
const STATUS: Readonly<Record<string, string>> = {
  "kernel.start_job_order": "running",
  "kernel.resume_job_order": "running",
  "kernel.pause_job_order": "suspended",
  "kernel.report_operation": "running",
  "kernel.complete_job_order": FINISHED,
};

interface Counted {
  readonly good?: string;
  readonly defects?: readonly { readonly quantity: string }[];
}

/** The queue with what is known of each job. */
export function marked(jobs: readonly Job[], marks: readonly Marks[]): readonly Job[] {
  const known = new Map(marks.map((one) => [one.job_order, one]));
  return jobs.map((job) => {
    const found = known.get(job.code);
    return found === undefined ? job : { ...job, marks: found };
  });
}

/** The queue with what was said here and has not been sent; what was finished is gone. */
export function overlaid(jobs: readonly Job[], waiting: readonly Entry[]): readonly Job[] {
  return waiting
    .reduce(
      (now, entry) =>
        now.map((job) => (entry.fields.job_order === job.code ? after(job, entry) : job)),
      jobs,
    )
    .filter((job) => job.status !== FINISHED);
}

function after(job: Job, entry: Entry): Job {
  const { good, defects } = entry.fields as Counted;
  const bad = (defects ?? []).reduce((sum, line) => sum + Number(line.quantity), 0);
  const made = Number(good ?? 0);
  return {
    ...job,
    status: STATUS[entry.command] ?? job.status,
    good: plus(job.good, made),
    waiting: String(Math.max(0, Number(plus(job.waiting, -made - bad)))),
  };
}
