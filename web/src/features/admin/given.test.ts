import { describe, expect, it } from "vitest";
import { initialPassword } from "./given";

const always = (byte: number) => (count: number) => new Uint8Array(count).fill(byte);

describe("an initial password", () => {
  it("has four groups that can be read aloud", () => {
    const words = new Set(Array.from({ length: 200 }, () => initialPassword()));
    expect(words.size).toBe(200);
    for (const one of words) expect(one).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
  });

  it("takes every letter as often: bytes that favour the first are left out", () => {
    let asked = 0;
    const unfairFirst = (count: number) => {
      asked += 1;
      return asked === 1 ? always(255)(count) : always(0)(count);
    };
    expect(initialPassword(unfairFirst)).toBe("aaaa-aaaa-aaaa-aaaa");
    expect(asked).toBe(2);
  });
});
