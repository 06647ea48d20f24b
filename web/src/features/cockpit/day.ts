/** The site, its clock and its business day, for every figure of the cockpit. */

import { useQuery } from "@tanstack/react-query";
import { asked } from "@/shared/api/query";
import { clockOf, type Day, dayOf, type Site } from "./clock";

export interface Today {
  readonly site: Site | null;
  readonly now: string;
  readonly day: Day;
}

/** Read the first site's day; undefined until it is known. */
export function useToday(): { readonly today: Today | undefined; readonly failure: Error | null } {
  const sites = useQuery({
    ...asked<Site>("cockpit.sites", { limit: 1 }),
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
