import { describe, expect, it } from "vitest";
import { keepZone } from "@/shared/format/zone";
import { beginOf, changed, nextDate, paramsOf } from "./asked";
import { splitOf } from "./decide";
import { disposal, dispositionsOf } from "./dispose";
import { ageOf, grade, limitsOf, within } from "./rows";

describe("a value", () => {
  it("is within limits that belong to it; a form deviation not below its natural limit", () => {
    const sides = { lsl: "9.9", usl: "10.1", natural_limit: null };
    expect([within(sides, "9.9"), within(sides, "10.11"), within(sides, "-")]).toEqual([
      true,
      false,
      null,
    ]);
    const flat = { lsl: null, usl: "0.05", natural_limit: "0" };
    expect([within(flat, "0.05"), within(flat, "-0.1")]).toEqual([true, false]);
    expect(within({ lsl: null, usl: null, natural_limit: null }, "5")).toBe(null);
  });

  it("has limits, an age and a grade as people say them", () => {
    expect(limitsOf({ lsl: "9.900000", usl: 10.1 })).toBe("9.9 … 10.1");
    expect(limitsOf({ lsl: null, usl: "0.05" })).toBe("≤ 0.05");
    expect([ageOf(90), ageOf(7_200), ageOf(200_000)]).toEqual([
      { unit: "min", count: 1 },
      { unit: "h", count: 2 },
      { unit: "d", count: 2 },
    ]);
    expect([grade(1.4), grade(1.2), grade(0.9), grade(null)]).toEqual([
      "good",
      "fair",
      "poor",
      null,
    ]);
  });
});

describe("an address", () => {
  it("says days of the plant's calendar, the last one included", () => {
    keepZone("Asia/Shanghai");
    expect(beginOf("2026-03-02")).toBe("2026-03-01T16:00:00.000Z");
    expect(beginOf("yesterday")).toBeUndefined();
    expect(nextDate("2026-02-28")).toBe("2026-03-01");
    expect(
      paramsOf({ since: "2026-03-02", until: "2026-03-02", plan: "P" }, ["since", "plan"]),
    ).toEqual({
      since: "2026-03-01T16:00:00.000Z",
      until: "2026-03-02T16:00:00.000Z",
      plan: "P",
    });
    keepZone(undefined);
  });

  it("says yes where the server takes true", () => {
    expect(paramsOf({ failed: "yes", lot: "L" }, ["failed", "lot"])).toEqual({
      failed: "true",
      lot: "L",
    });
  });

  it("forgets what is set to nothing", () => {
    expect(changed({ plan: "P", lot: "L" }, { lot: "", purpose: "patrol" })).toEqual({
      plan: "P",
      purpose: "patrol",
    });
  });
});

const lot = (code: string, quantity: string) => ({
  lot: code,
  material: "M",
  place: "WH",
  quantity,
  unit: "ea",
  status: "quarantine",
});

describe("a decision lot by lot", () => {
  it("accepts what is neither rejected nor used up, and is silent of lots nobody touched", () => {
    const parts = splitOf([lot("A", "100.000000"), lot("B", "5")], {
      A: { rejected: "40", destroyed: "1" },
    });
    expect(parts).toEqual([{ lot: "A", accepted: "59.000000", rejected: "40", destroyed: "1" }]);
  });
});

const GOODS = {
  ...lot("L1", "10"),
  status: "rejected",
  site: "F1",
  job_order: null,
  supplier: "S",
};

describe("goods of a nonconformity", () => {
  it("are taken as they are or sent back from a store, judged at a job", () => {
    const all = () => true;
    expect(dispositionsOf(GOODS, all)).toEqual(["use_as_is", "return", "scrap"]);
    expect(dispositionsOf({ ...GOODS, supplier: null }, all)).toEqual(["use_as_is", "scrap"]);
    expect(dispositionsOf({ ...GOODS, job_order: "J" }, all)).toEqual(["judge"]);
    expect(dispositionsOf(GOODS, () => false)).toEqual([]);
  });

  it("move in one step with what the nonconformity says; a part of them leaves it open", () => {
    const record = { id: "n", version: 3, quantity: "10" };
    const wanted = { record, row: GOODS, how: "return" as const, reason: "rust", code: "R-1" };
    const [moved, told] = disposal({ ...wanted, quantity: "4" });
    expect(moved?.verb).toBe("inventory.return_to_supplier");
    expect(told?.fields).toMatchObject({ disposition: "return", status: "contained" });
    const scrapped = disposal({ ...wanted, how: "scrap", quantity: "10", defect_code: "RUST" });
    expect(scrapped[0]?.fields).toMatchObject({
      defect_code: "RUST",
      lines: [{ source: "WH", status: "rejected" }],
    });
    expect(disposal({ ...wanted, quantity: "10" })[1]?.fields).toMatchObject({ status: "closed" });
  });
});
