/** Rows of stock and of its moves. */

export interface StockRow {
  readonly id: string;
  readonly site: string;
  readonly place: string;
  readonly kind: string;
  readonly material: string;
  readonly lot: string;
  readonly status: string;
  readonly quantity: string;
  readonly reserved: string;
  readonly unit: string;
  readonly value: string | null;
  readonly currency: string;
  readonly expires_on: string | null;
  readonly held_by: readonly string[];
}

export interface MoveRow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly material: string | null;
  readonly lot: string | null;
  readonly quantity: string;
  readonly unit: string | null;
  readonly occurred_at: string;
  readonly reverses: string | null;
}

/** What is asked of the stock; it stands in the address. */
export interface StockAsked {
  readonly material?: string;
  readonly lot?: string;
  readonly place?: string;
  readonly status?: string;
}

/** The sum of each unit, so that no kilogram is added to a piece. */
export function byUnit<Row extends { readonly unit: string }>(
  rows: readonly Row[],
  sum: (rows: readonly Row[]) => string,
): readonly { readonly unit: string; readonly total: string }[] {
  const units = [...new Set(rows.map((row) => row.unit))].sort();
  return units.map((unit) => ({ unit, total: sum(rows.filter((row) => row.unit === unit)) }));
}
