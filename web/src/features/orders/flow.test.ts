import { describe, expect, it } from "vitest";
import { bar, counts, placed } from "./flow";
import type { JobRow } from "./rows";

const job = (code: string, more: Partial<JobRow> = {}): JobRow => ({
  id: code,
  code,
  sequence: 10,
  operation: code,
  work_type: "production",
  status: "dispatched",
  ordered: "10",
  good: "0",
  repaired: "0",
  scrap: "0",
  rework: "0",
  in_process: "0",
  to_judge: "0",
  unreported: "0",
  ...more,
});
const edge = (before: string, after: string) => ({ before, after, type: "overlap" });

describe("the flow of an order", () => {
  it("runs in a line, and side by side where operations wait for the same one", () => {
    const rows = ["A", "B", "C", "D"].map((code) => job(code));
    const found = placed(rows, [edge("A", "B"), edge("A", "C"), edge("B", "D"), edge("C", "D")]);
    expect(found.map(({ row, layer, line }) => [row.code, layer, line])).toEqual([
      ["A", 1, 1],
      ["B", 2, 1],
      ["C", 2, 2],
      ["D", 3, 1],
    ]);
    expect(found.map((one) => one.isFirst)).toEqual([true, false, false, false]);
  });

  it("does not run in circles for ever", () => {
    const found = placed([job("A"), job("B")], [edge("A", "B"), edge("B", "A")]);
    expect(found).toHaveLength(2);
  });
});

describe("what lies at an operation", () => {
  it("is available until it is begun, then in its work", () => {
    expect(counts(job("A"), true)).toMatchObject({ available: 10, in_process: 0 });
    const begun = job("A", { status: "running", good: "4", scrap: "1" });
    expect(counts(begun, true)).toMatchObject({ available: 0, in_process: 5, good: 4, scrap: 1 });
    expect(counts(job("B", { in_process: "4" }), false)).toMatchObject({ available: 4 });
    expect(counts(job("B"), false).available).toBe(0);
    expect(counts(job("A", { status: "completed", good: "8" }), true).available).toBe(0);
  });

  it("fills a bar and never more", () => {
    const row = job("A", { status: "running", good: "12" });
    expect(bar(row, counts(row, true))).toEqual([["good", 100]]);
    const half = job("A", { good: "5", in_process: "0", status: "completed" });
    expect(bar(half, counts(half, true))).toEqual([["good", 50]]);
  });
});
