/** Hints from the server that something changed: open pages read again, at most once a beat. */

import type { QueryClient } from "@tanstack/react-query";

const ADDRESS = "/api/v1/live";
const BEAT_MS = 400;
const BUSY_MS = 150;
const REOPEN_FIRST_MS = 1_000;
const REOPEN_MAX_MS = 30_000;

/** Keys of everything that is read from records, so that a hint makes it read again. */
export const FOLLOWED: ReadonlySet<unknown> = new Set(["query", "records", "record"]);

/** The wait before another try, in milliseconds: longer each time, never above half a minute. */
export function reopenAfter(tries: number): number {
  return Math.min(REOPEN_MAX_MS, REOPEN_FIRST_MS * 2 ** Math.min(tries, 10));
}

/**
 * Follow the hints until the returned function is called. The browser resumes a broken stream
 * where it stopped; one that the server refused is opened anew, and everything is read again.
 */
export function followHints(queries: QueryClient): () => void {
  let stream: EventSource | null = null;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;

  const readAgain = () => {
    beat = undefined;
    const isFollowed = {
      predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => FOLLOWED.has(queryKey[0]),
    };
    if (queries.isFetching(isFollowed) > 0) {
      beat = setTimeout(readAgain, BUSY_MS);
      return;
    }
    void queries.invalidateQueries(isFollowed);
  };
  const soon = () => {
    beat ??= setTimeout(readAgain, BEAT_MS);
  };
  const open = () => {
    stream = new EventSource(ADDRESS);
    stream.addEventListener("hint", soon);
    stream.onopen = () => {
      if (tries > 0) soon();
      tries = 0;
    };
    stream.onerror = () => {
      if (stream?.readyState !== EventSource.CLOSED) return;
      reopening = setTimeout(open, reopenAfter(tries));
      tries += 1;
    };
  };
  open();
  return () => {
    stream?.close();
    clearTimeout(reopening);
    clearTimeout(beat);
  };
}
