import { describe, expect, it } from "vitest";
import { byWork, dayOf, type Line, lying, type Operation, paramsOf, reached, showOf } from "./rows";

const line = {
  quantity: "100",
  planned: "80",
  released: "80",
  begun: "60",
  finished: "30",
  shipped: "40",
} as Line;
const operation = {
  work_order: "W1",
  ordered: "100",
  status: "dispatched",
  is_first: true,
  in_process: "0",
  good: "0",
  to_judge: "0",
  rework: "0",
  scrap: "0",
  outside: "0",
} as Operation;

describe("how far a line is", () => {
  it("counts what was shipped from stock as past every step", () => {
    const found = reached(line);
    expect(found.map((one) => one.pieces)).toEqual([100, 80, 80, 60, 40, 40]);
    expect(found.at(-1)?.share).toBe(0.4);
  });

  it("never draws more than the whole", () => {
    expect(reached({ ...line, planned: "150" } as Line)[1]?.share).toBe(1);
  });
});

describe("what lies at an operation", () => {
  it("waits before the first operation until that has begun", () => {
    expect(lying(operation).available).toBe(100);
    expect(lying({ ...operation, status: "running", in_process: "70" }).in_process).toBe(70);
  });

  it("keeps bad pieces out of what is left", () => {
    expect(lying({ ...operation, scrap: "3", good: "10" }).available).toBe(87);
  });
});

describe("the address of the list", () => {
  it("shows open lines where it says nothing that we know", () => {
    expect(showOf("nonsense")).toBe("open");
    expect(paramsOf({ customer: "C1" })).toEqual({ customer: "C1", show: "open" });
  });
});

it("groups operations by their work order", () => {
  const other = { ...operation, work_order: "W2" };
  expect(byWork([operation, other, operation]).map((rows) => rows.length)).toEqual([2, 1]);
});

it("tells the plant's day, not the reader's", () => {
  expect(dayOf("2026-01-05T17:00:00Z", "Asia/Shanghai")).toBe("2026-01-06");
  expect(dayOf(null, "Asia/Shanghai")).toBeNull();
});
