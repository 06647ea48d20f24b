import { describe, expect, it } from "vitest";
import type { Entry } from "@/shared/offline/entry";
import { type Job, nextOf, overlaid, percent, proposed, stateOf } from "./jobs";

const JOB: Job = {
  id: "1",
  code: "WO-1-10",
  work_order: "WO-1",
  operation: "Turn",
  status: "dispatched",
  priority: 0,
  material: "SCREW",
  unit: "pcs",
  ordered: "10",
  good: "4",
  waiting: "3",
  work_center: "L1",
  work_unit: null,
  due_at: null,
  has_predecessor: true,
};
const said = (command: string, fields: Record<string, unknown>): Entry => ({
  place: 1,
  id: "x",
  user: "u",
  name: "Li",
  command,
  fields: { job_order: "WO-1-10", ...fields },
  said: "",
});

describe("a job in the queue", () => {
  it("is running, paused, blocked, ready or waiting", () => {
    const as = (status: string, waiting = "3") => stateOf({ ...JOB, status, waiting });
    expect([as("running"), as("suspended"), as("held"), as("dispatched")]).toEqual([
      "running",
      "paused",
      "blocked",
      "ready",
    ]);
    expect(as("dispatched", "0")).toBe("waiting");
    expect(stateOf({ ...JOB, waiting: "0", has_predecessor: false })).toBe("ready");
  });

  it("stands on top when it was chosen or is the first that can be worked on", () => {
    const held = { ...JOB, code: "H", status: "held" };
    expect(nextOf([held, JOB], null)).toBe(JOB);
    expect(nextOf([held, JOB], "H")).toBe(held);
    expect(nextOf([held], null)).toBe(held);
    expect(nextOf([], null)).toBeUndefined();
  });

  it("proposes what lies there, else what is missing, else nothing", () => {
    expect(proposed(JOB)).toBe("3");
    expect(proposed({ ...JOB, waiting: "0" })).toBe("6");
    expect(proposed({ ...JOB, waiting: "0", good: "12" })).toBe("");
    expect(percent(JOB)).toBe(40);
  });
});

describe("what waits unsent", () => {
  it("already shows in the queue", () => {
    const [job] = overlaid(
      [JOB],
      [
        said("kernel.start_job_order", {}),
        said("kernel.report_operation", { good: "0.1" }),
        said("kernel.report_operation", { good: "0.2", defects: [{ quantity: "1" }] }),
      ],
    );
    expect(job).toMatchObject({ status: "running", good: "4.3", waiting: "1.7" });
  });

  it("is without what was finished here", () => {
    expect(overlaid([JOB], [said("kernel.complete_job_order", {})])).toEqual([]);
  });

  it("leaves other jobs as they are", () => {
    const other = said("kernel.report_operation", { job_order: "WO-2-10", good: "1" });
    expect(overlaid([JOB], [other])).toEqual([JOB]);
  });
});
