import { describe, expect, it } from "vitest";
import { listed, standOf } from "./list";

describe("the list's filter", () => {
  it("is none where all orders are asked for", () => {
    expect(listed({ search: "x" }, {})).toEqual({ search: "x" });
    expect(standOf({ stand: "nonsense" })).toBe("all");
  });

  it("joins status, material and what stands in the address", () => {
    expect(listed({ filter: "priority > 50" }, { stand: "draft", material: 'P"1' })).toEqual({
      filter: '(status = "draft") and (material.code = "P\\"1") and (priority > 50)',
    });
  });
});
