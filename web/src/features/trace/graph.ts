/** A genealogy as a picture: lots in layers by their distance, many of one kind folded to one. */

import { type EdgeRow, type TraceRow, type Where, whereOf } from "./rows";

/** So many lots of one material in one layer are still drawn one by one. */
export const FOLD_ABOVE = 6;
export const BOX = { width: 188, height: 50, across: 96, down: 14 } as const;

export interface Box {
  readonly key: string;
  readonly layer: number;
  readonly material: string;
  /** The lots it stands for: one, or all of its material in the layer. */
  readonly rows: readonly TraceRow[];
  readonly where: Where;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly key: string;
  readonly from: Box;
  readonly to: Box;
  /** Where it happened; several are counted. */
  readonly at: readonly string[];
  readonly path: string;
}

export interface Picture {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export const foldKey = (row: TraceRow) => `${row.depth} ${row.material}`;

/** Put the lots into boxes: those of an opened fold, and of small kinds, one by one. */
function boxed(rows: readonly TraceRow[], opened: ReadonlySet<string>): Map<string, TraceRow[]> {
  const kinds = new Map<string, TraceRow[]>();
  for (const row of rows) {
    const key = foldKey(row);
    const known = kinds.get(key);
    if (known) known.push(row);
    else kinds.set(key, [row]);
  }
  const boxes = new Map<string, TraceRow[]>();
  for (const [key, all] of kinds) {
    if (all.length <= FOLD_ABOVE || opened.has(key))
      for (const row of all) boxes.set(row.id, [row]);
    else boxes.set(key, all);
  }
  return boxes;
}

const mean = (values: readonly number[]) =>
  values.length === 0
    ? Number.POSITIVE_INFINITY
    : values.reduce((a, b) => a + b, 0) / values.length;

const WORST: readonly Where[] = [
  "held",
  "shipped",
  "in_process",
  "in_stock",
  "elsewhere",
  "scrapped",
  "gone",
];

function worst(rows: readonly TraceRow[]): Where {
  const found = new Set(rows.map(whereOf));
  return WORST.find((one) => found.has(one)) ?? "gone";
}

/**
 * Draw lots and lines; goods always flow from left to right, whichever way was asked.
 * Within a layer boxes stand near what they are tied to, so that lines cross little.
 */
export function drawn(
  rows: readonly TraceRow[],
  edges: readonly EdgeRow[],
  { forward, opened }: { readonly forward: boolean; readonly opened: ReadonlySet<string> },
): Picture {
  const boxes = boxed(rows, opened);
  const boxOf = new Map<string, string>();
  for (const [key, some] of boxes) for (const row of some) boxOf.set(row.id, key);
  const tied = new Map<string, Set<string>>();
  const joined = new Map<string, { from: string; to: string; at: Set<string> }>();
  for (const edge of edges) {
    const [from, to] = [boxOf.get(edge.source), boxOf.get(edge.target)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from} > ${to}`;
    const line = joined.get(key) ?? { from, to, at: new Set<string>() };
    if (edge.job_order) line.at.add([edge.job_order, edge.operation].filter(Boolean).join(" "));
    joined.set(key, line);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const)
      tied.set(one, (tied.get(one) ?? new Set<string>()).add(other));
  }
  const deepest = Math.max(0, ...rows.map((row) => row.depth));
  const placed = new Map<string, Box>();
  let height: number = BOX.height;
  const layers = Array.from({ length: deepest + 1 }, (): [string, TraceRow[]][] => []);
  for (const box of boxes) layers[box[1][0]?.depth ?? 0]?.push(box);
  for (const [depth, here] of layers.entries()) {
    const near = (key: string) =>
      mean([...(tied.get(key) ?? [])].flatMap((one) => placed.get(one)?.y ?? []));
    const ranked = here
      .map(([key, some]) => ({ key, some, at: near(key) }))
      .sort((a, b) => a.at - b.at || order(a.some, b.some));
    const layer = forward ? depth : deepest - depth;
    ranked.forEach(({ key, some }, at) => {
      const y = at * (BOX.height + BOX.down);
      height = Math.max(height, y + BOX.height);
      const x = layer * (BOX.width + BOX.across);
      const material = some[0]?.material ?? "";
      placed.set(key, { key, layer, material, rows: some, where: worst(some), x, y });
    });
  }
  const lines = [...joined].flatMap(([key, { from, to, at }]) => {
    const [a, b] = [placed.get(from), placed.get(to)];
    return a && b ? [{ key, from: a, to: b, at: [...at].sort(), path: curve(a, b) }] : [];
  });
  const width = (deepest + 1) * (BOX.width + BOX.across) - BOX.across;
  return { boxes: [...placed.values()], lines, width, height };
}

function order(a: readonly TraceRow[], b: readonly TraceRow[]): number {
  const name = ([row]: readonly TraceRow[]) => `${row?.material} ${row?.lot}`;
  return name(a).localeCompare(name(b));
}

function curve(from: Box, to: Box): string {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const bend = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** The boxes and lines a box is made of and made into, all the way: the others step back. */
export function kin(picture: Picture, key: string): ReadonlySet<string> {
  const found = new Set([key]);
  const walk = (start: string, forward: boolean) => {
    const waiting = [start];
    const seen = new Set(waiting);
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      for (const line of picture.lines) {
        const [here, there] = forward ? [line.from, line.to] : [line.to, line.from];
        if (here.key !== one) continue;
        found.add(line.key);
        found.add(there.key);
        if (!seen.has(there.key)) {
          seen.add(there.key);
          waiting.push(there.key);
        }
      }
    }
  };
  walk(key, true);
  walk(key, false);
  return found;
}
