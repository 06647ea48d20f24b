import { describe, expect, it } from "vitest";
import { mayJudge, reportFields, undoFields } from "./report";

describe("a report", () => {
  it("says good pieces, or bad ones with their reason", () => {
    const said = { amount: "5", reason: "D1", card: null };
    expect(reportFields("J", { ...said, kind: "good" })).toEqual({
      job_order: "J",
      source: "terminal",
      good: "5",
    });
    expect(reportFields("J", { ...said, kind: "scrap", card: "C-1" })).toEqual({
      job_order: "J",
      source: "terminal",
      defects: [{ quantity: "5", defect_code: "D1", outcome: "scrap" }],
      flow_card: "C-1",
    });
  });

  it("is taken back as a whole", () => {
    expect(undoFields("id", "why")).toMatchObject({ report: "id", good: "0", defects: [] });
  });

  it("decides on bad pieces only by who may", () => {
    expect(mayJudge({ permissions: ["job_order:report"] })).toBe(false);
    expect(mayJudge({ permissions: ["job_order:judge"] })).toBe(true);
  });
});
