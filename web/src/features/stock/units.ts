/** Handling units that stand on each other, with the goods on each. */

import type { StockRow } from "./rows";

export interface UnitRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly parent: { readonly id: string; readonly code: string | null } | null;
}

export interface Branch {
  readonly unit: UnitRow;
  readonly goods: readonly StockRow[];
  readonly below: readonly Branch[];
}

/** The branch that begins at a unit; a ring in the data ends where it closes. */
export function branches(
  units: readonly UnitRow[],
  goods: readonly StockRow[],
  root: string,
  seen: ReadonlySet<string> = new Set(),
): Branch {
  const unit = units.find((one) => one.id === root) as UnitRow;
  const passed = new Set(seen).add(root);
  const below = units.filter((one) => one.parent?.id === root && !passed.has(one.id));
  return {
    unit,
    goods: goods.filter((row) => row.handling_unit === unit.code),
    below: below.map((one) => branches(units, goods, one.id, passed)),
  };
}
