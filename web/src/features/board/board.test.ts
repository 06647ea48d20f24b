import { describe, expect, it } from "vitest";
import { buildOf, isNight } from "./build";
import { columnsFor, figuresOf } from "./figures";

describe("a new build", () => {
  it("is told by the page's first script", () => {
    expect(buildOf('<script type="module" src="/assets/office-AbC1.js"></script>')).toBe(
      "/assets/office-AbC1.js",
    );
    expect(buildOf("<html></html>")).toBeNull();
  });

  it("is taken at night, by the plant's clock", () => {
    expect(isNight(Date.parse("2026-03-01T19:00:00Z"), "Asia/Shanghai")).toBe(true);
    expect(isNight(Date.parse("2026-03-01T03:00:00Z"), "Asia/Shanghai")).toBe(false);
  });
});

describe("a board", () => {
  it("places any number of stations on a wide screen", () => {
    expect([1, 2, 4, 6, 9, 13, 40].map(columnsFor)).toEqual([1, 2, 2, 3, 5, 5, 8]);
  });

  it("adds up what the line made and was to make, and the rolled-up OEE of its stations", () => {
    const made = figuresOf(
      [
        { planned: "100", good: "40.5", bad: "1" },
        { planned: "20", good: "10", bad: "0" },
      ],
      [
        { work_unit: "A", planned_busy_s: 630, earned_s: 417.5 },
        { work_unit: "B", planned_busy_s: 300, earned_s: 236 },
        { work_unit: "C", planned_busy_s: 999, earned_s: 1 },
        { work_unit: null, planned_busy_s: 1, earned_s: 1 },
      ],
      new Set(["A", "B"]),
    );
    expect(made).toMatchObject({ planned: "120", good: "50.5", bad: "1" });
    expect(made.oee).toBeCloseTo(0.7027, 4);
    expect(figuresOf([], [], new Set()).oee).toBeNull();
  });
});
