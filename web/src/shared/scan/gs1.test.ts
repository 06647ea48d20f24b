import { describe, expect, it } from "vitest";
import { isChecked, readLabel } from "./gs1";

const TODAY = new Date("2026-06-01T00:00:00Z");
const ELEMENTS = "01069012340000161126010517270105310301250010L2601A";
const read = (code: string) => readLabel(code, TODAY);

describe("a scanned code", () => {
  it.each(["", "]C1", "]d2", "]Q3"])("is an element string behind %s", (before) => {
    expect(read(before + ELEMENTS)).toEqual({
      code: ELEMENTS,
      gtin: "06901234000016",
      lot: "L2601A",
      producedOn: "2026-01-05",
      expiresOn: "2027-01-05",
      netKg: "12.500",
    });
  });

  it("says the same with brackets, with separators, as an address", () => {
    const bracketed = read("(01)06901234000016(11)260105(17)270105(3103)012500(10)L2601A");
    const separated = read("]C1010690123400001610L2601A\u001d1126010517270105\u001d3103012500");
    for (const one of [bracketed, separated]) {
      expect(one).toMatchObject({ lot: "L2601A", expiresOn: "2027-01-05", netKg: "12.500" });
    }
    expect(read("https://id.gs1.org/01/06901234000016/10/L2601A/21/S0001?17=270105")).toMatchObject(
      { gtin: "06901234000016", lot: "L2601A", serial: "S0001" },
    );
    expect(read("https://example.com/a/00/006901234000000018").sscc).toBe("006901234000000018");
  });

  it("is a pallet, an article, a count", () => {
    expect(read("00006901234000000018").sscc).toBe("006901234000000018");
    expect(read("6901234000016").gtin).toBe("06901234000016");
    expect(read("(02)06901234000016(37)00024").count).toBe("24");
  });

  it("knows the last day of a month and the nearest century", () => {
    expect(read("(01)06901234000016(17)280200").expiresOn).toBe("2028-02-29");
    expect(read("(01)06901234000016(17)770101").expiresOn).toBe("1977-01-01");
    expect(read("(01)06901234000016(17)760101").expiresOn).toBe("2076-01-01");
  });

  it.each([
    "L1/ST2",
    "10-4711",
    "WO-1-20",
    "轴承 6204",
    "01069012340000179",
    "6901234000017",
    "(20",
    "(99999)x",
    "https://example.com/trace/PLATE/A",
    "",
  ])("stays a code of ours: %s", (code) => {
    expect(read(code)).toEqual({ code });
  });

  it("has a right check digit or is none", () => {
    expect(isChecked("6901234000016")).toBe(true);
    expect(isChecked("06901234000016")).toBe(true);
    expect(isChecked("006901234000000018")).toBe(true);
    expect(isChecked("6901234000017")).toBe(false);
  });
});
