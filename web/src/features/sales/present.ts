/** The plant's clock to the minute: work is loaded from then on, and lateness judged. */

import { useToday } from "@/shared/plant/today";

const MINUTE_MS = 60_000;

/** The parameter that says so; nothing until the clock is known. */
export function usePresent(): { readonly at?: string } {
  const { today } = useToday();
  if (!today) return {};
  const minute = Math.floor(Date.parse(today.now) / MINUTE_MS) * MINUTE_MS;
  return { at: new Date(minute).toISOString() };
}
