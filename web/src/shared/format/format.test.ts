import { describe, expect, it } from "vitest";
import { number, percent, sum } from "./index";

describe("figures", () => {
  it("lose no digit when they are summed", () => {
    expect(sum(["0.1", "0.2", "1234567890123456789"])).toBe("1234567890123456789.3");
    expect(sum(["1.50", "-3"])).toBe("-1.50");
    expect(sum([])).toBe("0");
  });

  it("are read in groups", () => {
    expect(number("12345.600")).toBe("12,345.6");
    expect(number(null)).toBe("–");
    expect(percent(0.9567)).toBe("95.7%");
  });
});
