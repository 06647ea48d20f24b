/** Book once more what had been booked before: the same words under ids of their own. */

import { type Refusal, Refused, request } from "./http";
import type { Repetition } from "./repeated";

interface Told {
  readonly answers?: readonly { readonly problem?: Refusal }[];
}

/** Give what was repeated as a wish of its own; given again after a lost answer it is one effect. */
export async function bookOnceMore({ path, body }: Repetition): Promise<void> {
  const { answers = [] } = await request<Told>("POST", path, body);
  const problem = answers.find((one) => one.problem)?.problem;
  if (problem) throw new Refused(problem);
}
