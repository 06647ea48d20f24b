/** A paired terminal: its own key, the people who may sign in at it, and signing in with a PIN. */

import { keepCsrf, request } from "./http";
import { type Me, whoAmI } from "./session";

const KEPT = "taktline.terminal";
const TENANT = "taktline.tenant";

export interface Pairing {
  readonly code: string;
  readonly key: string;
  readonly ends_at: string;
}

export interface Tile {
  readonly user: string;
  readonly name: string;
  readonly number: string | null;
  readonly has_pin: boolean;
}

export interface Terminal {
  readonly terminal: string;
  readonly node: string | null;
  readonly tiles: readonly Tile[];
}

/** Who signs in: the tile that was touched, or the badge that was read. */
export type Who = { readonly user: string } | { readonly badge: string };

export const terminalKey = (): string | null => localStorage.getItem(KEPT);
export const keepTerminalKey = (key: string): void => localStorage.setItem(KEPT, key);
export const forgetTerminalKey = (): void => localStorage.removeItem(KEPT);
/** The company the address names, as the office's picture of it does, else the last one. */
export const lastTenant = (): string =>
  new URLSearchParams(location.search).get("tenant") ?? localStorage.getItem(TENANT) ?? "";

/**
 * Ask for a six-digit code; the key opens nothing until somebody typed the code in the office.
 * Where there is only one company nobody has to name it.
 */
export async function askForPairing(tenant: string): Promise<Pairing> {
  if (tenant) localStorage.setItem(TENANT, tenant);
  return request<Pairing>("POST", "/api/v1/pairing", tenant ? { tenant } : {});
}

/** Read who may sign in here; refused while the key opens nothing. */
export function readTerminal(key: string): Promise<Terminal> {
  return request<Terminal>("GET", "/api/v1/station/tiles", undefined, { key });
}

export async function signInWithPin(key: string, who: Who, pin: string): Promise<Me> {
  const opened = await request<{ readonly csrf_token: string }>(
    "POST",
    "/api/v1/station/sign-in",
    { ...who, pin },
    { key },
  );
  keepCsrf(opened.csrf_token);
  return whoAmI();
}
