/** What the address of the list asks for, as the server's filter says it. */

import type { Asked } from "@/engine/list/records";

export const STANDS = ["open", "draft", "running", "late", "done", "all"] as const;
export type Stand = (typeof STANDS)[number];

/** What is added to a list's address: which orders, and of which material. */
export interface Narrowed {
  readonly stand?: string;
  readonly material?: string;
}

const OPEN = '"released", "dispatched", "running", "held", "suspended"';
const STATUS: Readonly<Record<Stand, string | null>> = {
  open: `status in (${OPEN})`,
  draft: 'status = "draft"',
  running: 'status in ("running", "held", "suspended")',
  late: `status in ("draft", ${OPEN}) and due_at < now()`,
  done: 'status in ("completed", "closed")',
  all: null,
};

export function standOf(narrowed: Narrowed): Stand {
  return STANDS.find((one) => one === narrowed.stand) ?? "all";
}

/** The list as the server is asked for it. */
export function listed(asked: Asked, narrowed: Narrowed): Asked {
  const parts = [
    STATUS[standOf(narrowed)],
    narrowed.material ? `material.code = ${JSON.stringify(narrowed.material)}` : null,
    asked.filter ?? null,
  ].filter((one) => one !== null);
  const filter = parts.map((one) => (parts.length > 1 ? `(${one})` : one)).join(" and ");
  const { filter: _, ...rest } = asked;
  return filter ? { ...rest, filter } : rest;
}
