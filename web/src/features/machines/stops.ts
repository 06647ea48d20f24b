/** Stops as people explain them: which touch each other, which reasons belong together. */

import type { Given } from "@/engine/form/command";
import type { StopRow } from "./rows";

/** What makes a label what it was. */
export function unlabelled(stop: StopRow): readonly Given[] {
  const { id, reason, note } = stop;
  return [{ verb: "kernel.label_stop", fields: { stop: id, reason, note } }];
}

/** What parts two stops again that were merged, each with the reason it had. */
export function unmerged(before: StopRow, after: StopRow): readonly Given[] {
  const parted = {
    verb: "kernel.split_stop",
    fields: { stop: before.id, split_at: after.started_at },
  };
  return [parted, ...unlabelled(before), ...(after.reason === null ? [] : unlabelled(after))];
}

/** The stops right before and right after one at the same machine: they may be merged with it. */
export function neighbours(
  stop: StopRow,
  all: readonly StopRow[],
): { readonly before: StopRow | undefined; readonly after: StopRow | undefined } {
  const own = all.filter((one) => one.work_unit === stop.work_unit && !one.is_provisional);
  return {
    before: own.find((one) => one.ended_at === stop.started_at),
    after: own.find((one) => one.started_at === stop.ended_at),
  };
}

export interface Reason {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly parent: { readonly code: string | null } | null;
}

export interface Choice {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** Reasons below the one they are part of; a reason with others below it can be chosen too. */
export function choices(reasons: readonly Reason[], language: string): readonly Choice[] {
  const name = (one: Reason) => (language === "en" ? (one.name_en ?? one.name) : one.name);
  const tops = reasons.filter((one) => !one.parent?.code);
  return tops.map((top) => ({
    label: name(top),
    options: [top, ...below(top, reasons)].map((one) => ({
      value: one.code,
      label: `${one.code} ${name(one)}`,
    })),
  }));
}

function below(top: Reason, reasons: readonly Reason[], depth = 3): readonly Reason[] {
  if (depth === 0) return [];
  return reasons
    .filter((one) => one.parent?.code === top.code && one.code !== top.code)
    .flatMap((one) => [one, ...below(one, reasons, depth - 1)]);
}
