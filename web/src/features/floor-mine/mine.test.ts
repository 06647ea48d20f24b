import { describe, expect, it } from "vitest";
import { ofDay, type Report, totalOf } from "./mine";

const report = (more: Partial<Report>): Report => ({
  report: "1",
  job_order: "J",
  operation: "Turn",
  day: "2026-01-05",
  occurred_at: "2026-01-05T08:00:00Z",
  state: "counted",
  pieces: "10",
  labor_s: "60",
  defective: "0",
  amount: "1.5",
  currency: "CNY",
  by: "",
  reason: "",
  reported_by: "",
  ...more,
});

describe("my work", () => {
  it("sums what counts, to the cent, without what was taken back", () => {
    const rows = [
      report({}),
      report({ state: "waiting", pieces: "2", amount: "0.1" }),
      report({ state: "taken_back", pieces: "99" }),
      report({ state: "refused", pieces: "99" }),
    ];
    expect(totalOf(rows)).toEqual({ pieces: "12", labor_s: 120, amount: "1.6" });
  });

  it("is one day's or all of it", () => {
    const rows = [report({}), report({ day: "2026-01-04" })];
    expect(ofDay(rows, "2026-01-05")).toHaveLength(1);
    expect(ofDay(rows, null)).toHaveLength(2);
    expect(ofDay([report({ pieces: "0", labor_s: "0" })], null)).toEqual([]);
  });
});
