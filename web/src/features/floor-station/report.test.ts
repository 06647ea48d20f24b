import { describe, expect, it } from "vitest";
import { mayJudge, reportFields, undoFields } from "./report";

describe("a report", () => {
  const said = { card: null, components: [], persons: [], values: {} };

  it("says good pieces, or bad ones with their reason", () => {
    const good = { kind: "good", amount: "5", reason: null } as const;
    expect(reportFields("J", { ...said, lines: [good] })).toEqual({
      job_order: "J",
      source: "terminal",
      good: "5",
    });
    const scrap = { kind: "scrap", amount: "5", reason: "D1", photo: "f" } as const;
    expect(reportFields("J", { ...said, lines: [scrap], card: "C-1" })).toEqual({
      job_order: "J",
      source: "terminal",
      defects: [{ quantity: "5", defect_code: "D1", outcome: "scrap", photo: "f" }],
      flow_card: "C-1",
    });
  });

  it("says several counts, lots and people at once", () => {
    const fields = reportFields("J", {
      values: { oven: "190", clean: true },
      lines: [
        { kind: "good", amount: "0.1", reason: null },
        { kind: "good", amount: "0.2", reason: null },
        { kind: "to_judge", amount: "1", reason: "D1" },
        { kind: "to_judge", amount: "2", reason: "D2" },
        { kind: "missing", amount: "1", reason: "lost" },
      ],
      card: null,
      components: [{ material: "M", lot: "L" }],
      persons: ["p1", "p2"],
    });
    expect(fields).toMatchObject({
      good: "0.3",
      missing: "1",
      missing_reason: "lost",
      components: [{ material: "M", lot: "L" }],
      persons: [{ person: "p1" }, { person: "p2" }],
    });
    expect(fields.defects).toHaveLength(2);
  });

  it("is taken back as a whole", () => {
    expect(undoFields("id", "why")).toMatchObject({ report: "id", good: "0", defects: [] });
  });

  it("decides on bad pieces only by who may", () => {
    expect(mayJudge({ permissions: ["job_order:report"] })).toBe(false);
    expect(mayJudge({ permissions: ["job_order:judge"] })).toBe(true);
  });
});
