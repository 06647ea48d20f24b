/** Give a command so that it is never lost: on the disk first, then sent, exactly once, in order. */

import { create } from "zustand";
import { type Refusal, Refused, request } from "@/shared/api/http";
import { whoAmI } from "@/shared/api/session";
import { uuid7 } from "@/shared/api/uuid";
import { plantTime } from "./clock";
import {
  type Answered,
  type Entry,
  type Fresh,
  freshOf,
  type Outcome,
  outcomeOf,
  type Returned,
  returnedAs,
} from "./entry";
import { dismiss, keep, persist, readKept, rewrite, settle } from "./store";

/** So many commands travel together; a shift's work goes in a few requests. */
const TOGETHER = 100;
/** So long a person waits for the answer; then the command is kept and sent behind their back. */
const PATIENCE_MS = 2_500;
const AGAIN_MS = 4_000;

export interface Order {
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly said: string;
}

export type Given =
  | { readonly kind: "booked"; readonly id: string }
  | { readonly kind: "kept"; readonly id: string }
  | { readonly kind: "parked"; readonly id: string; readonly reason: string }
  | {
      readonly kind: "refused";
      readonly id: string;
      readonly refusal: Refusal;
      /** As it was given: to be given again once what was missing is there. */
      readonly given: Fresh;
    };

interface Outbox {
  readonly online: boolean;
  readonly who: { readonly user: string; readonly name: string } | null;
  readonly waiting: readonly Entry[];
  readonly returned: readonly Returned[];
  /** Counts up with every answer, so that pictures of the plant are read anew. */
  readonly sent: number;
}

export const useOutbox = create<Outbox>(() => ({
  online: navigator.onLine,
  who: null,
  waiting: [],
  returned: [],
  sent: 0,
}));

const set = useOutbox.setState;
const get = useOutbox.getState;
const watching = new Map<string, (given: Given) => void>();

async function refresh(): Promise<void> {
  set(await readKept());
}

/** Say whose session it is; only their own commands are sent with it. */
export function sendFor(who: Outbox["who"]): void {
  set({ who });
  void flush();
}

/** Hear that the network is there or away. */
export function noteOnline(online: boolean): void {
  if (get().online !== online) set({ online });
}

/** Read what waits since last time, and send whenever that becomes possible. */
export async function openOutbox(): Promise<void> {
  addEventListener("online", () => void flush());
  addEventListener("offline", () => noteOnline(false));
  setInterval(() => void flush(), AGAIN_MS);
  await refresh();
  void persist();
}

/** Give a command; resolved when it is on the disk and the server answered or is not there. */
export async function give(order: Order): Promise<Given> {
  const { who, online, waiting } = get();
  if (who === null) throw new Error("nobody is signed in");
  const id = uuid7();
  const offline = !online || waiting.length > 0;
  const fields = {
    ...order.fields,
    id,
    occurred_at: plantTime().toISOString(),
    ...(offline ? { offline } : {}),
  };
  return giveAgain({ ...who, id, command: order.command, fields, said: order.said });
}

/** Give a command as it was given before, under its own id. */
export async function giveAgain(fresh: Fresh): Promise<Given> {
  await keep(fresh);
  await refresh();
  if (!get().online) {
    void flush();
    return { kind: "kept", id: fresh.id };
  }
  return awaited(fresh.id);
}

function awaited(id: string): Promise<Given> {
  return new Promise((resolve) => {
    const tell = (given: Given) => {
      watching.delete(id);
      resolve(given);
    };
    watching.set(id, tell);
    setTimeout(() => tell({ kind: "kept", id }), PATIENCE_MS);
    // A sender that was just ending did not see this one: ask once more.
    void flush()
      .then(() => (watching.has(id) && get().online ? flush() : undefined))
      .then(() => {
        if (!get().online) tell({ kind: "kept", id });
      });
  });
}

/** Put a note of something that came back away. */
export async function putAway(id: string): Promise<void> {
  await dismiss(id);
  await refresh();
}

let flushing: Promise<void> | null = null;

/** Send what waits of the person who is signed in; one sender at a time, also over several tabs. */
export function flush(): Promise<void> {
  flushing ??= alone(sendAll).finally(() => {
    flushing = null;
  });
  return flushing;
}

/** Locks exist only where the page came safely; ids keep a second sender from booking twice. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request("taktline-outbox", work);
  else await work();
}

async function sendAll(): Promise<void> {
  for (;;) {
    await refresh();
    const { who, waiting } = get();
    const own = waiting.filter((entry) => entry.user === who?.user).slice(0, TOGETHER);
    if (own.length === 0) return;
    const goesOn = await sendSome(own);
    await refresh();
    set({ sent: get().sent + 1 });
    if (!goesOn) return;
  }
}

/** Send some; whether the next may follow now. */
async function sendSome(entries: readonly Entry[]): Promise<boolean> {
  let answers: readonly Answered[];
  try {
    answers = await sent(entries);
  } catch (failure) {
    if (!(failure instanceof Refused)) {
      noteOnline(false);
      return false;
    }
    return refusedWhole(entries, failure.refusal);
  }
  let goesOn = true;
  for (const [index, entry] of entries.entries()) {
    const outcome = outcomeOf(entry, answers[index] ?? {}, !watching.has(entry.id));
    goesOn = (await conclude(entry, outcome)) && goesOn;
  }
  return goesOn;
}

async function sent(entries: readonly Entry[]): Promise<readonly Answered[]> {
  const commands = entries.map((entry) => ({ command: entry.command, ...entry.fields }));
  const answer = await request<{ answers: readonly Answered[] }>("POST", "/api/v1/commands", {
    commands,
  });
  return answer.answers;
}

/** A request as a whole was refused: sign in again, wait, or find the one that is meant. */
async function refusedWhole(entries: readonly Entry[], refusal: Refusal): Promise<boolean> {
  if (refusal.code === "csrf-failed") {
    await whoAmI().catch(() => undefined);
    return false;
  }
  if (refusal.status === 401 || refusal.status === 429 || refusal.status >= 500) return false;
  const [only] = entries;
  if (only && entries.length === 1) {
    return conclude(only, outcomeOf(only, { problem: refusal }, !watching.has(only.id)));
  }
  for (const entry of entries) {
    if (!(await sendSome([entry]))) return false;
  }
  return true;
}

/** Write down what became of a command, then tell who waits for it. */
async function conclude(entry: Entry, outcome: Outcome): Promise<boolean> {
  const { id } = entry;
  const tell = watching.get(id);
  if (outcome.kind === "later") return false;
  if (outcome.kind === "again") {
    await rewrite(outcome.entry);
    return true;
  }
  const reason = reasonOf(outcome);
  // Who waits for the answer sees it now; what nobody saw is kept until somebody did.
  const unseen = reason !== null && (tell === undefined || outcome.kind === "parked");
  await settle(entry, unseen ? returnedAs(entry, outcome, reason) : null);
  const given = freshOf(entry);
  if (outcome.kind === "booked") tell?.({ kind: "booked", id });
  if (outcome.kind === "parked") tell?.({ kind: "parked", id, reason: outcome.reason });
  if (outcome.kind === "refused") tell?.({ kind: "refused", id, refusal: outcome.refusal, given });
  return true;
}

function reasonOf(outcome: Outcome): string | null {
  if (outcome.kind === "parked") return outcome.reason;
  return outcome.kind === "refused" ? outcome.refusal.title : null;
}
