/** The steps of an operation, kept for the time without a network. */

import { queried, type Rows, readKept } from "@/shared/floor/read";

export interface Step {
  readonly code: string;
  readonly step: string;
  readonly text: string;
  readonly text_en: string | null;
  readonly picture: string | null;
  readonly changed_at: string;
}

export const pictureOf = (file: string): string => `/api/v1/files/${file}`;

export async function stepsOf(job: string): Promise<readonly Step[]> {
  const asked = queried("kernel.work_instructions", { job_order: job });
  return (await readKept<Rows<Step>>(`steps.${job}`, asked))?.rows ?? [];
}
