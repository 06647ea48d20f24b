import { describe, expect, it } from "vitest";
import { goingOn, holding, releasing } from "./batch";

const JOBS = [
  { code: "A-10", status: "running" },
  { code: "A-20", status: "dispatched" },
  { code: "A-30", status: "completed" },
  { code: "A-40", status: "held" },
  { code: "A-50", status: "released" },
];

describe("orders at once", () => {
  it("are released as they were seen", () => {
    expect(releasing([{ code: "A", version: 3 }])[0]?.fields).toEqual({
      work_order: "A",
      expected_version: 3,
    });
  });

  it("are stopped: what runs is held, what waits is taken back", () => {
    const given = holding(JOBS, { reason: "why", alert: "quality" });
    expect(given.map(({ code, command }) => [code, command])).toEqual([
      ["A-10", "kernel.hold_job_order"],
      ["A-20", "kernel.revoke_job_order"],
    ]);
  });

  it("go on where they were stopped", () => {
    expect(goingOn(JOBS, "why").map(({ code, command }) => [code, command])).toEqual([
      ["A-40", "kernel.release_held_job_order"],
      ["A-50", "kernel.dispatch_job_order"],
    ]);
  });
});
