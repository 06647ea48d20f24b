/** What is measured on a piece, as plain values: typed, judged, counted, made into results. */

import type { Entry } from "@/shared/offline/entry";
import { within } from "@/shared/plant/limits";

export interface Characteristic {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: "variable" | "attribute";
  readonly unit: string;
  readonly lsl: string | null;
  readonly usl: string | null;
  readonly natural_limit: string | null;
  readonly severity: string;
}

/** What was typed of one piece: a number, or `ok` and `bad` of a sight check, by characteristic. */
export type Typed = Readonly<Record<string, string>>;

export interface Result {
  readonly characteristic: string;
  readonly piece: number;
  readonly value?: string;
  readonly ok?: boolean;
  readonly gauge?: string;
  readonly photo?: string;
}

/** Results one command may carry. */
export const TOGETHER = 2_000;

/** Whether what was typed of a characteristic is good; null where nothing says so. */
export function verdict(one: Characteristic, typed: string | undefined): boolean | null {
  if (typed === undefined || typed === "") return null;
  return one.kind === "attribute" ? typed === "ok" : within(one, typed);
}

/** The first characteristic that has nothing yet, from a place on, around the end. */
export function nextOpen(all: readonly Characteristic[], typed: Typed, from: number): number {
  const order = all.map((_, index) => (from + index) % all.length);
  return order.find((index) => !typed[all[index]?.code ?? ""]) ?? -1;
}

interface With {
  readonly piece: number;
  readonly gauged: ReadonlySet<string>;
  readonly photo: string | null;
}

/** The results of one piece; the photo belongs to what failed, else to the first. */
export function resultsOf(
  all: readonly Characteristic[],
  typed: Typed,
  { piece, gauged, photo }: With,
): readonly Result[] {
  const filled = all.filter((one) => typed[one.code]);
  const shown = filled.find((one) => verdict(one, typed[one.code]) === false) ?? filled[0];
  return filled.map((one) => ({
    characteristic: one.code,
    piece,
    ...(one.kind === "attribute"
      ? { ok: typed[one.code] === "ok" }
      : { value: typed[one.code] ?? "" }),
    ...(gauged.has(one.code) ? { gauge: "wedge" } : {}),
    ...(photo !== null && one === shown ? { photo } : {}),
  }));
}

/**
 * Results of a whole sample of sight checks: so many pieces were bad in each of them. Who counted
 * saw different pieces: no piece is bad twice while there are others.
 */
export function countedResults(
  all: readonly Characteristic[],
  bad: Readonly<Record<string, number>>,
  { first, last }: { readonly first: number; readonly last: number },
): readonly Result[] {
  const size = last - first + 1;
  let taken = 0;
  return all
    .filter((one) => one.kind === "attribute")
    .flatMap((one) => {
      const count = Math.min(size, Math.max(0, bad[one.code] ?? 0));
      const failed = new Set(Array.from({ length: count }, (_, index) => (taken + index) % size));
      taken += count;
      return Array.from({ length: size }, (_, index) => ({
        characteristic: one.code,
        piece: first + index,
        ok: !failed.has(index),
      }));
    });
}

/** Cut into commands that the server takes. */
export function parts(results: readonly Result[]): readonly (readonly Result[])[] {
  const cut: (readonly Result[])[] = [];
  for (let at = 0; at < results.length; at += TOGETHER) cut.push(results.slice(at, at + TOGETHER));
  return cut;
}

export interface Waiting {
  /** The highest piece that waits to be sent. */
  readonly last: number;
  readonly pieces: number;
}

/** What of an inspection waits on this device: it was measured, though the server does not know. */
export function waitingOf(entries: readonly Entry[], inspection: string): Waiting {
  const pieces = new Set<number>();
  for (const { command, fields } of entries) {
    if (command !== "quality.record_results" || fields.inspection !== inspection) continue;
    for (const one of fields.results as readonly Result[]) pieces.add(one.piece);
  }
  return { last: Math.max(0, ...pieces), pieces: pieces.size };
}
