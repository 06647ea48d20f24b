import { describe, expect, it } from "vitest";
import { GONE_MS, Sightings } from "./sightings";

const told = (pictures: readonly (readonly [string | null, number])[]) => {
  const seen = new Sightings();
  return pictures.map(([code, at]) => seen.take(code, at)).filter((one) => one !== null);
};

describe("what a camera sees", () => {
  it("is one scan while it stays in sight, and once two pictures agree", () => {
    expect(told([["A", 0]])).toEqual([]);
    expect(
      told([
        ["A", 0],
        ["A", 100],
        [null, 200],
        ["A", 300],
        ["A", 400],
      ]),
    ).toEqual(["A"]);
  });

  it("is two scans when it was away meanwhile, or another came between", () => {
    const later = GONE_MS + 200;
    expect(
      told([
        ["A", 0],
        ["A", 100],
        ["A", later],
        ["A", later + 100],
      ]),
    ).toEqual(["A", "A"]);
    expect(
      told([
        ["A", 0],
        ["A", 100],
        ["B", 200],
        ["B", 300],
        ["A", 400],
        ["A", 500],
      ]),
    ).toEqual(["A", "B", "A"]);
  });

  it("is not believed where pictures disagree", () => {
    expect(
      told([
        ["A", 0],
        ["8", 100],
        ["A", 200],
      ]),
    ).toEqual([]);
  });
});
