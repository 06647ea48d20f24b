/** One's last booking of a screen, for as long as it may be taken back without the lead. */

import { create } from "zustand";
import { keepNote } from "@/shared/offline/notes";

/** The server lets people take their own bookings back for a quarter of an hour. */
export const UNDO_MS = 15 * 60_000;

/** A paper of what was booked: which template, of which records. */
export interface Paper {
  readonly template: "lot-label" | "handling-unit-label" | "flow-card" | "traveller";
  readonly filter: string;
}

export interface Last {
  readonly id: string;
  readonly user: string;
  readonly said: string;
  readonly at: number;
  readonly paper?: Paper;
}

export interface Own {
  readonly useLast: () => Last | null;
  readonly remember: (last: Last | null) => void;
}

/** What is remembered under a name, also after the page was opened anew. */
export function ownUnder(name: string): Own {
  const text = localStorage.getItem(name);
  const kept = create<{ readonly last: Last | null }>(() => ({
    last: text === null ? null : (JSON.parse(text) as Last),
  }));
  return {
    useLast: () => kept((state) => state.last),
    remember: (last) => {
      if (last === null) localStorage.removeItem(name);
      else keepNote(name, JSON.stringify(last));
      kept.setState({ last });
    },
  };
}

/** Whether a booking may still be taken back by who made it. */
export function mayUndo(last: Last | null, user: string, now: number): last is Last {
  return last !== null && last.user === user && now - last.at < UNDO_MS;
}
