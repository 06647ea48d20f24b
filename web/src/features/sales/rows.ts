/** What is read of sales orders, and how far a line is as shares of what was ordered. */

import type { RowOf } from "@/shared/api/query";

export type Line = RowOf<"sales.order_progress">;
export type Operation = RowOf<"sales.order_operations">;
export type Work = RowOf<"sales.order_work">;
export type Shipped = RowOf<"sales.order_shipments">;
export type Told = RowOf<"sales.order_story">;
export type CustomerLink = RowOf<"sales.customer_links">;
export type Rush = RowOf<"sales.rush_preview">;

/** Which lines are shown. */
export const SHOWS = ["open", "late", "ended", "all"] as const;
export type Show = (typeof SHOWS)[number];

export interface Narrowed {
  readonly show?: string;
  readonly customer?: string;
  readonly salesperson?: string;
  readonly material?: string;
  /** What is being entered: one order by hand, or a sheet of them. */
  readonly do?: string;
}

/** What is shown of an address: open lines where it says nothing that we know. */
export function showOf(said: string | undefined): Show {
  return SHOWS.find((one) => one === said) ?? "open";
}

/** The question an address asks. */
export function paramsOf(narrowed: Narrowed): Readonly<Record<string, string>> {
  const { show, do: _, ...rest } = narrowed;
  return { ...rest, show: showOf(show) };
}

/** The steps of a line from order to truck, in the order goods take them. */
export const STEPS = ["quantity", "planned", "released", "begun", "finished", "shipped"] as const;
export type Step = (typeof STEPS)[number];

export interface Reached {
  readonly step: Step;
  readonly pieces: number;
  /** Of what was ordered, 0 to 1. */
  readonly share: number;
}

/** How many pieces have come to each step; what was shipped from stock has passed them all. */
export function reached(line: Line): readonly Reached[] {
  const ordered = Number(line.quantity);
  const shipped = Number(line.shipped);
  return STEPS.map((step) => {
    const pieces = Math.max(Number(line[step]), step === "quantity" ? ordered : shipped);
    return { step, pieces, share: ordered > 0 ? Math.min(1, pieces / ordered) : 0 };
  });
}

/** An operation with what lies at it: pieces wait there until it is begun. */
export interface Lying {
  readonly available: number;
  readonly in_process: number;
  readonly good: number;
  readonly to_judge: number;
  readonly rework: number;
  readonly scrap: number;
  readonly outside: number;
}

const BEGUN = new Set(["running", "held", "suspended"]);

export function lying(row: Operation): Lying {
  const there = Number(row.in_process);
  const bad = Number(row.to_judge) + Number(row.rework) + Number(row.scrap);
  const good = Number(row.good);
  const left = Math.max(0, Number(row.ordered) - good - bad);
  const isWaiting = row.status === "released" || row.status === "dispatched";
  const isBegun = BEGUN.has(row.status);
  const waiting = row.is_first && there === 0 ? left : there;
  return {
    available: isWaiting ? waiting : 0,
    in_process: isBegun ? waiting : isWaiting ? 0 : there,
    good,
    to_judge: Number(row.to_judge),
    rework: Number(row.rework),
    scrap: Number(row.scrap),
    outside: Number(row.outside),
  };
}

/** Rows by the work order they belong to, in the order in which they came. */
export function byWork(rows: readonly Operation[]): readonly (readonly Operation[])[] {
  const found = new Map<string, Operation[]>();
  for (const row of rows) found.set(row.work_order, [...(found.get(row.work_order) ?? []), row]);
  return [...found.values()];
}

/** The day of an instant at the plant, as dates are written. */
export function dayOf(at: string | null, zone: string): string | null {
  if (!at) return null;
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  return parts.format(new Date(at));
}
