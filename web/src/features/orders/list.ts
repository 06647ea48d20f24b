/** What the address of the list asks for, as the server's filter says it. */

import { joined } from "@/engine/views/preset";

export const STANDS = ["open", "draft", "running", "late", "done", "all"] as const;
export type Stand = (typeof STANDS)[number];

/** What is added to a list's address: which orders, and of which material. */
export interface Narrowing {
  readonly stand?: string;
  readonly material?: string;
}

const OPEN = '"released", "dispatched", "running", "held", "suspended"';
const STATUS: Readonly<Record<Stand, string | undefined>> = {
  open: `status in (${OPEN})`,
  draft: 'status = "draft"',
  running: 'status in ("running", "held", "suspended")',
  late: `status in ("draft", ${OPEN}) and due_at < now()`,
  done: 'status in ("completed", "closed")',
  all: undefined,
};

export function standOf(narrowed: Narrowing): Stand {
  return STANDS.find((one) => one === narrowed.stand) ?? "all";
}

/** The condition that follows, in FEEL; none where nothing narrows. */
export function narrowing(narrowed: Narrowing): string | undefined {
  const { material } = narrowed;
  const of = material ? `material.code = ${JSON.stringify(material)}` : undefined;
  return joined(STATUS[standOf(narrowed)], of);
}

export const JOB_STANDS = ["open", "running", "held", "done", "all"] as const;
export type JobStand = (typeof JOB_STANDS)[number];

const JOB_STATUS: Readonly<Record<JobStand, string | undefined>> = {
  open: `status in (${OPEN})`,
  running: 'status = "running"',
  held: 'status in ("held", "suspended")',
  done: 'status in ("completed", "closed")',
  all: undefined,
};

/** Which job orders, in FEEL. */
export const jobsWithin = (stand: JobStand): string | undefined => JOB_STATUS[stand];
