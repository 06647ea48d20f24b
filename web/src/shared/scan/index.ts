/** Hear what the scanner reads: the screen that opened last hears it first. */

import { useEffect, useRef } from "react";
import { codeIn } from "./code";
import { useHears } from "./scope";
import { Wedge } from "./wedge";

export { ScanScope } from "./scope";

type Hearing = { readonly hear: (code: string) => void };

const hearing: Hearing[] = [];
const wedge = new Wedge();

addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = { key: event.key, code: event.code, shift: event.shiftKey, at: event.timeStamp };
    const code = wedge.take(key);
    const listener = hearing[hearing.length - 1];
    if (code === null || listener === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    listener.hear(codeIn(code));
  },
  { capture: true },
);

/** While a component is shown on the active screen, scans come to it. */
export function useScan(hear: (code: string) => void, active = true): void {
  const now = useRef(hear);
  now.current = hear;
  const hears = useHears() && active;
  useEffect(() => {
    if (!hears) return;
    const own: Hearing = { hear: (code) => now.current(code) };
    hearing.push(own);
    return () => {
      hearing.splice(hearing.indexOf(own), 1);
    };
  }, [hears]);
}
