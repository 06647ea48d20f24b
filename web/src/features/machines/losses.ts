/** From the planned time to the time that good pieces were worth: what was lost on the way. */

import type { OeeRow } from "./rows";

/** Whole lengths stand on the ground, losses hang from what was left before them. */
export interface Step {
  readonly name: string;
  readonly kind: "whole" | "loss";
  readonly seconds: number;
  /** Where the bar begins, in seconds above the ground. */
  readonly base: number;
}

/** States whose time is planned but not productive, in the order of the six big losses. */
const LOST = ["fault", "setup", "idle_no_order", "waiting", "minor_stop"] as const;

/**
 * Planned busy time, the losses of availability, production time, the loss of speed (a gain where
 * pieces came faster than planned), the loss of quality, and what is left: OEE = left / planned.
 */
export function lossesOf(row: OeeRow): readonly Step[] {
  const steps: Step[] = [];
  let left = row.planned_busy_s;
  const whole = (name: string, seconds: number) => {
    steps.push({ name, kind: "whole", seconds, base: 0 });
    left = seconds;
  };
  const loss = (name: string, seconds: number) => {
    left -= seconds;
    steps.push({ name, kind: "loss", seconds, base: Math.min(left, left + seconds) });
  };
  whole("planned", row.planned_busy_s);
  for (const state of LOST) {
    const seconds = row.states_s[state] ?? 0;
    if (seconds > 0) loss(state, seconds);
  }
  whole("production", row.production_s);
  const slower = row.production_s - row.standard_s;
  loss(slower < 0 ? "faster" : "speed", slower);
  loss("quality", row.standard_s - row.earned_s);
  whole("earned", row.earned_s);
  return steps;
}

/** Seconds outside the planned time: planned off and serviced; and those nobody heard of. */
export function outside(row: OeeRow): { readonly off: number; readonly unheard: number } {
  const of = (state: string) => row.states_s[state] ?? 0;
  return { off: of("planned_off") + of("maintenance"), unheard: of("offline") };
}
