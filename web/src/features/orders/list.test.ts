import { describe, expect, it } from "vitest";
import { jobsWithin, narrowing, standOf } from "./list";

describe("the list's filter", () => {
  it("is none where all orders are asked for", () => {
    expect(narrowing({})).toBeUndefined();
    expect(standOf({ stand: "nonsense" })).toBe("all");
    expect(jobsWithin("all")).toBeUndefined();
  });

  it("joins status and material", () => {
    expect(narrowing({ stand: "draft", material: 'P"1' })).toBe(
      'status = "draft" and material.code = "P\\"1"',
    );
  });
});
