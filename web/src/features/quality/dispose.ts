/** What may be done with goods of a nonconformity, and the commands that do it. */

import type { Given } from "@/engine/form/command";
import type { GoodsRow } from "./rows";

/** Judged at their job order; or taken as they are, or sent back, from a store. */
export type Disposition = "judge" | "use_as_is" | "return";

/** The dispositions that fit where the goods lie, who they came from, and who asks. */
export function dispositionsOf(
  row: GoodsRow,
  may: (permission: string) => boolean,
): readonly Disposition[] {
  if (row.job_order !== null) return may("job_order:judge") ? ["judge"] : [];
  const found: Disposition[] = [];
  if (may("material:change_status")) found.push("use_as_is");
  if (row.supplier !== null && may("material:send_back")) found.push("return");
  return found;
}

interface Wanted {
  readonly record: {
    readonly id: string;
    readonly version: number;
    readonly quantity: string | null;
  };
  readonly row: GoodsRow;
  readonly how: Disposition;
  readonly quantity: string;
  readonly reason: string;
  readonly code?: string;
}

/** The goods move and the nonconformity says how, both or neither. */
export function disposal(wanted: Wanted): readonly Given[] {
  const { record, row, how, quantity, reason } = wanted;
  const goods = { material: row.material, lot: row.lot, quantity, status: row.status };
  const moved: Given =
    how === "return"
      ? {
          verb: "inventory.return_to_supplier",
          fields: {
            site: row.site,
            supplier: row.supplier,
            code: wanted.code,
            reason,
            lines: [{ ...goods, source: row.place }],
          },
        }
      : {
          verb: "inventory.change_status",
          fields: { site: row.site, place: row.place, line: goods, to: "available", reason },
        };
  const isAll = Number(quantity) >= Number(row.quantity);
  const told: Given = {
    verb: "nonconformity.change",
    fields: {
      record: record.id,
      expected_version: record.version,
      disposition: how,
      status: isAll ? "closed" : "contained",
    },
  };
  return [moved, told];
}
