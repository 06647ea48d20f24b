/** Which day a factory lives in: its own clock, its zone, the hour its business day begins. */

import type { RowOf } from "@/shared/api/query";

import { ahead, instantOfWall, wallOf } from "./zone";

export type Site = RowOf<"cockpit.sites">;

export interface Day {
  readonly since: string;
  readonly until: string;
}

const RECENT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const STEP_MS = 60_000;

/** The present, or the newest instant known where the factory lives in another time. */
export function clockOf(site: Site, present: Date): Date {
  const heard = site.heard_at === null ? null : new Date(site.heard_at);
  if (heard === null || Math.abs(present.getTime() - heard.getTime()) < RECENT_MS) return present;
  return heard;
}

/** The business day of an instant, from its begin to the next full minute. */
export function dayOf(site: Site, now: Date): Day {
  const starts = Number(site.day_starts_s) * 1000;
  const at = now.getTime();
  const wall = at + ahead(at, site.zone) - starts;
  const begun = Math.floor(wall / DAY_MS) * DAY_MS + starts;
  const since = begun - ahead(begun - ahead(at, site.zone), site.zone);
  const until = Math.max(Math.ceil(at / STEP_MS) * STEP_MS, since + STEP_MS);
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}

/** The same day and those before it. */
export function daysBefore(day: Day, days: number): Day {
  const since = new Date(new Date(day.since).getTime() - days * DAY_MS);
  return { since: since.toISOString(), until: day.until };
}

/** The business date of a day: that of the plant's calendar when it began. */
export function dateOf(site: Site, day: Day): string {
  return wallOf(Date.parse(day.since), site.zone).slice(0, 10);
}

/** The whole business day of a date, or null where the text is no date. */
export function dayOn(site: Site, date: string): Day | null {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS);
  if (Number.isNaN(next.getTime())) return null;
  const starts = new Date(Number(site.day_starts_s) * 1000).toISOString().slice(11, 16);
  const begin = (on: string) => new Date(instantOfWall(`${on}T${starts}`, site.zone)).toISOString();
  return { since: begin(date), until: begin(next.toISOString().slice(0, 10)) };
}
