/** The plant's clock: which zone times are shown in, and what its walls say at an instant. */

/** From when until when the plant's clocks are how many seconds ahead of UTC. */
export interface ClockPeriod {
  readonly since: string;
  readonly until: string;
  readonly ahead_s: number;
}

const KEPT = "taktline.zone";
const KEPT_CLOCKS = "taktline.clocks";
const store = typeof localStorage === "undefined" ? null : localStorage;
const state: { zone: string | undefined; clocks: readonly ClockPeriod[] } = {
  zone: store?.getItem(KEPT) ?? undefined,
  clocks: JSON.parse(store?.getItem(KEPT_CLOCKS) ?? "[]") as readonly ClockPeriod[],
};

/**
 * Show times in this zone from now on; the server says which it is with who is signed in, and how
 * its clocks go these years. Both are kept, so that a page opened without a network shows the same.
 */
export function keepZone(zone: string | undefined, clocks: readonly ClockPeriod[] = []): void {
  Object.assign(state, { zone, clocks });
  if (zone === undefined) store?.removeItem(KEPT);
  else store?.setItem(KEPT, zone);
  store?.setItem(KEPT_CLOCKS, JSON.stringify(clocks));
}

/** How far the plant's clocks are ahead as the server told it; undefined at other times. */
function told(at: number): number | undefined {
  const period = state.clocks.find(
    ({ since, until }) => Date.parse(since) <= at && at < Date.parse(until),
  );
  return period && period.ahead_s * 1000;
}

/** The plant's zone; the browser's own before anybody is signed in. */
export function plantZone(): string {
  return state.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, made);
  return made;
}

/**
 * How far a zone is ahead of UTC at an instant, in milliseconds. Of the plant's own the server has
 * told it: the browser's first formatter costs a slow device a tenth of a second.
 */
export function ahead(at: number, zone: string): number {
  const known = zone === state.zone ? told(at) : undefined;
  if (known !== undefined) return known;
  const parts = formatOf(zone).formatToParts(at);
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

/** What a wall clock and calendar of the zone show, as `2026-03-02T14:05`. */
export function wallOf(at: number, zone: string = plantZone()): string {
  return new Date(at + ahead(at, zone)).toISOString().slice(0, 16);
}

const WALL = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?/;

/** The instant at which the clocks of the zone show `2026-03-02T14:05`; NaN where it is no time. */
export function instantOfWall(wall: string, zone: string = plantZone()): number {
  const [said, time] = WALL.exec(wall) ?? [];
  if (said === undefined) return Number.NaN;
  const shown = Date.parse(`${said}${time ? "" : "T00:00"}:00Z`);
  if (Number.isNaN(shown)) return shown;
  const near = shown - ahead(shown, zone);
  return shown - ahead(near, zone);
}
