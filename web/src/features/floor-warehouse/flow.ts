/** Working with a scanner: what each scan means for the task at hand, place first or goods first. */

import type { Paper } from "@/shared/floor/own";

export const TASKS = ["receive", "putAway", "pick", "move", "count"] as const;
export type Task = (typeof TASKS)[number];

/** Where some of a lot lies. */
export interface Stand {
  readonly place: string;
  readonly site: string;
  readonly status: string;
  readonly handling_unit: string | null;
  readonly quantity: string;
}

export interface Goods {
  readonly material: string;
  readonly name: string;
  readonly unit: string;
  readonly traced: string;
  /** Empty: not traced, or not named yet. */
  readonly lot: string;
  /** What the label says is in it. */
  readonly quantity: string | null;
  readonly producedOn: string | null;
  readonly expiresOn: string | null;
  readonly expired: boolean;
  readonly heldBy: readonly string[];
  readonly stands: readonly Stand[];
  /** Nobody has it in stock yet: it may only be received. */
  readonly isNew: boolean;
}

export type Meaning =
  | { readonly kind: "place"; readonly code: string; readonly site: string }
  | { readonly kind: "goods"; readonly goods: Goods }
  | { readonly kind: "unit"; readonly code: string; readonly place: string; readonly site: string }
  | { readonly kind: "job"; readonly code: string }
  | {
      readonly kind: "count";
      readonly code: string;
      readonly place: string;
      readonly site: string;
    };

/** What is open of a job order's bill, with where to take it. */
export interface Open {
  readonly material: string;
  readonly name: string;
  readonly unit: string;
  readonly traced: string;
  readonly needed: string;
  readonly issued: string;
  readonly open: string;
  readonly places: readonly {
    readonly place: string;
    readonly lot: string;
    readonly handling_unit: string | null;
    readonly free: string;
    readonly expires_on: string | null;
  }[];
}

export interface Draft {
  readonly supplier: string | null;
  readonly job: string | null;
  /** A count that was planned; else the place is counted as it is. */
  readonly count: string | null;
  readonly site: string | null;
  readonly place: string | null;
  readonly unit: string | null;
  readonly goods: Goods | null;
  readonly status: string;
  readonly quantity: string | null;
  readonly target: string | null;
}

export const EMPTY: Draft = {
  supplier: null,
  job: null,
  count: null,
  site: null,
  place: null,
  unit: null,
  goods: null,
  status: "available",
  quantity: null,
  target: null,
};

export type Ask = "supplier" | "job" | "place" | "goods" | "lot" | "quantity" | "target" | "ready";

/** What is asked for next; the order of scans is free as far as it can be understood. */
export function asks(task: Task, draft: Draft): Ask {
  const { goods } = draft;
  if (task === "receive" && draft.supplier === null) return "supplier";
  if (task === "pick" && draft.job === null) return "job";
  if ((task === "receive" || task === "count") && draft.place === null) return "place";
  if (task === "putAway" && draft.unit !== null) return draft.target === null ? "target" : "ready";
  if (goods === null) return draft.place === null && task !== "pick" ? "place" : "goods";
  if (goods.traced !== "none" && goods.lot === "") return "lot";
  if (draft.place === null) return "place";
  if (draft.quantity === null) return "quantity";
  if (task === "move" || task === "putAway") return draft.target === null ? "target" : "ready";
  return "ready";
}

/** Why a scan is refused; said over the whole screen in red. */
export type No =
  | "held"
  | "expired"
  | "notReleased"
  | "notHere"
  | "nowhere"
  | "notOnList"
  | "noLot"
  | "samePlace"
  | "notAsked";

export type Step = { readonly draft: Draft } | { readonly no: No; readonly detail: string };

const no = (why: No, detail: string): Step => ({ no: why, detail });

export interface Around {
  /** Of the job order that is picked for. */
  readonly open?: readonly Open[];
}

/** What a scan does. */
export function scanned(task: Task, draft: Draft, meaning: Meaning, around: Around = {}): Step {
  switch (meaning.kind) {
    case "place":
      return atPlace(task, draft, meaning);
    case "goods":
      return withGoods(task, draft, meaning.goods, around);
    case "unit":
      return withUnit(task, draft, meaning);
    case "job":
      if (task !== "pick") return no("notAsked", meaning.code);
      return { draft: { ...EMPTY, job: meaning.code } };
    case "count":
      if (task !== "count") return no("notAsked", meaning.code);
      return {
        draft: { ...EMPTY, count: meaning.code, place: meaning.place, site: meaning.site },
      };
  }
}

function atPlace(task: Task, draft: Draft, { code, site }: Meaning & { kind: "place" }): Step {
  const there = { site, place: code };
  const carried = task === "putAway" && draft.unit !== null;
  if (carried) return { draft: { ...draft, site: draft.site ?? site, target: code } };
  const { goods } = draft;
  if (task === "count" || task === "receive" || goods === null) {
    const count = task === "count" && draft.place !== code ? { count: null } : {};
    return { draft: { ...draft, ...there, ...count } };
  }
  if (draft.place === null) {
    const stand = goods.stands.find((one) => one.place === code);
    if (!stand) return no("notHere", `${goods.lot || goods.material} → ${code}`);
    return { draft: { ...draft, ...there, ...from(stand) } };
  }
  if (task === "pick") {
    const stand = goods.stands.find((one) => one.place === code);
    if (!stand) return no("notHere", `${goods.lot || goods.material} → ${code}`);
    return { draft: { ...draft, ...there, ...from(stand) } };
  }
  if (code === draft.place) return no("samePlace", code);
  return { draft: { ...draft, target: code } };
}

