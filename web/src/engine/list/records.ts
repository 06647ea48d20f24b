/** Pages of records: keyset paging, search, sort; as much as was scrolled to is kept. */

import { infiniteQueryOptions } from "@tanstack/react-query";
import { request } from "@/shared/api/http";

export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

export interface Page {
  readonly rows: readonly Row[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
}

/** What is asked of a list; it stands in the page's address. */
export interface Asked {
  readonly search?: string;
  readonly filter?: string;
  readonly order?: string;
  readonly archived?: boolean;
}

export const PAGE = 100;

/** Return the address of one page. */
export function pageAddress(entity: string, asked: Asked, after: string | null): string {
  const words = new URLSearchParams({ limit: String(PAGE) });
  if (asked.search) words.set("search", asked.search);
  if (asked.filter) words.set("filter", asked.filter);
  if (asked.order) words.set("order", asked.order);
  if (asked.archived) words.set("archived", "true");
  if (after === null) words.set("totals", "true");
  else words.set("after", after);
  return `/api/v1/records/${encodeURIComponent(entity)}?${words}`;
}

export const recordsQuery = (entity: string, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ["records", entity, asked],
    queryFn: ({ pageParam }) => request<Page>("GET", pageAddress(entity, asked, pageParam)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.after,
  });

/** The order after a click on a column's heading: up, down, none. */
export function nextOrder(order: string | undefined, field: string): string | undefined {
  if (order === field) return `-${field}`;
  return order === `-${field}` ? undefined : field;
}
