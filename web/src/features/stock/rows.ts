/** Rows of stock and of its moves. */

import type { RowOf } from "@/shared/api/query";

export interface StockRow {
  readonly id: string;
  readonly site: string;
  readonly place: string;
  readonly kind: string;
  readonly material: string;
  readonly lot: string;
  readonly status: string;
  readonly owner: string | null;
  readonly handling_unit: string | null;
  readonly quantity: string;
  readonly reserved: string;
  readonly unit: string;
  readonly value: string | null;
  readonly currency: string;
  readonly expires_on: string | null;
  readonly held_by: readonly string[];
}

export type SummaryRow = RowOf<"inventory.stock_summary">;

export interface MoveRow {
  readonly id: string;
  readonly cause: string;
  readonly source: string;
  readonly source_status: string;
  readonly target: string;
  readonly target_status: string;
  readonly material: string | null;
  readonly lot: string | null;
  readonly quantity: string;
  readonly unit: string | null;
  readonly value: string | null;
  readonly currency: string | null;
  readonly occurred_at: string;
  readonly posted_on: string;
  readonly reverses: string | null;
  readonly verb: string | null;
  readonly by: string | null;
}

export const GROUPINGS = ["material", "lot", "place", "status", "owner", "handling_unit"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What is asked of the stock; it stands in the address. */
export interface StockAsked {
  readonly material?: string;
  readonly lot?: string;
  readonly place?: string;
  readonly status?: string;
  readonly kind?: string;
  readonly by?: string;
}

/** What narrows the rows: everything that is asked but how they are grouped. */
export function narrowed({ by: _, ...rest }: StockAsked): Omit<StockAsked, "by"> {
  return rest;
}

/** What is asked when a group is opened; a group without a code cannot be narrowed to. */
export function openedGroup(asked: StockAsked, by: string, row: SummaryRow): StockAsked | null {
  if (row.key === "" || by === "owner" || by === "handling_unit") return null;
  const lot = by === "lot" ? { material: row.material } : {};
  return { ...narrowed(asked), ...lot, [by]: row.key };
}

/** Goods in the order in which they should be used: what expires first, then what never does. */
export function firstExpiredFirst(rows: readonly StockRow[]): readonly StockRow[] {
  const rank = (row: StockRow) => row.expires_on ?? "9999";
  return [...rows].sort((a, b) => rank(a).localeCompare(rank(b)) || a.lot.localeCompare(b.lot));
}

/** How soon goods expire: over (from that day on), within a month, or later; days are compared as texts. */
export function expiry(on: string | null, today: string): "none" | "over" | "soon" | "later" {
  if (on === null) return "none";
  if (on <= today) return "over";
  const month = new Date(`${today}T00:00:00Z`);
  month.setUTCDate(month.getUTCDate() + 30);
  return on <= month.toISOString().slice(0, 10) ? "soon" : "later";
}

/** Ends of a move that the ledger keeps by themselves: what it costs, and what no stock changes. */
const ACCOUNTS = new Set(["labor", "machine", "overhead"].map((cost) => `absorption:${cost}`));

/**
 * What a place in the journal is called: a store by its code; what the ledger keeps by itself
 * (`wip:WO-1-10`) by what it is and whose it is.
 */
export function placeParts(place: string): { readonly kind: string | null; readonly code: string } {
  const at = place.indexOf(":");
  if (at < 0) return { kind: null, code: place };
  if (ACCOUNTS.has(place)) return { kind: place.slice(at + 1), code: "" };
  return { kind: place.slice(0, at), code: place.slice(at + 1) };
}
