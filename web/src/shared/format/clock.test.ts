import { describe, expect, it } from "vitest";
import { clockOf, dateOf, dayOf, dayOn, daysBefore, type Site } from "./clock";

const site: Site = {
  code: "S",
  name: "S",
  name_en: null,
  zone: "Asia/Shanghai",
  day_starts_s: "28800",
  heard_at: null,
};

describe("a factory's day", () => {
  it("begins at its own hour in its own zone", () => {
    const day = dayOf(site, new Date("2026-03-02T12:00:30Z"));
    expect(day.since).toBe("2026-03-02T00:00:00.000Z");
    expect(day.until).toBe("2026-03-02T12:01:00.000Z");
  });

  it("is still yesterday before that hour", () => {
    const day = dayOf(site, new Date("2026-03-01T23:30:00Z"));
    expect(day.since).toBe("2026-03-01T00:00:00.000Z");
  });

  it("begins at the wall clock's hour on the day the clocks change", () => {
    const berlin = { ...site, zone: "Europe/Berlin", day_starts_s: "21600" };
    const day = dayOf(berlin, new Date("2026-03-29T10:00:00Z"));
    expect(day.since).toBe("2026-03-29T04:00:00.000Z");
  });

  it("is counted back in whole days", () => {
    const day = dayOf(site, new Date("2026-03-02T12:00:00Z"));
    expect(daysBefore(day, 2).since).toBe("2026-02-28T00:00:00.000Z");
  });
});

describe("a business date", () => {
  it("names a whole day, longer or shorter where the clocks change", () => {
    const berlin = { ...site, zone: "Europe/Berlin", day_starts_s: "21600" };
    const day = dayOn(berlin, "2026-03-28");
    expect(day).toEqual({ since: "2026-03-28T05:00:00.000Z", until: "2026-03-29T04:00:00.000Z" });
    expect(dateOf(berlin, day ?? { since: "", until: "" })).toBe("2026-03-28");
    expect(dayOn(berlin, "yesterday")).toBeNull();
  });
});

describe("a factory's clock", () => {
  it("is ours while it speaks, and its own where it lives in another time", () => {
    const present = new Date("2026-03-02T12:00:00Z");
    expect(clockOf(site, present)).toBe(present);
    const then = { ...site, heard_at: "2025-01-01T08:00:00Z" };
    expect(clockOf(then, present).toISOString()).toBe("2025-01-01T08:00:00.000Z");
    const now = { ...site, heard_at: "2026-03-02T11:55:00Z" };
    expect(clockOf(now, present)).toBe(present);
  });
});
