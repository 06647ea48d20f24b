/** Who hears what was read: the screen that opened last, whether by scanner or by camera. */

import { useInsertionEffect, useRef } from "react";
import { codeIn } from "./code";
import { useHears } from "./scope";

type Hearing = { readonly hear: (code: string) => void };

const hearing: Hearing[] = [];

/** Whether somebody hears at all. */
export const isHeard = (): boolean => hearing.length > 0;

/** Tell the screen that is looked at what was read. */
export function tell(code: string): void {
  hearing[hearing.length - 1]?.hear(codeIn(code));
}

/**
 * While a component is shown on the active screen, scans come to it: from the first picture on,
 * and also while a part of it is being fetched.
 */
export function useScan(hear: (code: string) => void, active = true): void {
  const now = useRef(hear);
  now.current = hear;
  const hears = useHears() && active;
  useInsertionEffect(() => {
    if (!hears) return;
    const own: Hearing = { hear: (code) => now.current(code) };
    hearing.push(own);
    return () => {
      hearing.splice(hearing.indexOf(own), 1);
    };
  }, [hears]);
}
