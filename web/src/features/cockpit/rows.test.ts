import { describe, expect, it } from "vitest";
import { firstPass, type OutputRow, outputOf, type YieldRow } from "./rows";

const made = (planned: string, finished: string, unit = "pcs"): OutputRow => ({
  material: "M",
  name: "M",
  name_en: null,
  unit,
  planned,
  finished,
  bad: "0",
  scrapped: "0",
});

const yielded = (inspected: string, share: number | null, sequence: number | null): YieldRow => ({
  material: "M",
  sequence,
  operation: "",
  inspected,
  bad: "0",
  first_pass: share,
});

describe("the day's output", () => {
  it("is that of what was planned, where anything was", () => {
    expect(outputOf([made("10", "4"), made("0", "99")])).toEqual({
      finished: "4",
      planned: "10",
      unit: "pcs",
    });
  });

  it("adds no pieces to kilograms", () => {
    expect(outputOf([made("10", "4"), made("5", "1", "kg")])).toBeNull();
  });
});

describe("first-pass yield", () => {
  it("weighs products by the pieces begun, and leaves single operations out", () => {
    expect(
      firstPass([yielded("100", 0.9, null), yielded("300", 1, null), yielded("9", 0, 10)]),
    ).toBe(0.975);
    expect(firstPass([])).toBeNull();
  });
});
