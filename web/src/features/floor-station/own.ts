/** One's last report at this station, for as long as it may be taken back without the lead. */

import { create } from "zustand";

const KEPT = "taktline.last-report";
/** The server lets people correct their own reports for a quarter of an hour. */
export const UNDO_MS = 15 * 60_000;

export interface LastReport {
  readonly id: string;
  readonly user: string;
  readonly said: string;
  readonly at: number;
}

interface Own {
  readonly last: LastReport | null;
}

function read(): LastReport | null {
  const text = localStorage.getItem(KEPT);
  return text === null ? null : (JSON.parse(text) as LastReport);
}

export const useOwn = create<Own>(() => ({ last: read() }));

export function rememberReport(last: LastReport | null): void {
  if (last === null) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, JSON.stringify(last));
  useOwn.setState({ last });
}

/** Whether a report may still be taken back by who made it. */
export function mayUndo(last: LastReport | null, user: string, now: number): boolean {
  return last !== null && last.user === user && now - last.at < UNDO_MS;
}
