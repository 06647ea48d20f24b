/** Takes a new build at night, and starts anew once a night: a board runs for months. */

import { useEffect } from "react";
import { buildOf, isNight } from "./build";

const LOOK_MS = 5 * 60_000;
const ANEW_MS = 12 * 3_600_000;

export function useNightlyReload(): void {
  useEffect(() => {
    const begun = Date.now();
    const own = buildOf(document.documentElement.outerHTML);
    const look = async () => {
      if (!isNight(Date.now())) return;
      const answer = await fetch("/board", { headers: { accept: "text/html" }, cache: "no-store" });
      if (!answer.ok) return;
      const isNew = buildOf(await answer.text()) !== own;
      if (isNew || Date.now() - begun > ANEW_MS) window.location.reload();
    };
    const looking = setInterval(() => void look().catch(() => undefined), LOOK_MS);
    return () => clearInterval(looking);
  }, []);
}
