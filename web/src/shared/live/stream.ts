/** Server-sent events read by ourselves: with a terminal's key, with a place to resume from, and a
 * line that went dead without a word is noticed. */

export interface Told {
  readonly event: string;
  readonly data: string;
}

/** Takes a stream's text piece by piece and gives the events that are complete. */
export class Lines {
  /** The place of the last event: where a broken stream goes on. */
  last: string | null;
  private rest = "";
  private event = "";
  private data: string[] = [];

  constructor(last: string | null = null) {
    this.last = last;
  }

  /** Take one more piece. */
  take(piece: string): readonly Told[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): readonly Told[] {
    if (line === "") return this.end();
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "id") this.last = value;
    else if (field === "event") this.event = value;
    else if (field === "data") this.data.push(value);
    return [];
  }

  private end(): readonly Told[] {
    const told = { event: this.event || "message", data: this.data.join("\n") };
    const isSaid = this.data.length > 0;
    this.event = "";
    this.data = [];
    return isSaid ? [told] : [];
  }
}

const REOPEN_FIRST_MS = 1_000;
const REOPEN_MAX_MS = 30_000;
/** The server says something every 15 s; after three silent turns the line is dead. */
const SILENT_MS = 45_000;
const NOT_SIGNED_IN = 401;

/** The wait before another try, in milliseconds: longer each time, never above half a minute. */
export function reopenAfter(tries: number): number {
  return Math.min(REOPEN_MAX_MS, REOPEN_FIRST_MS * 2 ** Math.min(tries, 10));
}

export interface Hearing {
  readonly address: string;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly onTold: (told: Told) => void;
  /** The line is up; `again`: it was down before, and something may have been missed. */
  readonly onUp: (again: boolean) => void;
  readonly onDown: () => void;
  /** Nobody is signed in any more: the stream stays closed. */
  readonly onEnded: () => void;
}

/** Follow a stream until the returned function is called. */
export function follow(hearing: Hearing): () => void {
  const left = new AbortController();
  void goOn(hearing, left.signal);
  return () => left.abort();
}

async function goOn(hearing: Hearing, left: AbortSignal): Promise<void> {
  const lines = new Lines();
  let tries = 0;
  let wasDown = false;
  while (!left.aborted) {
    const outcome = await once(hearing, lines, left, () => {
      hearing.onUp(wasDown);
      tries = 0;
      wasDown = false;
    });
    if (left.aborted) return;
    if (outcome === "ended") {
      hearing.onEnded();
      return;
    }
    hearing.onDown();
    wasDown = true;
    await pause(reopenAfter(tries), left);
    tries += 1;
  }
}

/** Hold one connection until it breaks, falls silent, or is refused. */
async function once(
  hearing: Hearing,
  lines: Lines,
  left: AbortSignal,
  onUp: () => void,
): Promise<"broken" | "ended"> {
  const silent = new AbortController();
  const give = () => silent.abort();
  left.addEventListener("abort", give);
  let timer = setTimeout(give, SILENT_MS);
  try {
    const headers: Record<string, string> = { accept: "text/event-stream", ...hearing.headers() };
    if (lines.last !== null) headers["last-event-id"] = lines.last;
    const answer = await fetch(hearing.address, {
      headers,
      credentials: "same-origin",
      cache: "no-store",
      signal: silent.signal,
    });
    if (answer.status === NOT_SIGNED_IN) return "ended";
    if (!answer.ok || answer.body === null) return "broken";
    onUp();
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "broken";
      clearTimeout(timer);
      timer = setTimeout(give, SILENT_MS);
      lines.take(decoder.decode(value, { stream: true })).forEach(hearing.onTold);
    }
  } catch {
    return "broken";
  } finally {
    clearTimeout(timer);
    left.removeEventListener("abort", give);
    silent.abort();
  }
}

function pause(wait: number, left: AbortSignal): Promise<void> {
  return new Promise((go) => {
    const timer = setTimeout(go, wait);
    left.addEventListener("abort", () => {
      clearTimeout(timer);
      go();
    });
  });
}
