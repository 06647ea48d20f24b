/** Requests to our own server: session cookie, CSRF token, refusals as values that say what to do. */

import { type Repetition, repetitionOf } from "./repeated";
import { answeredNow, asBefore, lostAnswer, type Said } from "./unanswered";

/** A refusal as the server words it (RFC 9457), in the reader's language. */
export interface Refusal {
  readonly type: string;
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly args?: Readonly<Record<string, unknown>>;
  /** JSON pointer of the field that is meant. */
  readonly at?: string;
  /** Several refusals of one request, each beside its field. */
  readonly problems?: readonly Refusal[];
  readonly retry?: boolean;
  /** Sent again with this code in `confirm`, it is done after all. */
  readonly confirm?: string;
}

/** What a request ends with when the server does not do it. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.title);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

/** No answer at all: the network or the server is away. */
export class Unreachable extends Error {
  constructor() {
    super("unreachable");
    this.name = "Unreachable";
  }
}

/** The server is there but gave no answer in time; what was asked may have been done or not. */
export class TooSlow extends Unreachable {
  readonly seconds: number;

  constructor(waitedMs: number) {
    super();
    this.seconds = Math.round(waitedMs / 1000);
  }
}

/** So long an answer is waited for; a line that died without a word is noticed by it. */
const READ_MS = 30_000;
/** Many commands together take longer. */
const CHANGE_MS = 120_000;
/** A file takes its time over a slow wireless network. */
const FILE_MS = 180_000;

/** Sends a change, perhaps more than once. */
export type Around = <T>(path: string, body: unknown, send: () => Promise<T>) => Promise<T>;

const state: {
  csrf: string | null;
  key: string | null;
  language: string;
  signedOut: () => unknown;
  answered: (date: string | null) => void;
  around: Around;
  repeated: (found: Repetition) => void;
} = {
  csrf: null,
  key: null,
  language: "en",
  signedOut: () => undefined,
  answered: () => undefined,
  around: (_path, _body, send) => send(),
  repeated: () => undefined,
};

/** Keep the token that every changing request carries. */
export function keepCsrf(token: string | null): void {
  state.csrf = token;
}

/** Let the terminal itself ask from now on, with its own key; null: the person at it. */
export function actAs(key: string | null): void {
  state.key = key;
}

/** What says who asks, where it is not the session's cookie. */
export function bearer(key: string | null = state.key): Readonly<Record<string, string>> {
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

/** Ask for answers in this language from now on. */
export function speak(language: string): void {
  state.language = language;
}

/**
 * Say what happens when the server no longer knows the session, until the returned function is
 * called; where true comes of it, the session is known again and what was asked is asked anew.
 */
export function onSignedOut(react: () => unknown): () => void {
  state.signedOut = react;
  return () => {
    if (state.signedOut === react) state.signedOut = () => undefined;
  };
}

/** Hear of every answer, with the server's clock in it where it says. */
export function onAnswered(react: (date: string | null) => void): void {
  state.answered = react;
}

/** Say what goes around every change, for instance to have it signed by a second person. */
export function aroundChanges(around: Around): void {
  state.around = around;
}

/** Hear of commands that were given anew and had been booked already, as their answer was lost. */
export function onRepeated(react: (found: Repetition) => void): void {
  state.repeated = react;
}

const NOT_JSON: Refusal = {
  type: "about:blank",
  code: "no-answer",
  title: "The server gave no answer that can be read.",
  status: 502,
};

async function refusalOf(response: Response): Promise<Refusal> {
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) return { ...NOT_JSON, status: response.status };
  return (await response.json()) as Refusal;
}

/** How a request is made otherwise than the person at the screen would. */
export interface Asking {
  /** A terminal's own key: the terminal asks, not the person at it. */
  readonly key?: string;
  /** Nobody waits for the answer any more once it is aborted. */
  readonly signal?: AbortSignal;
  readonly withinMs?: number;
}

