import { describe, expect, it } from "vitest";
import { dayOf, endingShift, handingOver, type Line, type Shift, standingOf } from "./page";

const shift = (code: string, starts: number, ends: number): Shift => ({
  code,
  name: code,
  name_en: null,
  starts_s: String(starts * 3600),
  ends_s: String(ends * 3600),
});
const DAY = shift("DAY", 8, 20);
const NIGHT = shift("NIGHT", 20, 32);
const line = { job_order: "J", booked: "5" } as Line;

describe("the page of a shift", () => {
  it("is of the day the shift began", () => {
    expect(dayOf(NIGHT, "2026-01-01T07:55")).toBe("2025-12-31");
    expect(dayOf(DAY, "2026-01-05T20:05")).toBe("2026-01-05");
    expect(dayOf(null, "2026-01-05T20:05")).toBe("2026-01-05");
  });

  it("is of the shift that ends now", () => {
    expect(endingShift([DAY, NIGHT], "2026-01-05T19:50")?.code).toBe("DAY");
    expect(endingShift([DAY, NIGHT], "2026-01-05T07:50")?.code).toBe("NIGHT");
    expect(endingShift([], "2026-01-05T07:50")).toBeUndefined();
  });

  it("shows what differs and what nobody explained", () => {
    expect(standingOf(line, {})).toBe("open");
    expect(standingOf(line, { J: { quantity: "5.0", explanation: "" } })).toBe("agrees");
    expect(standingOf(line, { J: { quantity: "4", explanation: " " } })).toBe("differs");
    expect(standingOf(line, { J: { quantity: "4", explanation: "lost" } })).toBe("explained");
  });

  it("is signed with everything that was counted", () => {
    const where = { center: "WC-1", day: "2026-01-05", shift: null };
    const more = { notes: "n", tools: "", staying: ["P-1"], photos: ["f"] };
    expect(handingOver(where, { J: { quantity: "4", explanation: "lost" } }, more)).toEqual({
      work_center: "WC-1",
      business_date: "2026-01-05",
      counted: [{ job_order: "J", quantity: "4", explanation: "lost" }],
      ...more,
    });
  });
});
