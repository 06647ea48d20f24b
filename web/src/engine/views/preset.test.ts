import { describe, expect, it } from "vitest";
import { askedOf, joined, ownPart } from "./preset";

describe("a list of a page of its own", () => {
  it("asks what the page always asks and what the reader adds", () => {
    expect(joined("a = 1", undefined)).toBe("a = 1");
    expect(joined(undefined, undefined)).toBeUndefined();
    expect(joined("a = 1 or b = 2", "c = 3")).toBe("(a = 1 or b = 2) and c = 3");
    const asked = askedOf(
      { filter: "c = 3", search: "x" },
      { within: "a = 1", params: { p: "1" } },
    );
    expect(asked).toEqual({ search: "x", filter: "a = 1 and c = 3", params: { p: "1" } });
  });

  it("gives the reader's part back when a group is opened", () => {
    expect(ownPart('a = 1 and c = 3 and d = "x"', "a = 1 and c = 3")).toBe('d = "x"');
    expect(ownPart("(a = 1 or b = 2) and c = 3", "a = 1 or b = 2")).toBe("c = 3");
    expect(ownPart("a = 1", "a = 1")).toBe("");
  });
});
