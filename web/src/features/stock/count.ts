/** The sheet of a count, and what of it was filled in. */

import type { RowOf } from "@/shared/api/query";

export type SheetRow = RowOf<"inventory.count_sheet">;

/** The lines of the rows that were filled in; what is no number is not sent. */
export function sheetLines(
  rows: readonly SheetRow[],
  typed: Readonly<Record<string, string>>,
): readonly Readonly<Record<string, string>>[] {
  return rows.flatMap((row) => {
    const counted = (typed[row.id] ?? "").trim().replace(",", ".");
    if (!/^\d+(\.\d+)?$/.test(counted)) return [];
    return [
      {
        material: row.material,
        counted,
        status: row.status,
        ...(row.lot === "-" ? {} : { lot: row.lot }),
        ...(row.owner ? { owner: row.owner } : {}),
        ...(row.handling_unit ? { handling_unit: row.handling_unit } : {}),
      },
    ];
  });
}
