/** Who is signed in, and the ways in and out. */

import { type ClockPeriod, keepZone } from "../format/zone";
import { keepCsrf, request } from "./http";

export interface Me {
  readonly tenant: string;
  readonly user: string;
  readonly name: string;
  readonly language: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** Of the factory they work in: times are shown as its clocks show them. */
  readonly zone: string;
  /** How its clocks go these years. */
  readonly clocks: readonly ClockPeriod[];
  /** Id of the person the user is, who signs in on jobs. */
  readonly person: string | null;
  readonly csrf_token: string | null;
}

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly tenant?: string;
}

interface SignedIn {
  readonly csrf_token: string;
}

/** Read who the session belongs to; refused when there is none. */
export async function whoAmI(): Promise<Me> {
  const me = await request<Me>("GET", "/api/v1/me");
  keepCsrf(me.csrf_token);
  keepZone(me.zone, me.clocks);
  return me;
}

export async function signIn(credentials: Credentials): Promise<Me> {
  const opened = await request<SignedIn>("POST", "/api/v1/sign-in", credentials);
  keepCsrf(opened.csrf_token);
  return whoAmI();
}

export async function signOut(): Promise<void> {
  await request<void>("POST", "/api/v1/sign-out");
  keepCsrf(null);
}

/** Change one's password; also the way past an initial one. */
export function changePassword(login: string, old: string, fresh: string): Promise<void> {
  return request<void>("POST", "/api/v1/change-password", { login, old, new: fresh });
}

/** Whether somebody holds a permission anywhere; the server decides where. */
export function holds(permissions: readonly string[], needed: string): boolean {
  const [area] = needed.split(":");
  return permissions.some((one) => one === "*" || one === needed || one === `${area}:*`);
}
