/** Give a command so that it is never lost: on the disk first, then sent, exactly once, in order. */

import { create } from "zustand";
import { type Refusal, Refused, request, Unreachable, upload } from "@/shared/api/http";
import { whoAmI } from "@/shared/api/session";
import { uuid7 } from "@/shared/api/uuid";
import { type Ids, photosIn, withIds } from "./carried";
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
  withoutPhoto,
} from "./entry";
import { forgetPhotos, readPhoto, tidyPhotos } from "./photos";
import { bring, dismiss, keep, persist, readKept, rewrite, settle } from "./store";

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

/** Who is signed in, and what they may; only who they are is written down with a command. */
export interface Sender {
  readonly user: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

interface Outbox {
  readonly online: boolean;
  readonly who: Sender | null;
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

/** Take over what the disk holds; nothing before and nothing now draws nothing anew. */
async function refresh(): Promise<void> {
  const { waiting, returned } = await readKept();
  const before = get();
  const some = [waiting, returned, before.waiting, before.returned].some((one) => one.length > 0);
  if (some) set({ waiting, returned });
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
}

/** What keeps the device in order; nobody waits for it. */
export async function tidyOutbox(): Promise<void> {
  void persist();
  await tidyPhotos(new Set(get().waiting.flatMap(({ fields }) => photosIn(fields))));
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
  const { user, name } = who;
  return giveAgain({ user, name, id, command: order.command, fields, said: order.said });
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
    const ready = await carried(own);
    const goesOn = ready.length > 0 && (await sendSome(ready));
    await refresh();
    set({ sent: get().sent + 1 });
    if (!goesOn) return;
  }
}

/** As many from the front as may go now: those whose photos the server has, by its ids. */
async function carried(entries: readonly Entry[]): Promise<readonly Entry[]> {
  const ready: Entry[] = [];
  for (const entry of entries) {
    const names = photosIn(entry.fields);
    const ids = await uploaded(entry, names);
    if (ids === null) break;
    const whole = names.length === 0 ? entry : { ...entry, fields: withIds(entry.fields, ids) };
    // Written down before it is sent: a command that goes twice says the same both times.
    if (whole !== entry) await rewrite(whole);
    await forgetPhotos(names);
    ready.push(whole);
  }
  return ready;
}

/** The ids of a command's photos; null where one has to wait. */
async function uploaded(entry: Entry, names: readonly string[]): Promise<Ids | null> {
  const ids = new Map<string, string | null>();
  for (const name of names) {
    try {
      const photo = await readPhoto(name);
      ids.set(name, photo ? (await upload(photo.file, photo.content)).id : null);
    } catch (failure) {
      if (!(failure instanceof Refused)) {
        if (failure instanceof Unreachable) noteOnline(false);
        return null;
      }
      if (waits(failure.refusal)) return mended(failure.refusal).then(() => null);
      await bring(withoutPhoto(entry, failure.refusal));
      ids.set(name, null);
    }
  }
  return ids;
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
  if (waits(refusal)) return mended(refusal).then(() => false);
  const [only] = entries;
  if (only && entries.length === 1) {
    return conclude(only, outcomeOf(only, { problem: refusal }, !watching.has(only.id)));
  }
  for (const entry of entries) {
    if (!(await sendSome([entry]))) return false;
  }
  return true;
}

/** Whether a refusal is about now and not about what was sent. */
function waits({ code, status }: Refusal): boolean {
  return code === "csrf-failed" || status === 401 || status === 429 || status >= 500;
}

/** A session whose token was lost is asked for it. */
async function mended({ code }: Refusal): Promise<void> {
  if (code === "csrf-failed") await whoAmI().catch(() => undefined);
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
