/** People who are let in: read from lines as people paste them, each given what they need. */

import { byField, giveTogether, giving } from "@/engine/form/command";
import { request } from "@/shared/api/http";
import { uuid7 } from "@/shared/api/uuid";
import { stagedPin } from "./given";

/** Somebody to let in; who has no number is called by the name. */
export interface Newcomer {
  readonly name: string;
  readonly number: string;
}

export interface LetIn extends Newcomer {
  /** To hand over, this once; null where somebody was refused. */
  readonly pin: string | null;
  readonly said: string | null;
}

const CELLS = /[\t,,;;、]+/;
/** A name and a number with only a blank between them. */
const LAST = /^(\S.*?)\s+(\S*\d\S*)$/;
const FIRST = /^(\S*\d\S*)\s+(\S.*)$/;
const HEADINGS = new Set(["姓名", "名字", "员工", "name", "person"]);
const LETTER = /\p{L}/u;

function cellsOf(line: string): readonly string[] {
  const cells = line
    .split(CELLS)
    .map((cell) => cell.trim())
    .filter(Boolean);
  const [only = ""] = cells;
  if (cells.length > 1) return cells;
  const parts = LAST.exec(only) ?? FIRST.exec(only);
  return parts ? parts.slice(1) : cells;
}

function newcomerOf(line: string): Newcomer | null {
  const cells = cellsOf(line);
  const name = cells.find((cell) => LETTER.test(cell) && !/\d/.test(cell)) ?? cells[0];
  if (name === undefined || HEADINGS.has(name.toLowerCase())) return null;
  const number = cells.find((cell) => cell !== name && /\d/.test(cell)) ?? "";
  return { name, number };
}

/** Read names and numbers, one person a line, in either order; headings are left out. */
export function newcomersIn(text: string): readonly Newcomer[] {
  return text.split(/\r?\n/).flatMap((line) => newcomerOf(line) ?? []);
}

const DIGITS = 4;
const DIFFERENT = 3;
/** Straight down the pad. */
const DOWN = "2580";

/** A PIN that nobody guesses first: few digits alike, not in a row. */
export function freshPin(random: () => number = randomDigit): string {
  for (;;) {
    const digits = Array.from({ length: DIGITS }, random);
    const steps = new Set(digits.slice(1).map((digit, at) => digit - (digits[at] ?? 0)));
    const pin = digits.join("");
    if (new Set(digits).size >= DIFFERENT && steps.size > 1 && pin !== DOWN) return pin;
  }
}

/** The last byte that does not favour the first digits. */
const FAIR = 250;

function randomDigit(): number {
  for (;;) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < FAIR) return byte % 10;
  }
}

interface Made {
  readonly records: readonly { readonly id: string }[];
}

async function personOf({ name, number }: Newcomer, site: string | undefined): Promise<string> {
  const code = number || name;
  const asked = new URLSearchParams({ filter: `code = ${JSON.stringify(code)}`, limit: "1" });
  const known = await request<{ rows: { id: string }[] }>("GET", `/api/v1/records/person?${asked}`);
  const there = known.rows[0]?.id;
  if (there !== undefined) return there;
  const made = await giving<Made>("person.create", { code, name, ...(site ? { site } : {}) });
  return made.records[0]?.id ?? "";
}

/** Let one person in: the person; then a user who is that person, a role and a PIN, or nothing. */
export async function letIn(
  newcomer: Newcomer,
  role: string,
  site: string | undefined,
  away: string,
): Promise<LetIn> {
  try {
    const person = await personOf(newcomer, site);
    const { name, number } = newcomer;
    const known = number ? { number, badge: number } : {};
    const pin = freshPin();
    const { user, secret } = { user: uuid7(), secret: await stagedPin(pin) };
    await giveTogether([
      { verb: "platform.create_user", fields: { user, name, person, ...known } },
      { verb: "platform.assign_role", fields: { user, role } },
      { verb: "platform.set_pin", fields: { user, secret } },
    ]);
    return { ...newcomer, pin, said: null };
  } catch (failure) {
    return { ...newcomer, pin: null, said: Object.values(byField(failure, away)).join(" ") };
  }
}
