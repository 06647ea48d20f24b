import { describe, expect, it } from "vitest";
import { clockTime, duration, number, percent, shortDuration, sum } from "./index";

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

  it("say how long something lasts in two parts", () => {
    expect([0, 59, 200, 7500, 93_600].map((one) => duration(one, "en"))).toEqual([
      "0 s",
      "59 s",
      "3 min 20 s",
      "2 h 05 min",
      "1 d 02 h",
    ]);
    expect([59, 1400, 5400].map((one) => shortDuration(one, "en"))).toEqual([
      "0 min",
      "23 min",
      "1.5 h",
    ]);
    expect(duration(7500, "zh")).toBe("2 时 05 分");
    expect(duration(null)).toBe("–");
    expect(clockTime("2026-03-02T06:05:00Z", "Asia/Shanghai")).toBe("14:05");
  });
});
