/** What a report says, as the command's fields. */

import { holds, type Me } from "@/shared/api/session";
import type { Lot } from "./mounted";

export const KINDS = ["good", "scrap", "rework", "to_judge", "missing", "found"] as const;
export type Kind = (typeof KINDS)[number];

const BAD: ReadonlySet<Kind> = new Set(["scrap", "rework", "to_judge"]);
export const isBad = (kind: Kind): boolean => BAD.has(kind);

/** One count of a report: so many pieces of a kind, and why where they are not good. */
export interface Line {
  readonly kind: Kind;
  readonly amount: string;
  readonly reason: string | null;
  /** An uploaded file that shows what is bad. */
  readonly photo?: string;
}

export interface Said {
  readonly lines: readonly Line[];
  readonly card: string | null;
  readonly components: readonly Lot[];
  /** Values of the process, by their code. */
  readonly values: Readonly<Record<string, string | boolean>>;
  /** Who did it, where it was not only who is signed in. */
  readonly persons: readonly string[];
}

/** Who may not decide on bad pieces reports them to be judged; the server checks it anyway. */
export function mayJudge(me: Pick<Me, "permissions">): boolean {
  return holds(me.permissions, "job_order:judge");
}

/** The kinds somebody may report. */
export function kindsFor(me: Pick<Me, "permissions">): readonly Kind[] {
  return KINDS.filter((one) => !isBad(one) || (one === "to_judge") !== mayJudge(me));
}

/** Lines of one kind and reason are one line; decimals are summed exactly to six places. */
function summed(lines: readonly Line[], kind: Kind): string {
  const total = lines
    .filter((one) => one.kind === kind)
    .reduce((sum, one) => sum + Number(one.amount), 0);
  return String(Math.round(total * 1e6) / 1e6);
}

export function reportFields(job: string, said: Said): Readonly<Record<string, unknown>> {
  const { lines } = said;
  const has = (kind: Kind) => lines.some((one) => one.kind === kind);
  const why = (kind: Kind) => lines.find((one) => one.kind === kind)?.reason ?? "";
  const defects = lines
    .filter((one) => isBad(one.kind))
    .map(({ amount, reason, kind, photo }) => ({
      quantity: amount,
      defect_code: reason,
      outcome: kind,
      ...(photo ? { photo } : {}),
    }));
  return {
    job_order: job,
    source: "terminal",
    ...(has("good") ? { good: summed(lines, "good") } : {}),
    ...(defects.length > 0 ? { defects } : {}),
    ...(has("missing")
      ? { missing: summed(lines, "missing"), missing_reason: why("missing") }
      : {}),
    ...(has("found") ? { found: summed(lines, "found"), found_reason: why("found") } : {}),
    ...(said.card === null ? {} : { flow_card: said.card }),
    ...(Object.keys(said.values).length === 0 ? {} : { parameters: said.values }),
    ...(said.components.length === 0 ? {} : { components: said.components }),
    ...(said.persons.length === 0 ? {} : { persons: said.persons.map((person) => ({ person })) }),
  };
}

/** A report as if it had said nothing; what it booked is taken back by a further fact. */
export function undoFields(report: string, reason: string): Readonly<Record<string, unknown>> {
  return {
    report,
    reason,
    good: "0",
    defects: [],
    missing: "0",
    found: "0",
    source: "terminal",
  };
}
