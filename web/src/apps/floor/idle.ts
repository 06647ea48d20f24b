/** The screen locks when nobody touched it for a while, but never over a half-filled form. */

import { useEffect, useRef } from "react";

export const IDLE_MS = 5 * 60_000;
const LOOK_MS = 5_000;
const TOUCHES = ["pointerdown", "keydown"] as const;

/** Call `onIdle` when nothing was touched for long; never while `isHeld`. */
export function useIdle(onIdle: () => void, isHeld: boolean): void {
  const held = useRef(isHeld);
  held.current = isHeld;
  useEffect(() => {
    let last = Date.now();
    const touched = () => {
      last = Date.now();
    };
    for (const name of TOUCHES) addEventListener(name, touched, true);
    const looking = setInterval(() => {
      if (!held.current && Date.now() - last > IDLE_MS) onIdle();
    }, LOOK_MS);
    return () => {
      clearInterval(looking);
      for (const name of TOUCHES) removeEventListener(name, touched, true);
    };
  }, [onIdle]);
}
