/** Several commands in one request: each is answered by itself, and what was refused is told. */

import { type Refusal, request } from "@/shared/api/http";
import { uuid7 } from "@/shared/api/uuid";
import type { JobRow } from "./rows";

export interface Given {
  /** Whose it is, for people: the order's or job order's code. */
  readonly code: string;
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Outcome {
  readonly code: string;
  readonly refusal: Refusal | null;
}

const AT_ONCE = 500;

interface Answers {
  readonly answers: readonly { readonly problem?: Refusal }[];
}

/** Give commands one after the other; the outcome of each. */
export async function giveAll(commands: readonly Given[]): Promise<readonly Outcome[]> {
  const found: Outcome[] = [];
  for (let begin = 0; begin < commands.length; begin += AT_ONCE) {
    const part = commands.slice(begin, begin + AT_ONCE);
    const sent = part.map(({ command, fields }) => ({ id: uuid7(), command, ...fields }));
    const { answers } = await request<Answers>("POST", "/api/v1/commands", { commands: sent });
    found.push(...part.map(({ code }, at) => ({ code, refusal: answers[at]?.problem ?? null })));
  }
  return found;
}

/** Release drafts as they were seen. */
export function releasing(
  orders: readonly { readonly code: string; readonly version: number }[],
): readonly Given[] {
  return orders.map(({ code, version }) => ({
    code,
    command: "kernel.release_work_order",
    fields: { work_order: code, expected_version: version },
  }));
}

/** Stop orders: what runs is held, what waits is taken back from the floor. */
export function holding(
  jobs: readonly Pick<JobRow, "code" | "status">[],
  why: { readonly reason: string; readonly alert: string },
): readonly Given[] {
  return jobs.flatMap(({ code, status }): Given[] => {
    const fields = { job_order: code, reason: why.reason };
    if (status === "running")
      return [
        {
          code,
          command: "kernel.hold_job_order",
          fields: { ...fields, alert: why.alert, source: "office" },
        },
      ];
    return status === "dispatched" ? [{ code, command: "kernel.revoke_job_order", fields }] : [];
  });
}

/** Let orders go on: what was held is released, what was taken back goes to the floor again. */
export function goingOn(
  jobs: readonly Pick<JobRow, "code" | "status">[],
  reason: string,
): readonly Given[] {
  return jobs.flatMap(({ code, status }): Given[] => {
    if (status === "held")
      return [
        {
          code,
          command: "kernel.release_held_job_order",
          fields: { job_order: code, reason, source: "office" },
        },
      ];
    return status === "released"
      ? [{ code, command: "kernel.dispatch_job_order", fields: { job_order: code } }]
      : [];
  });
}
