import { describe, expect, it } from "vitest";
import { offsetOf } from "./clock";

describe("a device's clock", () => {
  it("is corrected where it is wrong by more than the answer can tell", () => {
    const now = Date.parse("2026-01-05T08:00:00Z");
    expect(offsetOf("Mon, 05 Jan 2026 08:00:01 GMT", now)).toBe(0);
    expect(offsetOf("Mon, 05 Jan 2026 08:10:00 GMT", now)).toBe(600_000);
    expect(offsetOf("Tue, 06 Jan 2026 08:00:00 GMT", 0)).toBeGreaterThan(1e12);
    expect(offsetOf(null, now)).toBeNull();
  });
});
