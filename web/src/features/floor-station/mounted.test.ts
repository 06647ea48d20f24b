import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { mounting } = await import("./mounted");

describe("mounted lots", () => {
  it("are the one that runs out and the one after it", () => {
    const first = { material: "M", lot: "1" };
    const second = { material: "M", lot: "2" };
    const third = { material: "M", lot: "3" };
    const other = { material: "N", lot: "1" };
    const both = mounting(mounting([other], first), second);
    expect(both).toEqual([other, first, second]);
    expect(mounting(both, third)).toEqual([other, second, third]);
    expect(mounting(both, first)).toEqual([other, second, first]);
  });
});
