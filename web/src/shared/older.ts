/** What Chrome 87 does not have yet and our code calls: put in before anything else runs. */

import { uuid7 } from "./api/uuid";

type Listed<T> = { readonly length: number; readonly [place: number]: T };

function at<T>(this: Listed<T>, place: number): T | undefined {
  const whole = Math.trunc(place) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}

function findLast<T>(this: Listed<T>, fits: (one: T, place: number) => unknown): T | undefined {
  for (let place = this.length - 1; place >= 0; place -= 1) {
    const one = this[place] as T;
    if (fits(one, place)) return one;
  }
  return undefined;
}

/** Put a method in where it is missing; where it is there, it stays. */
function bring(owner: object, name: string, method: unknown): void {
  if (name in owner) return;
  Object.defineProperty(owner, name, { value: method, writable: true, configurable: true });
}

for (const kind of [Array, String, Object.getPrototypeOf(Uint8Array) as typeof Uint8Array]) {
  bring(kind.prototype, "at", at);
}
bring(Array.prototype, "findLast", findLast);
bring(Object, "hasOwn", (owner: object, name: PropertyKey) => Object.hasOwn(owner, name));
// Missing also where the address is not secured.
bring(crypto, "randomUUID", () => uuid7());
