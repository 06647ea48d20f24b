/** Hints from the server that something changed: open pages read again, at most once a beat. */

import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { bearer } from "../api/http";
import { whoAmI } from "../api/session";
import { Owed } from "./owed";
import { follow } from "./stream";

export { readAgainAfter } from "./owed";
export { reopenAfter } from "./stream";

const ADDRESS = "/api/v1/live";
const BEAT_MS = 400;
const BUSY_MS = 150;
/** A page nobody looks at gives its line back after a while: a browser has only six of them. */
const UNSEEN_MS = 30_000;

interface Line {
  /** Since when there has been no word from the server; null while all is well. */
  readonly downSince: number | null;
}

/** Whether what a page shows is kept up to date. */
export const useLine = create<Line>(() => ({ downSince: null }));

/**
 * Follow the hints until the returned function is called. A broken line is opened anew where it
 * stopped, and everything is read again.
 */
export function followHints(queries: QueryClient): () => void {
  let beat: ReturnType<typeof setTimeout> | undefined;
  let unseen: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | null = null;

  const owed = new Owed(queries);
  const readAgain = () => {
    beat = owed.ask() ? setTimeout(readAgain, BUSY_MS) : undefined;
  };
  const soon = () => {
    owed.note();
    beat ??= setTimeout(readAgain, BEAT_MS);
  };
  const open = () => {
    stop ??= follow({
      address: ADDRESS,
      headers: bearer,
      onTold: ({ event }) => {
        if (event === "hint") soon();
      },
      onUp: (again) => {
        useLine.setState({ downSince: null });
        if (again) soon();
      },
      onDown: () => useLine.setState(({ downSince }) => ({ downSince: downSince ?? Date.now() })),
      onEnded: () => void whoAmI().then(reopen, () => undefined),
    });
  };
  const close = () => {
    stop?.();
    stop = null;
  };
  /** The same person is signed in again: what happened meanwhile is read. */
  const reopen = () => {
    if (stop === null) return;
    close();
    open();
    soon();
  };
  const look = () => {
    clearTimeout(unseen);
    if (document.hidden) unseen = setTimeout(close, UNSEEN_MS);
    else if (stop === null) {
      open();
      soon();
    }
  };
  open();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    clearTimeout(unseen);
    clearTimeout(beat);
    close();
  };
}
