/** The plant's clock: which zone times are shown in, and what its walls say at an instant. */

const KEPT = "taktline.zone";
const store = typeof localStorage === "undefined" ? null : localStorage;
const state: { zone: string | undefined } = { zone: store?.getItem(KEPT) ?? undefined };

/**
 * Show times in this zone from now on; the server says which it is with who is signed in.
 * It is kept, so that a page opened without a network shows the same times.
 */
export function keepZone(zone: string | undefined): void {
  state.zone = zone;
  if (zone === undefined) store?.removeItem(KEPT);
  else store?.setItem(KEPT, zone);
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

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
export function ahead(at: number, zone: string): number {
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
