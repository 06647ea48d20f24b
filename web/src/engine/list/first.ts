/** What is asked of a kind of record beside its list: whether there is any, and which is the only one. */

import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/http";
import { at } from "./records";

interface Found {
  readonly rows: readonly { readonly id: string }[];
}

/** Whether there is any record of a kind, in use or not; undefined while nobody knows. */
export function useHasAny(entity: string, mayAsk = true): boolean | undefined {
  const found = useQuery({
    queryKey: ["records", entity, "any"],
    queryFn: () => request<Found>("GET", `${at(entity)}?limit=1&archived=true`),
    enabled: mayAsk,
  });
  return found.data && found.data.rows.length > 0;
}

/** The id of the only site, so that a small plant is not asked for what goes without saying. */
export function useOnlySite(): string | undefined {
  const sites = useQuery({
    queryKey: ["choices", "site", "first"],
    queryFn: () => request<Found>("GET", `${at("site")}?limit=2`),
  });
  return sites.data?.rows.length === 1 ? sites.data.rows[0]?.id : undefined;
}
