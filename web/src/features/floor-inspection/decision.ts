/** The parts of a decision on a tablet: how much of each lot is bad, the rest is accepted. */

import { sum } from "@/shared/format";
import type { Lot } from "./plant";

export interface Part {
  readonly lot: string;
  readonly accepted: string;
  readonly rejected: string;
}

/** Parts of the lots of which somebody said how much is bad; never more than waits. */
export function partsOf(
  lots: readonly Lot[],
  bad: Readonly<Record<string, string>>,
): readonly Part[] {
  const codes = [...new Set(lots.map((one) => one.lot))];
  return codes.flatMap((lot) => {
    const rejected = (bad[lot] ?? "").replace(/\.$/, "");
    if (rejected === "" || Number(rejected) === 0) return [];
    const all = sum(lots.filter((one) => one.lot === lot).map((one) => one.quantity));
    const out = Number(rejected) > Number(all) ? all : rejected;
    return [{ lot, accepted: sum([all, `-${out}`]), rejected: out }];
  });
}
