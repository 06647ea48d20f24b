/** Who works at this terminal, also after the page was opened anew without a network. */

import { Unreachable } from "@/shared/api/http";
import { holds, type Me, whoAmI } from "@/shared/api/session";
import { readTerminal, type Terminal } from "@/shared/api/terminal";
import type { Station } from "@/shared/floor/screen";
import { askStation } from "@/shared/floor/station";
import { keepNote } from "@/shared/offline/notes";

const ME = "taktline.floor.me";
const TERMINAL = "taktline.floor.terminal";
/** A session at a station ends after a quarter of an hour unused. */
const FRESH_MS = 15 * 60_000;

interface KeptMe {
  readonly me: Me;
  readonly at: number;
}

export function keepMe(me: Me | null): void {
  if (me === null) localStorage.removeItem(ME);
  else keepNote(ME, JSON.stringify({ me, at: Date.now() }));
}

function keptMe(): Me | null {
  const text = localStorage.getItem(ME);
  if (text === null) return null;
  const kept = JSON.parse(text) as KeptMe;
  return Date.now() - kept.at < FRESH_MS ? kept.me : null;
}

/** What was asked before anything was drawn; each answer is taken once. */
const ahead: { me: Promise<Me> | null; terminal: Promise<Terminal> | null } = {
  me: null,
  terminal: null,
};

/** What the first screen shows is asked only for who may see it. */
const FIRST_NEEDS = "job_order:report";

/**
 * Ask who works at this terminal, where it stands and what waits there, before anything is drawn.
 * `queue` asks for what the first screen shows of a place.
 */
export function askWho(key: string, queue: (station: Station | null) => void): void {
  const me = whoAmI();
  const terminal = readTerminal(key);
  Object.assign(ahead, { me, terminal });
  void Promise.all([me, terminal])
    .then(async ([{ permissions }, { node }]) => {
      if (!holds(permissions, FIRST_NEEDS)) return;
      queue(node === null ? null : await askStation(node));
    })
    .catch(() => undefined);
}

function taken<Name extends keyof typeof ahead>(name: Name): (typeof ahead)[Name] {
  const asked = ahead[name];
  ahead[name] = null;
  return asked;
}

/** The session's person; without a network, who worked here a moment ago. */
export async function presentPerson(): Promise<Me | null> {
  try {
    const me = await (taken("me") ?? whoAmI());
    keepMe(me);
    return me;
  } catch (failure) {
    return failure instanceof Unreachable ? keptMe() : null;
  }
}

/** Where the terminal stood when it was last asked. */
export function keptNode(): string | null {
  const text = localStorage.getItem(TERMINAL);
  return text === null ? null : (JSON.parse(text) as Terminal).node;
}

/** Who may sign in here; without a network, as it was. Refused where the key opens nothing. */
export async function presentTerminal(key: string): Promise<Terminal | null> {
  try {
    const found = await (taken("terminal") ?? readTerminal(key));
    keepNote(TERMINAL, JSON.stringify(found));
    return found;
  } catch (failure) {
    if (!(failure instanceof Unreachable)) throw failure;
    const text = localStorage.getItem(TERMINAL);
    return text === null ? null : (JSON.parse(text) as Terminal);
  }
}
