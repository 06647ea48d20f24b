/** Give the commands of a move, all or none; the reason where the server refuses. */

import { type Refusal, request } from "@/shared/api/http";
import { uuid7 } from "@/shared/api/uuid";
import type { Command } from "./board";

interface Answers {
  readonly answers: readonly { readonly problem?: Refusal & { readonly confirm?: string } }[];
}

export interface Refused {
  readonly title: string;
  readonly code: string;
  readonly at: string | undefined;
  /** The word that overrules it, where somebody may. */
  readonly confirm: string | undefined;
}

const NEIGHBOUR = "neighbour-refused";

/** Give commands at once; null when they were taken. */
export async function giveMove(
  commands: readonly Command[],
  confirm: readonly string[],
): Promise<Refused | null> {
  if (commands.length === 0) return null;
  const sent = commands.map((one) => ({
    id: uuid7(),
    ...one,
    ...(confirm.length > 0 && one.command === "kernel.dispatch_job_order" ? { confirm } : {}),
  }));
  const { answers } = await request<Answers>("POST", "/api/v1/commands", {
    commands: sent,
    atomic: true,
  });
  const problems = answers.flatMap(({ problem }) => problem ?? []);
  const first = problems.find(({ code }) => code !== NEIGHBOUR) ?? problems[0];
  if (!first) return null;
  const { title, code, at, confirm: word } = first;
  return { title, code, at, confirm: word };
}
