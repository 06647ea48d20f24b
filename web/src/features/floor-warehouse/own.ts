/** One's last booking, for as long as it may be undone without the lead. */

import { create } from "zustand";

const KEPT = "taktline.last-booking";
/** The server lets people undo their own bookings for a quarter of an hour. */
export const UNDO_MS = 15 * 60_000;

export interface Last {
  readonly id: string;
  readonly user: string;
  readonly said: string;
  readonly at: number;
}

function read(): Last | null {
  const text = localStorage.getItem(KEPT);
  return text === null ? null : (JSON.parse(text) as Last);
}

export const useLast = create<{ readonly last: Last | null }>(() => ({ last: read() }));

export function remember(last: Last | null): void {
  if (last === null) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, JSON.stringify(last));
  useLast.setState({ last });
}
