/** Bringing goods to a job, as the command that says so. */

import type { Fit } from "./plant";

const OWN = "wip:";

interface Said {
  readonly amount: string;
  readonly reason: string;
}

interface Bringing {
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What is taken from a line side is moved there; everything else is issued to the job itself. */
export function bringing(job: string, fit: Fit, { amount, reason }: Said): Bringing {
  const goods = {
    material: fit.material,
    lot: fit.lot,
    quantity: amount,
    source: fit.elsewhere[0],
  };
  if (fit.place !== null && !fit.place.startsWith(OWN)) {
    const lines = [{ ...goods, target: fit.place }];
    return { command: "inventory.move_material", fields: { lines, demand: job } };
  }
  const confirm = fit.verdict === "not_on_bill" ? { confirm: ["not-on-bill"] } : {};
  const fields = { job_order: job, lines: [goods], reason, ...confirm };
  return { command: "inventory.issue_material", fields };
}
