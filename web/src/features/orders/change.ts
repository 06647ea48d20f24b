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

export interface Fact {
  readonly kind: string;
  readonly content: { readonly effect?: Partial<Effect> };
}

const VERB = "/api/v1/commands/kernel.revise_running_order";

/** The effect among the facts of a dry run; the first change also keeps the plan before it. */
export function effectIn(facts: readonly Fact[]): Effect | null {
  const revised = facts.filter(({ kind, content }) => {
    return kind === "OrderRevised" && Array.isArray(content.effect?.job_orders);
  });
  const effect = revised.at(-1)?.content.effect;
  if (!effect) return null;
  const { job_orders = [], pieces = [], stations = [], materials = {} } = effect;
  return { job_orders, pieces, stations, materials };
}

/** Ask what a change would do; nothing is kept. */
export async function effectOf(change: Change): Promise<Effect | null> {
  const sent = { id: uuid7(), ...change, dry_run: true };
  const answer = await request<{ readonly facts?: readonly Fact[] }>("POST", VERB, sent);
  return effectIn(answer.facts ?? []);
}

export async function revise(change: Change): Promise<void> {
  await request("POST", VERB, { id: uuid7(), ...change });
}

/** An operation's place between two others: half way, whole. */
export function between(before: number, after: number | undefined): number {
  return after === undefined ? before + 10 : Math.floor((before + after) / 2);
}
