/** The plant's time at a device whose own clock may be wrong. */

import { keepNote } from "./notes";

/** The server's clock is told in whole seconds; a smaller difference is no difference. */
const FINEST_MS = 3_000;
const KEPT = "taktline.clock";

/** How far the server's clock is ahead of ours, in milliseconds; 0 where it is the same. */
export function offsetOf(date: string | null, now: number): number | null {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return null;
  const apart = theirs - now;
  return Math.abs(apart) < FINEST_MS ? 0 : apart;
}

export function hearClock(date: string | null): void {
  const apart = offsetOf(date, Date.now());
  if (apart !== null) keepNote(KEPT, String(apart));
}

/** Now, by the plant's clock as it was last heard. */
export function plantTime(): Date {
  return new Date(Date.now() + Number(localStorage.getItem(KEPT) ?? 0));
}
