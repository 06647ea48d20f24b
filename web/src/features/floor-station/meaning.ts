/** What a scanned code is and what can be done with it here: pure decisions over server answers. */

import type { Job } from "./jobs";

/** A thing of the warehouse, as the stock desk knows it. */
export interface Goods {
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  readonly status: string;
  readonly material: string;
  readonly lot: string;
  readonly place: string;
  readonly unit: string;
}

/** A card, person, machine or job, as the station knows it. */
export interface Known {
  readonly kind: string;
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly status: string;
  readonly job_order: string | null;
}

export type Found =
  | { readonly what: "job"; readonly job: Job }
  | { readonly what: "card"; readonly card: string }
  | { readonly what: "elsewhere"; readonly job: string }
  | { readonly what: "lot"; readonly material: string; readonly lot: string }
  | { readonly what: "box"; readonly code: string }
  | { readonly what: "person"; readonly id: string; readonly code: string; readonly name: string }
  | {
      readonly what: "machine";
      readonly code: string;
      readonly name: string;
      readonly job: string | null;
    }
  | { readonly what: "material"; readonly code: string; readonly name: string }
  | { readonly what: "stock"; readonly code: string; readonly name: string }
  | { readonly what: "nothing" };

const MACHINES: ReadonlySet<string> = new Set(["equipment", "physical_asset"]);
const BOXES: ReadonlySet<string> = new Set(["handling_unit", "carton"]);

/** The job of the queue that a code names, without asking anybody. */
export function jobOf(code: string, jobs: readonly Job[]): Job | undefined {
  return jobs.find((job) => job.code === code) ?? jobs.find((job) => job.work_order === code);
}

/** What is meant, of all that a code may mean: work first, then people, machines and goods. */
export function meant(
  jobs: readonly Job[],
  known: readonly Known[],
  goods: readonly Goods[],
): Found {
  const card = known.find((one) => one.kind === "flow_card");
  if (card) return { what: "card", card: card.code };
  const order = known.find((one) => one.kind === "job_order");
  if (order) {
    const job = jobs.find((one) => one.code === order.job_order);
    return job ? { what: "job", job } : { what: "elsewhere", job: order.code };
  }
  const person = known.find((one) => one.kind === "person");
  if (person) return { what: "person", id: person.id, code: person.code, name: person.name };
  return machineOrGoods(known, goods);
}

function machineOrGoods(known: readonly Known[], goods: readonly Goods[]): Found {
  const machine = known.find((one) => MACHINES.has(one.kind));
  if (machine) {
    const { code, name, job_order: job } = machine;
    return { what: "machine", code, name, job };
  }
  const lot = goods.find((one) => one.kind === "lot");
  if (lot) return { what: "lot", material: lot.material, lot: lot.lot };
  const box = [...goods, ...known].find((one) => BOXES.has(one.kind));
  if (box) return { what: "box", code: box.code };
  const material = goods.find((one) => one.kind === "material");
  if (material) return { what: "material", code: material.code, name: material.name };
  const other = goods[0];
  return other ? { what: "stock", code: other.code, name: other.name } : { what: "nothing" };
}
