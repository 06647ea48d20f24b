/** Whether things may move on the screen: the wish of the device (WCAG 2.3.3). */

import { useSyncExternalStore } from "react";

const still = matchMedia("(prefers-reduced-motion: reduce)");

function listen(changed: () => void): () => void {
  still.addEventListener("change", changed);
  return () => still.removeEventListener("change", changed);
}

export function useMotion(): boolean {
  return useSyncExternalStore(listen, () => !still.matches);
}
