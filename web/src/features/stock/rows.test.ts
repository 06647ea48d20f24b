import { describe, expect, it } from "vitest";
import {
  expiry,
  firstExpiredFirst,
  openedGroup,
  placeParts,
  type StockRow,
  type SummaryRow,
} from "./rows";

const group = (key: string, material = ""): SummaryRow => ({
  key,
  material,
  name: "",
  unit: "kg",
  rows: 1,
  quantity: "1",
  blocked: "0",
  value: null,
  expires_first: null,
  held: 0,
});

describe("a group of stock", () => {
  it("opens as the rows that make it", () => {
    expect(openedGroup({ status: "available", by: "place" }, "place", group("WH1"))).toEqual({
      status: "available",
      place: "WH1",
    });
    expect(openedGroup({ by: "lot" }, "lot", group("A", "PLATE"))).toEqual({
      material: "PLATE",
      lot: "A",
    });
    expect(openedGroup({ by: "owner" }, "owner", group(""))).toBeNull();
  });
});

describe("expiry", () => {
  it("says what is over and what is over soon", () => {
    expect(expiry(null, "2026-01-05")).toBe("none");
    expect(expiry("2026-01-04", "2026-01-05")).toBe("over");
    expect(expiry("2026-01-05", "2026-01-05")).toBe("over");
    expect(expiry("2026-01-06", "2026-01-05")).toBe("soon");
    expect(expiry("2026-02-04", "2026-01-05")).toBe("soon");
    expect(expiry("2026-02-05", "2026-01-05")).toBe("later");
  });

  it("puts the first to expire first and what never does last", () => {
    const lot = (code: string, expires_on: string | null) =>
      ({ lot: code, expires_on }) as StockRow;
    const rows = [lot("never", null), lot("late", "2027-01-01"), lot("soon", "2026-01-01")];
    expect(firstExpiredFirst(rows).map((row) => row.lot)).toEqual(["soon", "late", "never"]);
  });
});

describe("an end of a move", () => {
  it("is a store by its code, or what the ledger keeps by what it is and whose", () => {
    expect(placeParts("WH-FG")).toEqual({ kind: null, code: "WH-FG" });
    expect(placeParts("wip:WO-1-10")).toEqual({ kind: "wip", code: "WO-1-10" });
    expect(placeParts("absorption:labor")).toEqual({ kind: "labor", code: "" });
    expect(placeParts("absorption:tooling")).toEqual({ kind: "absorption", code: "tooling" });
  });
});
