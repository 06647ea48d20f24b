/** A change of a running order: what is sent, and what the server says it would do. */

import { request } from "@/shared/api/http";
import { uuid7 } from "@/shared/api/uuid";

export interface Effect {
  readonly job_orders: readonly {
    readonly job_order: string;
    readonly operation: string;
    readonly effect: string;
    readonly ordered: string;
  }[];
  readonly pieces: readonly {
    readonly from: string;
    readonly to: string;
    readonly lot: string;
    readonly quantity: string;
  }[];
  readonly stations: readonly string[];
  readonly materials: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly sequence: number;
  readonly kind: "skip" | "add";
  readonly operation?: Readonly<Record<string, unknown>>;
}

export interface Change {
  readonly work_order: string;
  readonly expected_version: number;
  readonly reason: string;
  readonly ordered?: string;
  readonly due_at?: string;
  readonly priority?: number;
  readonly operations?: readonly Operation[];
}

interface Answer {
  readonly facts?: readonly {
    readonly kind: string;
    readonly content: { readonly effect?: Effect };
  }[];
}

const VERB = "/api/v1/commands/kernel.revise_running_order";

/** Ask what a change would do; nothing is kept. */
export async function effectOf(change: Change): Promise<Effect | null> {
  const answer = await request<Answer>("POST", VERB, { id: uuid7(), ...change, dry_run: true });
  return answer.facts?.find(({ content }) => content.effect)?.content.effect ?? null;
}

export async function revise(change: Change): Promise<void> {
  await request("POST", VERB, { id: uuid7(), ...change });
}

/** An operation's place between two others: half way, whole. */
export function between(before: number, after: number | undefined): number {
  return after === undefined ? before + 10 : Math.floor((before + after) / 2);
}
