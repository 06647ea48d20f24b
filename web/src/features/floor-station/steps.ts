/** The steps of an operation, kept for the time without a network; who has read them, and when. */

import { create } from "zustand";
import type { RowOf } from "@/shared/api/query";
import { keepPictures } from "@/shared/floor/pictures";
import { queried, type Rows, readKept } from "@/shared/floor/read";
import { keepNote } from "@/shared/offline/notes";
import type { Job } from "./jobs";

export type Step = RowOf<"kernel.work_instructions">;

export async function stepsOf(job: string): Promise<readonly Step[]> {
  const asked = queried("kernel.work_instructions", { job_order: job });
  const steps = (await readKept<Rows<Step>>(`steps.${job}`, asked))?.rows ?? [];
  useSteps.setState(({ changed }) => ({ changed: { ...changed, [job]: latest(steps) } }));
  return steps;
}

/** Read the steps of some jobs with their pictures, so that they are there without a network. */
export async function makeReady(jobs: readonly string[]): Promise<void> {
  for (const job of jobs) {
    const steps = await stepsOf(job);
    await keepPictures(steps.flatMap(({ picture }) => picture ?? []));
  }
}

/** When any of some steps was last changed; null where there are none. */
export function latest(steps: readonly Pick<Step, "changed_at">[]): string | null {
  return steps.reduce<string | null>(
    (found, { changed_at: at }) => (found === null || at > found ? at : found),
    null,
  );
}

const READ = "taktline.steps-read";

type Times = Readonly<Record<string, string>>;

interface Steps {
  /** By job order: when its steps were last changed; absent until they were read. */
  readonly changed: Readonly<Record<string, string | null>>;
  /** By person and operation: of which state the steps were read here. */
  readonly read: Times;
}

export const useSteps = create<Steps>(() => ({
  changed: {},
  read: JSON.parse(localStorage.getItem(READ) ?? "{}") as Times,
}));

const keyOf = (user: string, job: Pick<Job, "operation" | "material">) =>
  `${user} ${job.operation} ${job.material ?? ""}`;

/** Whether somebody has the steps still to read, or read them before they were changed. */
export function unread(
  { changed, read }: Steps,
  user: string,
  job: Pick<Job, "code" | "operation" | "material">,
): "no" | "never" | "changed" {
  const now = changed[job.code] ?? null;
  const then = read[keyOf(user, job)];
  if (now === null || then === now) return "no";
  return then === undefined ? "never" : "changed";
}

/** Somebody has seen the steps to the last one. */
export function noteRead(user: string, job: Pick<Job, "code" | "operation" | "material">): void {
  const now = useSteps.getState().changed[job.code];
  if (!now) return;
  const read = { ...useSteps.getState().read, [keyOf(user, job)]: now };
  keepNote(READ, JSON.stringify(read));
  useSteps.setState({ read });
}
