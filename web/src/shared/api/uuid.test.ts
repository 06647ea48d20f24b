import { describe, expect, it } from "vitest";
import { uuid7 } from "./uuid";

describe("an identifier", () => {
  it("has the form and the time of a UUIDv7", () => {
    const made = uuid7(0x0123456789ab);
    expect(made).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("is never the same twice", () => {
    expect(new Set(Array.from({ length: 1000 }, () => uuid7())).size).toBe(1000);
  });
});
