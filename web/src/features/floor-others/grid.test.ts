import { describe, expect, it } from "vitest";
import { emptyLine, flawOf, jobOf, pasted, personOf, reportOf } from "./grid";

const people = [
  { id: "1", code: "P-1", name: "李明", name_en: "Li Ming" },
  { id: "2", code: "P-2", name: "王芳", name_en: null },
  { id: "3", code: "P-3", name: "王芳", name_en: null },
];
const jobs = [
  { code: "WO-1-10", work_order: "WO-1", operation: "Turn", unit: "pcs" },
  { code: "WO-2-10", work_order: "WO-2", operation: "Turn", unit: "pcs" },
  { code: "WO-2-20", work_order: "WO-2", operation: "Mill", unit: "pcs" },
];
const plant = { people, jobs, defects: new Set(["D1"]) };
const line = emptyLine({ person: "P-1", job: "WO-1", good: "10", hours: "7,5" });

describe("a block from Excel", () => {
  it("becomes lines, without its heading and blank rows", () => {
    const block =
      "姓名\t工单\t良品\t不良\n李明\tWO-1\t120\t2\tD1\t7.5\r\n\t\t\n王芳\tWO-2-10\t80\n";
    const lines = pasted(block);
    expect(lines.map((one) => [one.person, one.job, one.good, one.bad, one.hours])).toEqual([
      ["李明", "WO-1", "120", "2", "7.5"],
      ["王芳", "WO-2-10", "80", "", ""],
    ]);
  });

  it("names people by number or by a name that only one has", () => {
    expect(personOf("p-2", people)?.id).toBe("2");
    expect(personOf("li ming", people)?.id).toBe("1");
    expect(personOf("王芳", people)).toBeUndefined();
  });

  it("names jobs by code, or an order with one open job", () => {
    expect(jobOf("WO-1", jobs)?.code).toBe("WO-1-10");
    expect(jobOf("WO-2", jobs)).toBeUndefined();
  });
});

describe("a line", () => {
  it("is checked before it is sent", () => {
    expect(flawOf(line, plant)).toBeNull();
    expect(flawOf({ ...line, person: "王芳" }, plant)).toBe("person");
    expect(flawOf({ ...line, job: "WO-2" }, plant)).toBe("job");
    expect(flawOf({ ...line, good: "ten" }, plant)).toBe("number");
    expect(flawOf({ ...line, good: "", hours: "0" }, plant)).toBe("nothing");
    expect(flawOf({ ...line, bad: "1" }, plant)).toBe("defect");
    expect(flawOf({ ...line, bad: "1", defect: "D1" }, plant)).toBeNull();
  });

  it("is an ordinary report for that person", () => {
    expect(reportOf({ ...line, bad: "1", defect: "D1" }, plant)).toEqual({
      job_order: "WO-1-10",
      source: "office",
      good: "10",
      defects: [{ quantity: "1", defect_code: "D1", outcome: "to_judge" }],
      labor_s: "27000",
      persons: [{ person: "1", labor_s: "27000" }],
    });
  });
});
