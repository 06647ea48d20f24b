import { describe, expect, it } from "vitest";
import { deviceOf } from "./agent";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

describe("the device of a session", () => {
  it("is called by browser and system, the narrower name first", () => {
    const edge = `Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/120.0 Safari/537.36 Edg/120.0`;
    const phone = `Mozilla/5.0 (Linux; Android 12) ${WEBKIT} Chrome/87.0 Mobile Safari/537.36`;
    expect(deviceOf(edge)).toBe("Edge · Windows");
    expect(deviceOf(phone)).toBe("Chrome · Android");
  });

  it("of a program is its own words", () => {
    expect(deviceOf("python-httpx/0.28")).toBe("python-httpx/0.28");
  });
});
