/** What the stock desk books: which fields each booking asks for, and how they become a command. */

import type { Refusal } from "@/shared/api/http";

export type Kind =
  | "material"
  | "place"
  | "lot"
  | "handling_unit"
  | "supplier"
  | "customer"
  | "job_order"
  | "number"
  | "text"
  | "date"
  | "choice"
  | "flag";

export interface Asked {
  readonly name: string;
  readonly kind: Kind;
  readonly needed?: boolean;
  /** Of a lot: the field that says where it is taken from; its lots there are proposed. */
  readonly from?: string;
  readonly choices?: readonly string[];
}

export interface Task {
  readonly name: TaskName;
  readonly verb: string;
  readonly needs: string;
  readonly head: readonly Asked[];
  readonly line: readonly Asked[];
  /** The command takes one line only, under `line`. */
  readonly isSingle?: boolean;
}

export type TaskName =
  | "receive"
  | "putAway"
  | "move"
  | "issue"
  | "takeBack"
  | "ship"
  | "adjust"
  | "status"
  | "pack";

export const STATUSES = ["available", "quarantine", "blocked", "rejected"] as const;
const UNITS = ["pallet", "box", "cart", "container", "roll"] as const;

const need = (name: string, kind: Kind, more: Partial<Asked> = {}): Asked => ({
  name,
  kind,
  needed: true,
  ...more,
});
const ask = (name: string, kind: Kind, more: Partial<Asked> = {}): Asked => ({
  name,
  kind,
  ...more,
});
const goods = (from: string): readonly Asked[] => [
  need("material", "material"),
  ask("lot", "lot", { from }),
  need("quantity", "number"),
];

export const TASKS: readonly Task[] = [
  {
    name: "receive",
    verb: "inventory.receive_material",
    needs: "material:receive",
    head: [need("supplier", "supplier"), ask("reference", "text")],
    line: [
      need("material", "material"),
      need("quantity", "number"),
      need("place", "place"),
      ask("lot", "text"),
      ask("supplier_lot", "text"),
      ask("expires_on", "date"),
      ask("price", "number"),
      ask("handling_unit", "handling_unit"),
    ],
  },
  {
    name: "putAway",
    verb: "inventory.move_handling_unit",
    needs: "handling_unit:move",
    head: [
      need("handling_unit", "handling_unit"),
      need("target", "place"),
      ask("onto", "handling_unit"),
    ],
    line: [],
  },
  {
    name: "move",
    verb: "inventory.move_material",
    needs: "material:move",
    head: [],
    line: [
      need("source", "place"),
      ...goods("source"),
      need("target", "place"),
      ask("to_handling_unit", "handling_unit"),
    ],
  },
  {
    name: "issue",
    verb: "inventory.issue_material",
    needs: "material:issue",
    head: [need("job_order", "job_order"), ask("reason", "text")],
    line: [need("source", "place"), ...goods("source")],
  },
  {
    name: "takeBack",
    verb: "inventory.return_material",
    needs: "material:issue",
    head: [need("job_order", "job_order")],
    line: [
      need("material", "material"),
      ask("lot", "text"),
      need("quantity", "number"),
      need("target", "place"),
      ask("fault", "choice", { choices: ["material", "process"] }),
    ],
  },
  {
    name: "ship",
    verb: "inventory.ship_material",
    needs: "material:ship",
    head: [need("code", "text"), need("customer", "customer")],
    line: [need("source", "place"), ...goods("source"), ask("handling_unit", "handling_unit")],
  },
  {
    name: "adjust",
    verb: "inventory.count_material",
    needs: "material:count",
    head: [need("place", "place")],
    line: [
      need("material", "material"),
      ask("lot", "lot", { from: "place" }),
      need("counted", "number"),
      ask("status", "choice", { choices: STATUSES }),
      ask("handling_unit", "handling_unit"),
    ],
  },
  {
    name: "status",
    verb: "inventory.change_status",
    needs: "material:change_status",
    isSingle: true,
    head: [
      need("place", "place"),
      need("to", "choice", { choices: STATUSES }),
      need("reason", "text"),
    ],
    line: [...goods("place"), ask("status", "choice", { choices: STATUSES })],
  },
  {
    name: "pack",
    verb: "inventory.pack",
    needs: "handling_unit:pack",
    head: [
      need("place", "place"),
      need("handling_unit", "text"),
      ask("kind", "choice", { choices: UNITS }),
      ask("take_out", "flag"),
    ],
    line: goods("place"),
  },
];

export function taskOf(name: string): Task | undefined {
  return TASKS.find((task) => task.name === name);
}

