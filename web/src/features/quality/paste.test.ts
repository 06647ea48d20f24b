import { describe, expect, it } from "vitest";
import { pasted } from "./paste";

describe("a pasted table", () => {
  it("is read by its headings, in Chinese too, with limits or a tolerance", () => {
    const { characteristics, unread } = pasted(
      "序号\t检验项目\t标准值\t公差\t单位\t重要度\n1\t外径\t12\t±0.05\tmm\t致命\n2\t外观\t\t\t\t轻微\n",
    );
    expect(unread).toEqual([]);
    expect(characteristics).toEqual([
      {
        code: "1",
        name: "外径",
        kind: "variable",
        unit: "mm",
        severity: "critical",
        target: "12",
        lsl: "11.95",
        usl: "12.05",
      },
      { code: "2", name: "外观", kind: "attribute", unit: "", severity: "minor" },
    ]);
  });

  it("is read without headings, by place; what says nothing is told by its line", () => {
    const { characteristics, unread } = pasted("DIA\tDiameter\t10\t9,9\t10,1\tmm\n\t\t5\n\n");
    expect(characteristics[0]).toMatchObject({ code: "DIA", lsl: "9.9", usl: "10.1" });
    expect(unread).toEqual([2]);
  });

  it("keeps a limit on one side alone", () => {
    const { characteristics } = pasted("code\tname\tmax\nFLAT\tFlatness\t0.05");
    expect(characteristics[0]).toEqual({
      code: "FLAT",
      name: "Flatness",
      kind: "variable",
      unit: "",
      severity: "major",
      usl: "0.05",
    });
  });
});
