import { describe, expect, it } from "vitest";
import type { StockRow } from "./rows";
import { branches, type UnitRow } from "./units";

const unit = (id: string, parent?: string): UnitRow => ({
  id,
  code: id.toUpperCase(),
  name: "",
  kind: "box",
  parent: parent ? { id: parent, code: null } : null,
});
const goods = (handling_unit: string): StockRow => ({ handling_unit }) as StockRow;

describe("handling units", () => {
  it("carry what is on them and what stands on them", () => {
    const branch = branches(
      [unit("p"), unit("b1", "p"), unit("b2", "p"), unit("t", "b1")],
      [goods("P"), goods("B1"), goods("T")],
      "p",
    );
    expect(branch.goods).toHaveLength(1);
    expect(branch.below.map((one) => one.unit.id)).toEqual(["b1", "b2"]);
    expect(branch.below[0]?.below[0]?.goods).toHaveLength(1);
  });

  it("end where a ring closes", () => {
    const branch = branches([unit("a", "b"), unit("b", "a")], [], "a");
    expect(branch.below[0]?.below).toEqual([]);
  });
});