export type Line = Readonly<Record<string, unknown>>;
export type Values = Line & { readonly lines?: readonly Line[] };

/** What an address may bring along. */
export interface Brought {
  readonly material?: string;
  readonly lot?: string;
  readonly place?: string;
  readonly quantity?: string;
  readonly unit?: string;
  readonly status?: string;
  readonly job?: string;
}

/** The form as it opens: what the row that was clicked knows stands in its fields. */
export function begun(task: Task, brought: Brought): Values {
  const { material, lot, place, quantity, unit, status, job } = brought;
  const known: Readonly<Record<string, string | undefined>> = {
    material,
    lot: lot === "-" ? undefined : lot,
    quantity,
    counted: quantity,
    status,
    handling_unit: unit,
    job_order: job,
    ...(task.name === "receive" ? {} : { source: place, place }),
  };
  const some = (fields: readonly Asked[]) =>
    Object.fromEntries(
      fields.map(({ name }) => [name, known[name]]).filter(([, value]) => value !== undefined),
    );
  return { ...some(task.head), ...(task.line.length > 0 ? { lines: [some(task.line)] } : {}) };
}

const isGiven = (value: unknown) =>
  value !== undefined && value !== null && value !== "" && value !== false;

function given(fields: readonly Asked[], values: Line): Record<string, unknown> {
  const kept = fields.filter(({ name }) => isGiven(values[name]));
  return Object.fromEntries(
    kept.map(({ name }) => {
      const value = values[name];
      return [name, typeof value === "string" ? value.trim() : value];
    }),
  );
}

/** What the command carries: only what was filled in. */
export function fieldsOf(task: Task, values: Values): Record<string, unknown> {
  const head = given(task.head, values);
  if (task.line.length === 0) return head;
  const lines = (values.lines ?? []).map((line) => given(task.line, line));
  return task.isSingle ? { ...head, line: lines[0] ?? {} } : { ...head, lines };
}

/** The field that a refusal speaks of, where it does not say so itself. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  shortage: ["quantity"],
  "backdated-shortage": ["quantity", "counted"],
  "nothing-allocatable": ["quantity"],
  "quantity-not-positive": ["quantity", "counted"],
  "no-conversion": ["quantity"],
  "above-bill": ["quantity"],
  "not-on-bill": ["material"],
  "lot-held": ["lot"],
  "lot-expired": ["lot"],
  "lot-exists": ["lot"],
  "lot-needed": ["lot"],
  "unknown-lot": ["lot"],
  "serial-twice": ["lot"],
  "status-forbids": ["status", "lot"],
  "unknown-place": ["source", "target", "place"],
  "no-place-of-goods": ["source", "target", "place"],
  "nothing-changes": ["target", "to"],
};
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  partner: ["supplier", "customer"],
  handling_unit: ["handling_unit", "to_handling_unit", "onto"],
};

export type Path = readonly (string | number)[];
export interface Beside {
  readonly path: Path;
  readonly sentence: string;
}

/** Beside which field each refusal belongs; null where it is of the whole. */
export function besideField(refusal: Refusal, task: Task, values: Values): Path | null {
  const pointed = (refusal.at ?? "").split("/").filter(Boolean);
  const exact = pointedAt(pointed, task);
  if (exact) return exact;
  const args = refusal.args ?? {};
  const told = new Set(Object.values(args).map(String));
  const meant = OF_KIND[String(args.kind)] ?? MEANT[refusal.code] ?? [String(args.kind)];
  const inHead = task.head.find((one) => meant.includes(one.name) && fits(one, values, told));
  if (inHead) return [inHead.name];
  const names = meant.filter((name) => task.line.some((one) => one.name === name));
  const lines = values.lines ?? [];
  if (names.length === 0 || lines.length === 0) return null;
  const scores = lines.map((line) => Object.values(line).filter((v) => told.has(String(v))).length);
  const at = scores.indexOf(Math.max(...scores));
  const line = lines[at] ?? {};
  const name = names.find((one) => told.has(String(line[one]))) ?? names[0];
  return name === undefined ? null : ["lines", at, name];
}

const fits = (one: Asked, values: Values, told: ReadonlySet<string>) =>
  one.kind === "place" || one.kind === "handling_unit" ? told.has(String(values[one.name])) : true;

function pointedAt(pointed: readonly string[], task: Task): Path | null {
  const [first, second, third] = pointed;
  if (first === "line" && second) return ["lines", 0, second];
  if (first === "lines" && second && third) return ["lines", Number(second), third];
  return task.head.some((one) => one.name === first) && first ? [first] : null;
}
