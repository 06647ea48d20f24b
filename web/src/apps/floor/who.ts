/** Who works at this terminal, also after the page was opened anew without a network. */

import { Unreachable } from "@/shared/api/http";
import { type Me, whoAmI } from "@/shared/api/session";
import { readTerminal, type Terminal } from "@/shared/api/terminal";
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

/** The session's person; without a network, who worked here a moment ago. */
export async function presentPerson(): Promise<Me | null> {
  try {
    const me = await whoAmI();
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
    const found = await readTerminal(key);
    keepNote(TERMINAL, JSON.stringify(found));
    return found;
  } catch (failure) {
    if (!(failure instanceof Unreachable)) throw failure;
    const text = localStorage.getItem(TERMINAL);
    return text === null ? null : (JSON.parse(text) as Terminal);
  }
}
