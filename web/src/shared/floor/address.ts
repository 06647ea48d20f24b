/** The floor's addresses: `/floor/<screen>/<below>`, also while there is no network. */

import { create } from "zustand";

const ROOT = "/floor";

export interface Address {
  /** The screen's name; empty on the bare address of the floor. */
  readonly screen: string;
  readonly path: readonly string[];
}

/** Read an address; blanks and signs in it are codes of the plant. */
export function addressOf(pathname: string): Address {
  const [screen = "", ...path] = pathname
    .slice(ROOT.length)
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
  return { screen, path };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function pathOf({ screen, path }: Address): string {
  return [ROOT, screen, ...path]
    .map((part, at) => (at ? encodeURIComponent(part) : part))
    .join("/");
}

export const useAddress = create<Address>(() => addressOf(location.pathname));

/** Go to an address; `replace` where nobody wants to come back to this one. */
export function goTo(address: Address, replace = false): void {
  const wanted = pathOf(address);
  if (wanted !== location.pathname) {
    if (replace) history.replaceState(null, "", wanted);
    else history.pushState(null, "", wanted);
  }
  useAddress.setState(address);
}

/** Follow the browser's back and forward keys. */
export function followAddress(): void {
  addEventListener("popstate", () => useAddress.setState(addressOf(location.pathname)));
}
