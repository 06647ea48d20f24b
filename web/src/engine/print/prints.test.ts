import { describe, expect, it } from "vitest";
import { among } from "./prints";

describe("records that are printed", () => {
  it("are named by their codes, whatever signs these have", () => {
    expect(among("code", ["WO-1-C03"])).toBe('code in ("WO-1-C03")');
    expect(among("code", ['轴 "δ" #/1', "B"])).toBe('code in ("轴 \\"δ\\" #/1", "B")');
  });
});
