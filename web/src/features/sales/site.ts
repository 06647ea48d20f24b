/** The one site of a small plant, so that nobody is asked for what goes without saying. */

import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/http";

/** The id of the only site; undefined where there are several, or it is not known yet. */
export function useOnlySite(): string | undefined {
  const sites = useQuery({
    queryKey: ["choices", "site", "first"],
    queryFn: () => request<{ rows: { id: string }[] }>("GET", "/api/v1/records/site?limit=2"),
  });
  return sites.data?.rows.length === 1 ? sites.data.rows[0]?.id : undefined;
}
