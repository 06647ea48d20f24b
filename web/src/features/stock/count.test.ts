import { describe, expect, it } from "vitest";
import { type SheetRow, sheetLines } from "./count";

const row = (id: string, more: Partial<SheetRow> = {}): SheetRow => ({
  id,
  place: "WH1",
  material: "PLATE",
  lot: "A",
  status: "available",
  owner: null,
  handling_unit: null,
  unit: "kg",
  abc: "C",
  to_count: true,
  counted: null,
  expected: null,
  ...more,
});

describe("a count sheet", () => {
  it("sends what was filled in, nought as well, and nothing that is no number", () => {
    const rows = [row("1"), row("2", { lot: "-", handling_unit: "P1" }), row("3"), row("4")];
    expect(sheetLines(rows, { "1": "0", "2": " 12,5 ", "3": "many" })).toEqual([
      { material: "PLATE", counted: "0", status: "available", lot: "A" },
      { material: "PLATE", counted: "12.5", status: "available", handling_unit: "P1" },
    ]);
  });
});
