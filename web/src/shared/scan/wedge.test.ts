import { describe, expect, it } from "vitest";
import { characterOf, Wedge } from "./wedge";

const typed = (wedge: Wedge, text: string, gap: number, start = 1000) =>
  [...text]
    .map((one, place) =>
      wedge.take({
        key: one === "\n" ? "Enter" : one,
        code: "",
        shift: false,
        at: start + place * gap,
      }),
    )
    .at(-1);

describe("a scanner that types", () => {
  it("is told from a hand by its speed", () => {
    expect(typed(new Wedge(), "WO-7/δ.1 #\n", 10)).toBe("WO-7/δ.1 #");
    expect(typed(new Wedge(), "WO-7\n", 200)).toBeNull();
  });

  it("begins anew after a pause", () => {
    const wedge = new Wedge();
    typed(wedge, "12", 10, 0);
    expect(typed(wedge, "LOT-1\n", 10, 5000)).toBe("LOT-1");
  });

  it("is read while a Chinese input method is active", () => {
    const held = { key: "Process", shift: false };
    expect(characterOf({ ...held, code: "KeyW", shift: true })).toBe("W");
    expect(characterOf({ ...held, code: "Digit7" })).toBe("7");
    expect(characterOf({ ...held, code: "Minus" })).toBe("-");
    expect(characterOf({ key: "Shift", code: "ShiftLeft", shift: true })).toBeNull();
  });
});
