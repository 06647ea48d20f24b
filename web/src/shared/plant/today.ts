/** The site, its clock and its business day, for every figure that is about a day. */

import { useQuery } from "@tanstack/react-query";
import { asked, type RowOf } from "@/shared/api/query";
import { clockOf, type Day, dateOf, dayOf, dayOn, type Site } from "@/shared/format/clock";

export interface Today {
  readonly site: Site | null;
  readonly now: string;
  readonly day: Day;
}

/** Read the first site's day; undefined until it is known. */
export function useToday(): { readonly today: Today | undefined; readonly failure: Error | null } {
  const sites = useQuery({
    ...asked("cockpit.sites", { limit: 1 }),
    refetchInterval: 30_000,
  });
  if (!sites.data) return { today: undefined, failure: sites.error };
  const site = sites.data.rows[0] ?? null;
  const present = new Date(sites.dataUpdatedAt);
  if (site === null) {
    const now = present.toISOString();
    return { today: { site, now, day: { since: now, until: now } }, failure: null };
  }
  const day = dayOf(site, clockOf(site, present));
  return { today: { site, now: day.until, day }, failure: null };
}

/** A day or one of its shifts, as an address names it. */
export interface Chosen {
  readonly day?: string;
  readonly shift?: string;
}

export type Shift = RowOf<"cockpit.shift_windows">;

export interface Window {
  readonly today: Today;
  /** The business date looked at. */
  readonly date: string;
  readonly isToday: boolean;
  /** The day's shifts, in order; the ones to come are not among them. */
  readonly shifts: readonly Shift[];
  /** What is looked at: the day or the chosen shift, up to now. */
  readonly span: Day;
}

/** The business day or shift an address names; the present one where it names none. */
export function useWindow(chosen: Chosen): {
  readonly window: Window | undefined;
  readonly failure: Error | null;
} {
  const { today, failure } = useToday();
  const site = today?.site ?? null;
  const asks = site && chosen.day ? dayOn(site, chosen.day) : null;
  const until = asks && today && asks.until > today.now ? today.now : asks?.until;
  const day = asks && until && until > asks.since ? { since: asks.since, until } : today?.day;
  const isReal = site !== null && day !== undefined;
  const shifts = useQuery({
    ...asked("cockpit.shift_windows", { ...day }),
    enabled: isReal,
  });
  if (!today || !day || failure) return { window: undefined, failure };
  if (isReal && shifts.isPending) return { window: undefined, failure: shifts.error };
  const known = shifts.data?.rows ?? [];
  const one = known.find((shift) => shift.part.split("/")[1] === chosen.shift);
  const window: Window = {
    today,
    date: site ? dateOf(site, day) : "",
    isToday: day === today.day,
    shifts: known,
    span: one ? { since: one.since, until: one.until } : day,
  };
  return { window, failure: null };
}
