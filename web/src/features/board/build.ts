/** A board that runs for days takes a new build at night, when nobody looks. */

import { wallOf } from "@/shared/format/zone";

const NIGHT_FROM = "02:00";
const NIGHT_TO = "04:30";
const SCRIPT = /src="(\/assets\/[^"]+\.js)"/;

/** The script a page starts with: its name changes with every build. */
export function buildOf(html: string): string | null {
  return SCRIPT.exec(html)?.[1] ?? null;
}

/** Whether the plant sleeps: a board may go dark for a second. */
export function isNight(at: number, zone?: string): boolean {
  const time = wallOf(at, zone).slice(11);
  return time >= NIGHT_FROM && time < NIGHT_TO;
}
