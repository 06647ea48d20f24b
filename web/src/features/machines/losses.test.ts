import { describe, expect, it } from "vitest";
import { lossesOf, outside } from "./losses";
import type { OeeRow } from "./rows";

/** The worked machine M-07 of ISO 22400: 630 min planned, 480 produced, 864 pieces at 0.5 min. */
const M07: OeeRow = {
  part: "",
  work_unit: "M-07",
  planned_busy_s: 630 * 60,
  production_s: 480 * 60,
  standard_s: 0.5 * 864 * 60,
  earned_s: 0.5 * 835 * 60,
  produced: "864",
  good: "835",
  states_s: {
    executing: 480 * 60,
    setup: 40 * 60,
    fault: 45 * 60,
    minor_stop: 25 * 60,
    idle_no_order: 40 * 60,
    planned_off: 90 * 60,
  },
  availability: 480 / 630,
  effectiveness: 0.9,
  quality_ratio: 835 / 864,
  oee: 417.5 / 630,
};

describe("the losses", () => {
  const steps = lossesOf(M07);

  it("lead from the planned time to what good pieces were worth, with nothing left over", () => {
    const [planned, earned] = [steps[0], steps.at(-1)];
    const lost = steps.filter((one) => one.kind === "loss");
    const sum = lost.reduce((all, one) => all + one.seconds, 0);
    expect((planned?.seconds ?? 0) - sum).toBeCloseTo(earned?.seconds ?? 0);
    expect((earned?.seconds ?? 0) / (planned?.seconds ?? 1)).toBeCloseTo(0.6627, 4);
  });

  it("hang from what was left before them", () => {
    const speed = steps.find((one) => one.name === "speed");
    expect(speed).toEqual({ name: "speed", kind: "loss", seconds: 2880, base: 25_920 });
    expect(steps.find((one) => one.name === "waiting")).toBeUndefined();
  });

  it("of speed are a gain where pieces came faster than planned", () => {
    const fast = lossesOf({ ...M07, standard_s: M07.production_s + 600 });
    const speed = fast.find((one) => one.name === "faster");
    expect(speed).toMatchObject({ seconds: -600, base: M07.production_s });
  });

  it("leave out what was not planned", () => {
    expect(outside(M07)).toEqual({ off: 5400, unheard: 0 });
  });
});
