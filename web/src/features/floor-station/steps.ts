/** The steps of an operation, kept for the time without a network. */

import type { RowOf } from "@/shared/api/query";

import { queried, type Rows, readKept } from "@/shared/floor/read";

export type Step = RowOf<"kernel.work_instructions">;

export const pictureOf = (file: string): string => `/api/v1/files/${file}`;

export async function stepsOf(job: string): Promise<readonly Step[]> {
  const asked = queried("kernel.work_instructions", { job_order: job });
  return (await readKept<Rows<Step>>(`steps.${job}`, asked))?.rows ?? [];
}
