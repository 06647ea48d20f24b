/** Which day a factory lives in: its own clock, its zone, the hour its business day begins. */

export interface Site {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly zone: string;
  readonly day_starts_s: string;
  readonly heard_at: string | null;
}

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

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function ahead(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(at / 1000) * 1000;
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