/** Send, and read the answer, within a time; `read` is given what the server answered. */
async function sent<T>(
  path: string,
  init: RequestInit,
  { signal, withinMs = READ_MS }: Asking,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const leave = () => over.abort();
  let isLate = false;
  const clock = setTimeout(() => {
    isLate = true;
    leave();
  }, withinMs);
  if (signal?.aborted) leave();
  signal?.addEventListener("abort", leave);
  try {
    return await read(await fetch(path, { ...init, signal: over.signal }));
  } catch (failure) {
    if (failure instanceof Refused || signal?.aborted) throw failure;
    throw isLate ? new TooSlow(withinMs) : new Unreachable();
  } finally {
    clearTimeout(clock);
    signal?.removeEventListener("abort", leave);
  }
}

/** Ask for a file that a body describes: a print, for instance. */
export function requestFile(path: string, body: unknown): Promise<Blob> {
  return signedIn(() =>
    sent(path, written("POST", body, {}), { withinMs: FILE_MS }, async (response) => {
      if (!response.ok) throw new Refused(await refusalOf(response));
      return response.blob();
    }),
  );
}

const COMMANDS = "/api/v1/commands";

/** Send a request; the decoded answer, or `undefined` where there is none. */
export function request<T>(
  method: Method,
  path: string,
  body?: unknown,
  asking: Asking = {},
): Promise<T> {
  const isCommand = method === "POST" && path.startsWith(COMMANDS) && isSaid(body);
  return isCommand
    ? once(path, body, (said) => asked<T>(method, path, said, asking))
    : asked<T>(method, path, body, asking);
}

const isSaid = (body: unknown): body is Said =>
  typeof body === "object" && body !== null && !(body instanceof Blob);

/** Give commands; without an answer they are remembered, to be given again under the same ids. */
async function once<T>(path: string, body: Said, send: (body: Said) => Promise<T>): Promise<T> {
  const said = asBefore(path, body);
  try {
    const answer = await send(said);
    answeredNow(path, said);
    const found = said === body ? null : repetitionOf(path, body, answer);
    if (found) state.repeated(found);
    return answer;
  } catch (failure) {
    // A refusal leaves nothing behind; of a fault nobody knows what was done before it.
    const isRefused = failure instanceof Refused && failure.refusal.status < 500;
    (isRefused ? answeredNow : lostAnswer)(path, said);
    throw failure;
  }
}

type Method = "GET" | "POST";

/** What goes over the line, in the name of who is signed in now. */
function written(method: Method, body: unknown, asking: Asking): RequestInit {
  const headers: Record<string, string> = {
    "accept-language": state.language,
    ...bearer(asking.key ?? state.key),
  };
  const isFile = body instanceof Blob;
  if (isFile) headers["content-type"] = body.type || "application/octet-stream";
  else if (body !== undefined) headers["content-type"] = "application/json";
  if (method === "POST" && state.csrf) headers["x-csrf-token"] = state.csrf;
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) init.body = isFile ? body : JSON.stringify(body);
  return init;
}

/** Send; where the session has ended, once more when it is known again. */
async function signedIn<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (failure) {
    const hasEnded = failure instanceof Refused && failure.refusal.code === "not-signed-in";
    if (hasEnded && (await state.signedOut()) === true) return send();
    throw failure;
  }
}

function asked<T>(method: Method, path: string, body: unknown, asking: Asking): Promise<T> {
  const isFile = body instanceof Blob;
  const withinMs = isFile ? FILE_MS : method === "GET" ? READ_MS : CHANGE_MS;
  const read = async (response: Response): Promise<T> => {
    state.answered(response.headers.get("date"));
    if (!response.ok) throw new Refused(await refusalOf(response));
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  const once = () => sent(path, written(method, body, asking), { withinMs, ...asking }, read);
  const send = () => (asking.key === undefined ? signedIn(once) : once());
  return method === "GET" ? send() : state.around(path, body, send);
}

/** Upload a file; a command links it by its id. */
export function upload(name: string, file: Blob): Promise<{ readonly id: string }> {
  return request("POST", `/api/v1/files?name=${encodeURIComponent(name)}`, file);
}
