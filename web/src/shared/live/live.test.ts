import { describe, expect, it } from "vitest";
import { reopenAfter } from "./index";

describe("a refused stream", () => {
  it("is tried again, each time later, at most half a minute later", () => {
    expect([0, 1, 2, 3].map(reopenAfter)).toEqual([1000, 2000, 4000, 8000]);
    expect(reopenAfter(50)).toBe(30_000);
  });
});
