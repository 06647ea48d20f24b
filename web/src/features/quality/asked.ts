/** What the address of a quality page asks for, and the parameters that follow from it. */

import type { Params } from "@/shared/api/words";
import { instantOfWall } from "@/shared/format/zone";

/** Words of a quality address: only these, all texts. */
export const WORDS = [
  "stand",
  "purpose",
  "mine",
  "since",
  "until",
  "material",
  "inspection",
  "plan",
  "characteristic",
  "lot",
  "failed",
  "low",
  "high",
  "chart",
  "subgroup",
  "rules",
  "limits_until",
  "by",
  "work_unit",
  "operation",
  "defect_code",
  "defect_class",
  "caused_at",
  "every",
] as const;

export type Word = (typeof WORDS)[number];
export type Asked = { readonly [word in Word]?: string };

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Words that are said or not: `yes` in the address, true to the server. */
const FLAGS: ReadonlySet<string> = new Set(["mine", "failed", "every"]);
const DATES: ReadonlySet<string> = new Set(["since", "until", "limits_until"]);

/** The next date of a calendar. */
export function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** The instant a date begins on the plant's clock; undefined where it is none. */
export function beginOf(date: string | undefined): string | undefined {
  if (date === undefined || !DATE.test(date)) return undefined;
  const at = instantOfWall(date);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/**
 * The parameters a query takes of an address: dates become instants of the plant, both days
 * belong to the range; only the words named go along.
 */
export function paramsOf(asked: Asked, names: readonly Word[]): Params {
  const given: Record<string, string> = {};
  for (const name of names) {
    const value = asked[name];
    if (value === undefined || DATES.has(name)) continue;
    given[name] = FLAGS.has(name) ? "true" : value;
  }
  if (names.includes("since")) {
    const since = beginOf(asked.since);
    const until = beginOf(asked.until === undefined ? undefined : nextOf(asked.until));
    if (since) given.since = since;
    if (until) given.until = until;
  }
  if (names.includes("limits_until")) {
    const frozen = beginOf(asked.limits_until);
    if (frozen) given.limits_until = frozen;
  }
  return given;
}

function nextOf(date: string): string {
  return DATE.test(date) ? nextDate(date) : date;
}

/** Another address: what is set to nothing is left out. */
export function changed(
  asked: Asked,
  change: { readonly [word in Word]?: string | undefined },
): Asked {
  const all = { ...asked, ...change };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && value !== ""),
  ) as Asked;
}
