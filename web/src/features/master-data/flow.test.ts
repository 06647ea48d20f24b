import { describe, expect, it } from "vitest";
import { blank, curves, editable, extent, placed, waitsFor, written } from "./flow";

const step = (sequence: number, predecessors: readonly number[] | null = null) => ({
  sequence,
  predecessors,
});

describe("a routing's drawing", () => {
  it("puts steps in a row where each waits for the one before", () => {
    const boxes = placed([step(20), step(10), step(30)]);
    expect(boxes.map((one) => one.step.sequence)).toEqual([10, 20, 30]);
    expect(new Set(boxes.map((one) => one.y)).size).toBe(1);
    expect(curves(boxes)).toHaveLength(2);
  });

  it("puts branches below each other and what joins them behind both", () => {
    const boxes = placed([step(10, []), step(20, []), step(30, [10, 20])]);
    const [first, second, join] = boxes;
    expect(first?.x).toBe(second?.x);
    expect(first?.y).not.toBe(second?.y);
    expect(join?.x).toBeGreaterThan(first?.x ?? 0);
    expect(curves(boxes)).toHaveLength(2);
    expect(extent(boxes).height).toBeGreaterThan(150);
  });

  it("leaves out what waits for a step that is not there", () => {
    expect(curves(placed([step(10), step(20, [5])]))).toEqual([]);
  });
});

describe("an operation while it is edited", () => {
  const kept = { sequence: 10, name: "Saw", planned_run_s: "30.000", backflush: "none" };

  it("keeps what the screen does not show", () => {
    const [operation] = written([{ ...editable(kept), run_s: "35" }]);
    expect(operation).toMatchObject({ backflush: "none", planned_run_s: "35", name: "Saw" });
    expect(operation).not.toHaveProperty("dependencies");
  });

  it("waits for the one before, for those named, or for none", () => {
    const draft = blank([editable(kept)], "new");
    expect(draft.sequence).toBe("20");
    expect(waitsFor(draft)).toBeNull();
    expect(waitsFor({ ...draft, waits: "-" })).toEqual([]);
    expect(waitsFor({ ...draft, waits: "10; 15" })).toEqual([10, 15]);
    const dependencies = [{ predecessor: 10, type: "finish_start" }];
    const again = { ...editable({ ...kept, dependencies }), waits: "10; 15" };
    expect(written([again])[0]?.dependencies).toEqual([dependencies[0], { predecessor: 15 }]);
  });
});
