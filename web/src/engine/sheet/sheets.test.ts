import { describe, expect, it } from "vitest";
import { asCsv, chosen, keptOf, type Looked, missing, proposed } from "./sheets";

const text = { en: "", zh: "" };
const field = (name: string, required: boolean) => ({
  name,
  required,
  needed: required,
  label: text,
  kind: "text",
  to: null,
  options: {},
});
const column = (letters: string, meant: string | null) => ({
  column: letters,
  heading: letters,
  field: meant,
  by: null,
  samples: [],
});
const LOOKED: Looked = {
  label: text,
  sheets: [],
  sheet: "",
  heading_line: 1,
  columns: [column("A", "code"), column("B", null)],
  fields: [field("code", true), field("site", true), field("due_at", false)],
  rows: 1,
  changes: false,
  skipped: [],
};

describe("a sheet's mapping", () => {
  it("begins with what the server knows", () => {
    expect(proposed(LOOKED)).toEqual({ A: "code" });
  });

  it("stays for a corrected file with the same headings", () => {
    const kept = keptOf(LOOKED, { B: "site" });
    expect(proposed(LOOKED, kept)).toEqual({ B: "site" });
  });

  it("brings a field by one column only", () => {
    expect(chosen({ A: "code", C: "due_at" }, "B", "code")).toEqual({ B: "code", C: "due_at" });
    expect(chosen({ A: "code" }, "A", null)).toEqual({});
  });

  it("misses what is needed and comes from nowhere", () => {
    const names = (same: Record<string, string>) =>
      missing(LOOKED, { A: "code" }, same).map((one) => one.name);
    expect(names({})).toEqual(["site"]);
    expect(names({ site: "S1" })).toEqual([]);
  });
});

describe("the file of mistakes", () => {
  it("quotes what would break a line", () => {
    const row = { line: 3, column: "C", field: "ordered", code: "x", title: '"12件", no' };
    expect(asCsv(["Row", "Column", "Why"], [row])).toBe(
      '\ufeffRow,Column,Why\r\n3,C,"""12件"", no"',
    );
  });
});
