/** What may be done with goods of a nonconformity, and the commands that do it. */

import type { Given } from "@/engine/form/command";
import type { GoodsRow } from "./rows";

/** Judged at their job order; or taken as they are, sent back or scrapped, from a store. */
export type Disposition = "judge" | "use_as_is" | "return" | "scrap";

/** The dispositions that fit where the goods lie, who they came from, and who asks. */
export function dispositionsOf(
  row: GoodsRow,
  may: (permission: string) => boolean,
): readonly Disposition[] {
  if (row.job_order !== null) return may("job_order:judge") ? ["judge"] : [];
  const found: Disposition[] = [];
  if (may("material:change_status")) found.push("use_as_is");
  if (row.supplier !== null && may("material:send_back")) found.push("return");
  if (may("material:scrap")) found.push("scrap");
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
  /** The number of a return. */
  readonly code?: string;
  /** What is wrong with what is scrapped. */
  readonly defect_code?: string;
}

/** The command that moves the goods. */
function moving(wanted: Wanted): Given {
  const { row, how, quantity, reason } = wanted;
  const goods = { material: row.material, lot: row.lot, quantity, status: row.status };
  const leaves = { site: row.site, reason, lines: [{ ...goods, source: row.place }] };
  if (how === "scrap") {
    const fields = { ...leaves, defect_code: wanted.defect_code };
    return { verb: "inventory.scrap_material", fields };
  }
  if (how === "return") {
    const fields = { ...leaves, supplier: row.supplier, code: wanted.code };
    return { verb: "inventory.return_to_supplier", fields };
  }
  const fields = { site: row.site, place: row.place, line: goods, to: "available", reason };
  return { verb: "inventory.change_status", fields };
}

/** The goods move and the nonconformity says how, both or neither. */
export function disposal(wanted: Wanted): readonly Given[] {
  const { record, row, how, quantity } = wanted;
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
  return [moving(wanted), told];
}
