import { describe, expect, it } from "vitest";
import { levels, type TraceRow } from "./rows";

const row = (depth: number, material: string, lot: string) =>
  ({ depth, material, lot }) as TraceRow;

describe("a trace", () => {
  it("is read step by step, each step by material", () => {
    const found = levels([row(1, "B", "1"), row(0, "A", "1"), row(1, "C", "1"), row(1, "B", "2")]);
    expect(found.map((one) => one.depth)).toEqual([0, 1]);
    expect(found[1]?.materials.map((one) => [one.material, one.rows.length])).toEqual([
      ["B", 2],
      ["C", 1],
    ]);
  });
});
