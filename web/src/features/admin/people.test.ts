import { describe, expect, it } from "vitest";
import { freshPin, newcomersIn } from "./people";

describe("lines of people", () => {
  it("reads a block of Excel in either order and leaves its headings out", () => {
    expect(newcomersIn("姓名\t工号\n李明\t1001\r\n1002\t王芳\n\n")).toEqual([
      { name: "李明", number: "1001" },
      { name: "王芳", number: "1002" },
    ]);
  });

  it("reads what is typed with a comma, a blank, or without a number", () => {
    expect(newcomersIn("Li Ming 1001\n王芳,1002\n赵 A-7\nSun Yue")).toEqual([
      { name: "Li Ming", number: "1001" },
      { name: "王芳", number: "1002" },
      { name: "赵", number: "A-7" },
      { name: "Sun Yue", number: "" },
    ]);
  });
});

describe("a fresh PIN", () => {
  it("is none that is guessed first", () => {
    const digits = [1, 1, 1, 1, 1, 2, 3, 4, 2, 5, 8, 0, 7, 7, 3, 7, 7, 3, 5, 1];
    expect(freshPin(() => digits.shift() ?? 9)).toBe("7351");
  });
});
