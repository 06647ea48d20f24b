import { describe, expect, it } from "vitest";
import { instant } from "./index";
import { instantOfWall, keepZone, plantZone, wallOf } from "./zone";

describe("the plant's clock", () => {
  it("shows what the walls show, and finds the instant again", () => {
    const at = Date.parse("2026-03-02T06:05:00Z");
    expect(wallOf(at, "Asia/Shanghai")).toBe("2026-03-02T14:05");
    expect(instantOfWall("2026-03-02T14:05", "Asia/Shanghai")).toBe(at);
  });

  it("knows both sides of the night the clocks change", () => {
    expect(instantOfWall("2026-03-28T12:00", "Europe/Berlin")).toBe(
      Date.parse("2026-03-28T11:00:00Z"),
    );
    expect(instantOfWall("2026-03-29T12:00", "Europe/Berlin")).toBe(
      Date.parse("2026-03-29T10:00:00Z"),
    );
  });

  it("takes a date for its first minute and refuses what is no time", () => {
    expect(instantOfWall("2026-03-02", "Asia/Shanghai")).toBe(Date.parse("2026-03-01T16:00:00Z"));
    expect(instantOfWall("soon", "Asia/Shanghai")).toBeNaN();
  });

  it("goes as the server told, at other times as the browser knows", () => {
    const clocks = [
      { since: "2026-03-29T01:00:00Z", until: "2026-10-25T01:00:00Z", ahead_s: 3 * 3600 },
    ];
    keepZone("Europe/Berlin", clocks);
    expect(wallOf(Date.parse("2026-07-01T06:00:00Z"))).toBe("2026-07-01T09:00");
    expect(wallOf(Date.parse("2026-12-01T06:00:00Z"))).toBe("2026-12-01T07:00");
    expect(wallOf(Date.parse("2026-07-01T06:00:00Z"), "Asia/Shanghai")).toBe("2026-07-01T14:00");
    keepZone(undefined);
  });

  it("is shown wherever the browser stands", () => {
    keepZone("Asia/Shanghai");
    expect(plantZone()).toBe("Asia/Shanghai");
    const march = `${new Date().getUTCFullYear()}-03-02T06:05:00Z`;
    expect(instant(march, "en")).toBe("02/03, 14:05");
    expect(instant(march, "en", "Europe/Berlin")).toBe("02/03, 07:05");
    expect(instant("2017-03-02T06:05:00Z", "en")).toBe("02/03/2017, 14:05");
    keepZone(undefined);
  });
});
