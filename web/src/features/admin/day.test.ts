import { describe, expect, it } from "vitest";
import { clockOf, secondsOf } from "./day";

describe("the beginning of a factory's day", () => {
  it("is shown and entered as a clock shows it", () => {
    expect(clockOf({ day_starts_s: "28800" })).toBe("08:00");
    expect(clockOf({})).toBe("00:00");
    expect(secondsOf("07:30")).toBe("27000");
  });
});
