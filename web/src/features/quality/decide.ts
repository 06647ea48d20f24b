/** The parts of a decision: what is said lot by lot, made whole. */

import { sum } from "@/shared/format";
import type { WaitingRow } from "./rows";

/** What was typed, by lot. */
export type Split = Readonly<
  Record<string, { readonly rejected?: string; readonly destroyed?: string }>
>;

export interface Part {
  readonly lot: string;
  readonly accepted: string;
  readonly rejected: string;
  readonly destroyed: string;
}

const NUMBER = /^\d+(\.\d+)?$/;

/** The parts to send: only of lots of which something was typed; the rest of a lot is accepted. */
export function splitOf(waiting: readonly WaitingRow[], split: Split): readonly Part[] {
  const parts: Part[] = [];
  for (const lot of new Set(waiting.map((row) => row.lot))) {
    const typed = split[lot];
    const rejected = typed?.rejected?.trim() ?? "";
    const destroyed = typed?.destroyed?.trim() ?? "";
    if (rejected === "" && destroyed === "") continue;
    const out = [rejected, destroyed].map((one) => (NUMBER.test(one) ? one : "0"));
    const all = sum(waiting.filter((row) => row.lot === lot).map((row) => row.quantity));
    parts.push({
      lot,
      accepted: sum([all, ...out.map((one) => `-${one}`)]),
      rejected: out[0] ?? "0",
      destroyed: out[1] ?? "0",
    });
  }
  return parts;
}