const from = (stand: Stand): Pick<Draft, "place" | "site" | "status" | "unit"> => ({
  place: stand.place,
  site: stand.site,
  status: stand.status,
  unit: null,
});

function withGoods(task: Task, draft: Draft, goods: Goods, { open }: Around): Step {
  const name = goods.lot ? `${goods.material} · ${goods.lot}` : goods.material;
  const fresh = { ...draft, goods, unit: null, target: null, quantity: null };
  if (task === "receive") return { draft: { ...fresh, quantity: null } };
  if (goods.traced !== "none" && goods.lot === "") return no("noLot", name);
  if (task === "count") return { draft: fresh };
  if (goods.heldBy.length > 0) return no("held", `${name} · ${goods.heldBy.join(", ")}`);
  if (task === "pick") {
    if (goods.expired) return no("expired", `${name} · ${goods.expiresOn ?? ""}`);
    if (open && !open.some((one) => one.material === goods.material)) return no("notOnList", name);
  }
  const usable =
    task === "pick" ? goods.stands.filter((one) => one.status === "available") : goods.stands;
  if (goods.stands.length === 0) return no("nowhere", name);
  if (usable.length === 0) return no("notReleased", name);
  const here = usable.find((one) => one.place === draft.place);
  if (draft.place !== null && !here && task !== "pick") {
    return no("notHere", `${name} → ${usable.map((one) => one.place).join(", ")}`);
  }
  const only = here ?? (usable.length === 1 ? usable[0] : undefined);
  const asItLies = { ...goods, stands: usable };
  if (only === undefined) return { draft: { ...fresh, goods: asItLies, place: null } };
  return { draft: { ...fresh, goods: asItLies, ...from(only) } };
}

function withUnit(task: Task, draft: Draft, meaning: Meaning & { kind: "unit" }): Step {
  if (task !== "putAway" && task !== "move") return no("notAsked", meaning.code);
  if (meaning.place === "") return no("nowhere", meaning.code);
  const { code, place, site } = meaning;
  return { draft: { ...EMPTY, supplier: draft.supplier, unit: code, place, site } };
}

/** How much is proposed: what the label says, what is open of the bill, what lies there. */
export function proposed(task: Task, draft: Draft, open: readonly Open[] = []): string | null {
  const { goods, place } = draft;
  if (goods === null || task === "count") return null;
  if (goods.traced === "serial") return "1";
  if (goods.quantity !== null) return goods.quantity;
  const lies = goods.stands.find((one) => one.place === place)?.quantity ?? null;
  if (task === "receive") return null;
  if (task !== "pick") return lies;
  const wanted = open.find((one) => one.material === goods.material)?.open ?? null;
  if (wanted === null || lies === null) return wanted ?? lies;
  return Number(wanted) > 0 && Number(wanted) < Number(lies) ? wanted : lies;
}

export interface Order {
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The label of what a draft books, where it is a lot or a container. */
export function labelOf({ unit, goods }: Draft): Paper | undefined {
  const one = (code: string) => `code = ${JSON.stringify(code)}`;
  if (unit !== null) return { template: "handling-unit-label", filter: one(unit) };
  if (!goods?.lot) return undefined;
  const filter = `${one(goods.lot)} and material.${one(goods.material)}`;
  return { template: "lot-label", filter };
}

/** The command of a draft that has all it needs. */
export function orderOf(task: Task, draft: Draft): Order {
  const { goods, quantity, place, target, site } = draft;
  const at = site ? { site } : {};
  if (draft.unit !== null) {
    const fields = { ...at, handling_unit: draft.unit, target };
    return { command: "inventory.move_handling_unit", fields };
  }
  const named = { material: goods?.material, ...(goods?.lot ? { lot: goods.lot } : {}) };
  const stand = goods?.stands.find((one) => one.place === place && one.status === draft.status);
  const onto = stand?.handling_unit ? { handling_unit: stand.handling_unit } : {};
  const as = draft.status === "available" ? {} : { status: draft.status };
  switch (task) {
    case "receive": {
      const days = {
        ...(goods?.producedOn ? { produced_on: goods.producedOn } : {}),
        ...(goods?.expiresOn && goods.isNew ? { expires_on: goods.expiresOn } : {}),
      };
      const lines = [{ ...named, ...days, place, quantity }];
      return {
        command: "inventory.receive_material",
        fields: { ...at, supplier: draft.supplier, lines },
      };
    }
    case "pick":
      return {
        command: "inventory.issue_material",
        fields: {
          job_order: draft.job,
          lines: [{ ...named, ...onto, quantity, source: place }],
        },
      };
    case "count": {
      const lines = [{ ...named, counted: quantity }];
      if (draft.count !== null) {
        return { command: "inventory.enter_count", fields: { count: draft.count, lines } };
      }
      return { command: "inventory.count_material", fields: { ...at, place, lines } };
    }
    default:
      return {
        command: "inventory.move_material",
        fields: { ...at, lines: [{ ...named, ...onto, ...as, quantity, source: place, target }] },
      };
  }
}

/** What stays for the next scan: work goes on at the same place, for the same job or supplier. */
export function goesOn(task: Task, draft: Draft, placeFirst: boolean): Draft {
  const { supplier, job, count, site, place } = draft;
  const kept = { ...EMPTY, supplier, job };
  if (task === "receive" || task === "count") return { ...kept, count, site, place };
  if (task === "pick" || !placeFirst || draft.unit !== null) return kept;
  return { ...kept, site, place };
}
