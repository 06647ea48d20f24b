/** Commands whose answer was lost: given again in the same words they carry the same ids, so that
 * what was done already is not done twice. */

/** So long the same words mean the same wish; later they are a new one. */
const MEANT_MS = 15 * 60_000;
const KEPT = "taktline.unanswered";

interface Lost {
  readonly ids: readonly unknown[];
  readonly until: number;
}

/** One command as it is sent, or several. */
export type Said = Readonly<Record<string, unknown>>;
type Kept = Readonly<Record<string, Lost>>;

const store = typeof sessionStorage === "undefined" ? null : sessionStorage;
let memory: Kept = {};

function known(now: number): Kept {
  let all = memory;
  try {
    all = JSON.parse(store?.getItem(KEPT) ?? "null") ?? memory;
  } catch {
    // What cannot be read any more is not known.
  }
  return Object.fromEntries(Object.entries(all).filter(([, { until }]) => until > now));
}

function keep(all: Kept): void {
  memory = all;
  try {
    store?.setItem(KEPT, JSON.stringify(all));
  } catch {
    // A full or forbidden store: it is known until the page is left.
  }
}

export const commandsOf = (body: Said): readonly Said[] =>
  Array.isArray(body.commands) ? (body.commands as readonly Said[]) : [body];

/** A short mark of what is said, whatever its ids: two 32-bit multiplicative hashes. */
function markOf(path: string, body: Said): string {
  const text = `${path} ${JSON.stringify(commandsOf(body).map(({ id: _, ...words }) => words))}`;
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  return `${(one >>> 0).toString(36)}-${(two >>> 0).toString(36)}-${text.length.toString(36)}`;
}

function withIds(body: Said, ids: readonly unknown[]): Said {
  if (!Array.isArray(body.commands)) return { ...body, id: ids[0] };
  return { ...body, commands: commandsOf(body).map((one, at) => ({ ...one, id: ids[at] })) };
}

/** The body as it is to be sent: with the ids it had when its answer was lost, if those differ. */
export function asBefore(path: string, body: Said, now: number = Date.now()): Said {
  const lost = known(now)[markOf(path, body)];
  const isOther = lost?.ids.some((id, at) => id !== commandsOf(body)[at]?.id);
  return lost && isOther ? withIds(body, lost.ids) : body;
}

/** Remember that nobody knows what became of a body. */
export function lostAnswer(path: string, body: Said, now: number = Date.now()): void {
  const ids = commandsOf(body).map(({ id }) => id);
  keep({ ...known(now), [markOf(path, body)]: { ids, until: now + MEANT_MS } });
}

/** It was answered after all. */
export function answeredNow(path: string, body: Said, now: number = Date.now()): void {
  const all = known(now);
  const mark = markOf(path, body);
  if (mark in all) keep(Object.fromEntries(Object.entries(all).filter(([key]) => key !== mark)));
}
