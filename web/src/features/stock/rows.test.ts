import { describe, expect, it } from "vitest";
import { sum } from "@/shared/format";
import { byUnit } from "./rows";

describe("the totals of stock", () => {
  it("add only what has one unit", () => {
    const rows = [
      { unit: "pcs", quantity: "3" },
      { unit: "kg", quantity: "1.5" },
      { unit: "pcs", quantity: "4" },
    ];
    expect(byUnit(rows, (some) => sum(some.map((row) => row.quantity)))).toEqual([
      { unit: "kg", total: "1.5" },
      { unit: "pcs", total: "7" },
    ]);
  });
});
