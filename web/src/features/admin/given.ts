/** Secrets on their way to somebody: made here or by the server, shown once, never kept. */

import { give } from "@/engine/form/command";
import { request } from "@/shared/api/http";

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP = 4;
/** The last byte that does not favour the first letters. */
const FAIR = 256 - (256 % LETTERS.length);

/** An initial password that can be read aloud: four groups of four, about 79 bits. */
export function initialPassword(random: (count: number) => Uint8Array = randomBytes): string {
  let word = "";
  while (word.length < GROUPS * GROUP) {
    for (const byte of random(GROUPS * GROUP)) {
      if (byte < FAIR && word.length < GROUPS * GROUP) word += LETTERS[byte % LETTERS.length];
    }
  }
  return word.match(/.{4}/g)?.join("-") ?? word;
}

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

interface Staged {
  readonly secret: string;
  readonly shown: string | null;
}

/** Hand a PIN to the server, until a command says whose it is. */
export async function stagedPin(pin: string): Promise<string> {
  return (await request<Staged>("POST", "/api/v1/staged/pin", { pin })).secret;
}

/** Set somebody's station PIN. */
export async function setPin(user: string, pin: string): Promise<void> {
  const secret = await stagedPin(pin);
  await give("platform.set_pin", { user, secret });
}

/** Give somebody a login; what is answered is the password to hand over. */
export async function giveLogin(user: string, login: string): Promise<string> {
  const password = initialPassword();
  await request("POST", "/api/v1/logins", { user, login, password });
  return password;
}

/** Give somebody a new initial password; it ends their sessions. */
export async function resetPassword(user: string): Promise<string> {
  const password = initialPassword();
  await request("POST", "/api/v1/logins/reset-password", { user, password });
  return password;
}

export interface KeyAsked {
  readonly name: string;
  readonly user: string;
  readonly allowed: readonly string[];
  readonly ends_at: string;
}

/** Make an API key; what is answered is the key, readable only now. */
export async function makeKey(asked: KeyAsked): Promise<string> {
  const { secret, shown } = await request<Staged>("POST", "/api/v1/staged/api-key");
  await give("platform.create_api_key", { ...asked, secret });
  return shown ?? "";
}
