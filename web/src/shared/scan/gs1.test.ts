import { describe, expect, it } from "vitest";
import { cases } from "./cases.json";
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

  it.each(cases)("says what the server reads in it: $scanned", ({ scanned, says, code }) => {
    const { code: found, ...said } = read(scanned);
    expect(said).toEqual(says);
    if (code !== undefined) expect(found).toBe(code);
  });

  it("has a right check digit or is none", () => {
    expect(isChecked("6901234000016")).toBe(true);
    expect(isChecked("06901234000016")).toBe(true);
    expect(isChecked("006901234000000018")).toBe(true);
    expect(isChecked("6901234000017")).toBe(false);
  });
});
