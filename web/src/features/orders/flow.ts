/** An order's operations as a flow: layers from left to right, and what lies at each. */

import type { RowOf } from "@/shared/api/query";

import type { JobRow } from "./rows";

export type Edge = RowOf<"kernel.work_order_flow">;

export interface Placed {
  readonly row: JobRow;
  /** Column from the left, and line within it, both from 1. */
  readonly layer: number;
  readonly line: number;
  readonly isFirst: boolean;
}

/** Place each job order one layer behind the last of those it waits for. */
export function placed(rows: readonly JobRow[], edges: readonly Edge[]): readonly Placed[] {
  const known = new Map(rows.map((row) => [row.code, row]));
  const before = new Map<string, string[]>();
  for (const edge of edges) {
    if (!known.has(edge.before) || !known.has(edge.after)) continue;
    before.set(edge.after, [...(before.get(edge.after) ?? []), edge.before]);
  }
  const layers = new Map<string, number>();
  const layerOf = (code: string, above: ReadonlySet<string>): number => {
    const found = layers.get(code);
    if (found !== undefined) return found;
    const earlier = (before.get(code) ?? []).filter((one) => !above.has(one));
    const layer = 1 + Math.max(0, ...earlier.map((one) => layerOf(one, new Set([...above, code]))));
    layers.set(code, layer);
    return layer;
  };
  const lines = new Map<number, number>();
  return rows.map((row) => {
    const layer = layerOf(row.code, new Set([row.code]));
    const line = (lines.get(layer) ?? 0) + 1;
    lines.set(layer, line);
    return { row, layer, line, isFirst: !before.has(row.code) };
  });
}

export interface Counts {
  /** Pieces that can be begun: handed on by those before, or still to be begun at the first. */
  readonly available: number;
  readonly in_process: number;
  readonly good: number;
  readonly to_judge: number;
  readonly rework: number;
  readonly scrap: number;
}

const BEGUN = new Set(["running", "held", "suspended"]);

/** What lies at an operation: pieces there wait for it, once it is begun they are in its work. */
export function counts(row: JobRow, isFirst: boolean): Counts {
  const there = Number(row.in_process);
  const bad = Number(row.to_judge) + Number(row.scrap) + Number(row.rework);
  const good = Number(row.good) + Number(row.repaired);
  const left = Math.max(0, Number(row.ordered) - good - bad);
  const isBegun = BEGUN.has(row.status);
  const isOver = !isBegun && !["released", "dispatched"].includes(row.status);
  const waiting = isFirst && there === 0 ? left : there;
  return {
    available: isBegun || isOver ? 0 : waiting,
    in_process: isBegun ? waiting : isOver ? there : 0,
    good,
    to_judge: Number(row.to_judge),
    rework: Number(row.rework),
    scrap: Number(row.scrap),
  };
}

/** Shares of a bar, in the order they are drawn; they never pass the whole. */
export function bar(row: JobRow, lying: Counts): readonly (readonly [keyof Counts, number])[] {
  const parts: (readonly [keyof Counts, number])[] = [
    ["good", lying.good],
    ["rework", lying.rework],
    ["to_judge", lying.to_judge],
    ["scrap", lying.scrap],
    ["in_process", lying.in_process],
    ["available", lying.available],
  ];
  const all = parts.reduce((sum, [, value]) => sum + value, 0);
  const whole = Math.max(Number(row.ordered), all);
  return whole > 0
    ? parts.filter(([, value]) => value > 0).map(([name, value]) => [name, (100 * value) / whole])
    : [];
}
