import { describe, expect, it } from "vitest";
import { barsOf, marks, moved, under, viewIn, zoomed } from "./lanes";
import type { LaneRow } from "./rows";

const lane: LaneRow = {
  work_unit: "M-1",
  name: "M",
  name_en: null,
  states: ["executing", "fault", "executing"],
  starts_s: [0, 600, 700],
  ends_s: [600, 690, 3600],
};
const whole = { from: 0, to: 3600 };

describe("a lane", () => {
  it("shows what is in sight, cut at its borders, nothing thinner than a pixel", () => {
    expect(barsOf([lane], { from: 300, to: 700 }, 400).map((bar) => [bar.x, bar.width])).toEqual([
      [0, 300],
      [300, 90],
    ]);
    expect(barsOf([lane], whole, 10)[1]?.width).toBe(1);
  });

  it("tells what lies under the pointer, also where nothing was heard", () => {
    expect(under([lane], whole, 3600, { x: 650, y: 5 })).toMatchObject({ state: "fault" });
    expect(under([lane], whole, 3600, { x: 695, y: 5 })).toMatchObject({ state: null });
    expect(under([lane], whole, 3600, { x: 650, y: 99 })).toBeNull();
  });
});

describe("what is in sight", () => {
  it("grows and shrinks around the pointer and never leaves the window", () => {
    expect(zoomed(whole, 0.5, 1800, 3600)).toEqual({ from: 900, to: 2700 });
    expect(zoomed({ from: 0, to: 1800 }, 4, 100, 3600)).toEqual(whole);
    expect(zoomed({ from: 0, to: 60 }, 0.1, 30, 3600)).toEqual({ from: 0, to: 60 });
    expect(moved({ from: 0, to: 1800 }, 5, 3600)).toEqual({ from: 1800, to: 3600 });
  });

  it("is kept by the address", () => {
    expect(viewIn("600-1200", 3600)).toEqual({ from: 600, to: 1200 });
    expect(viewIn("1200-600", 3600)).toEqual(whole);
    expect(viewIn(undefined, 3600)).toEqual(whole);
  });

  it("is marked at full hours of the plant's clock", () => {
    expect(marks({ from: 0, to: 14_400 }, 400, 1800)).toEqual([1800, 5400, 9000, 12_600]);
  });
});
