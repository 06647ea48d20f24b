/** A keyboard's digits are taken as touches of the pad; a scanner's, which come faster, are not. */

import { useInsertionEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { useHears } from "@/shared/scan";
import { GAP_MS } from "@/shared/scan/wedge";
import type { PadKey } from "./typed";

/** The key of the pad that a key of a keyboard stands for. */
export function padKeyOf(key: string): PadKey | null {
  if (/^[0-9]$/.test(key)) return key as PadKey;
  if (key === "." || key === ",") return ".";
  return key === "Backspace" ? "erase" : null;
}

/** Tells fingers from scanners: a key counts when no other follows or went before at once. */
export class Fingers {
  private readonly press: (key: PadKey) => void;
  private waiting: PadKey | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = Number.NEGATIVE_INFINITY;

  constructor(press: (key: PadKey) => void) {
    this.press = press;
  }

  take(key: string, at: number): void {
    const isScan = at - this.last < GAP_MS;
    this.last = at;
    if (isScan) this.waiting = null;
    this.settle();
    this.waiting = isScan ? null : padKeyOf(key);
    if (this.waiting !== null) this.timer = setTimeout(() => this.settle(), GAP_MS);
  }

  private settle(): void {
    clearTimeout(this.timer);
    const key = this.waiting;
    this.waiting = null;
    if (key !== null) this.press(key);
  }
}

const pads: ((key: PadKey) => void)[] = [];
const fingers = new Fingers((key) => pads[pads.length - 1]?.(key));

if (typeof document !== "undefined") {
  addEventListener("keydown", (event) => {
    const isField = event.target instanceof HTMLElement && event.target.matches("input, textarea");
    if (pads.length === 0 || isField || event.ctrlKey || event.altKey || event.metaKey) return;
    fingers.take(event.key, event.timeStamp);
  });
}

/** While a pad is shown on the active screen, digits of a keyboard come to it. */
export function usePadKeys(onKey: (key: PadKey) => void): void {
  const now = useRef(onKey);
  now.current = onKey;
  const hears = useHears();
  useInsertionEffect(() => {
    if (!hears) return;
    // As after a touch, what was typed is shown before the next key is taken.
    const own = (key: PadKey) => flushSync(() => now.current(key));
    pads.push(own);
    return () => {
      pads.splice(pads.indexOf(own), 1);
    };
  }, [hears]);
}
