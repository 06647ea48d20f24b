/** Pages of records: keyset paging, search, sort; a window of pages is kept, not all that was read. */

import { infiniteQueryOptions } from "@tanstack/react-query";
import { request } from "@/shared/api/http";

export type Row = Readonly<Record<string, unknown>> & {
  readonly id: string;
  /** The generic commands may not change it now; fields are never called so. */
  readonly _fixed?: boolean;
};

export interface Page {
  readonly rows: readonly Row[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
  /** So many were counted, and there are more. */
  readonly total_is_least?: boolean;
  /** Per row, which of the conditions asked is the first that is true. */
  readonly marks?: readonly (number | null)[];
  /** Per row, whether it may be changed now; empty where its kind always may. */
  readonly editable?: readonly boolean[];
}

/** A page whose rows know whether they may be changed now. */
export function knowing(page: Page): Page {
  if (!page.editable?.includes(false)) return page;
  const rows = page.rows.map((row, at) => (page.editable?.[at] ? row : { ...row, _fixed: true }));
  return { ...page, rows };
}

/** What is asked of a list; it stands in the page's address. */
export interface Asked {
  readonly search?: string;
  readonly filter?: string;
  readonly order?: string;
  readonly archived?: boolean;
  /** What a query is asked for before its rows are looked through. */
  readonly params?: Readonly<Record<string, string>>;
}

/** What is asked beside: conditions that mark rows, rows at most. */
export interface More {
  readonly marks?: readonly string[];
  readonly limit?: number;
  readonly fields?: readonly string[];
}

export const PAGE = 200;
/** Pages kept at once: what lies further away is read again when one comes back to it. */
export const PAGES_KEPT = 8;

/** The words of an address that say what is asked. */
export function asking(asked: Asked): URLSearchParams {
  const words = new URLSearchParams(asked.params);
  if (asked.search) words.set("search", asked.search);
  if (asked.filter) words.set("filter", asked.filter);
  if (asked.order) words.set("order", asked.order);
  if (asked.archived) words.set("archived", "true");
  return words;
}

export const at = (entity: string) => `/api/v1/records/${encodeURIComponent(entity)}`;

/** Return the address of one page. */
export function pageAddress(
  entity: string,
  asked: Asked,
  after: string | null,
  more: More = {},
): string {
  const words = asking(asked);
  words.set("limit", String(more.limit ?? PAGE));
  words.set("editable", "true");
  for (const mark of more.marks ?? []) words.append("marks", mark);
  for (const field of more.fields ?? []) words.append("fields", field);
  if (after === null) words.set("totals", "true");
  else words.set("after", after);
  return `${at(entity)}?${words}`;
}

/** Read one page. */
export const readPage = async (entity: string, asked: Asked, more: More = {}) =>
  knowing(await request<Page>("GET", pageAddress(entity, asked, null, more)));

/** Where all records of a list lie as a file, with the columns and the order one sees. */
export function fileAddress(
  entity: string,
  asked: Asked & { readonly columns?: readonly string[] },
  format: "csv" | "xlsx",
): string {
  const words = asking(asked);
  words.set("format", format);
  for (const column of asked.columns ?? []) words.append("fields", column);
  return `${at(entity)}/export?${words}`;
}

/** Where a long list can be entered. */
export interface Waypoints {
  readonly every: number;
  readonly marks: readonly string[];
  readonly total: number;
}

export const waypointsQuery = (entity: string, asked: Asked) => ({
  queryKey: ["waypoints", entity, asked] as const,
  queryFn: () => {
    const words = asking(asked);
    words.set("every", String(PAGE));
    return request<Waypoints>("GET", `${at(entity)}/waypoints?${words}`);
  },
  staleTime: 60_000,
});

/** Where a page begins: how many rows lie before it, and the mark of the last of them. */
export interface Begin {
  readonly row: number;
  readonly after: string | null;
}

/** The beginnings of pages that are known, by the rows before them. */
export type Trail = Map<number, string | null>;

/** Remember where the next page begins; null at the end of the list. */
export function nextBegin(trail: Trail, page: Page, begin: Begin): Begin | null {
  if (page.after === null) return null;
  const row = begin.row + page.rows.length;
  trail.set(row, page.after);
  return { row, after: page.after };
}

/** Where the page before begins, as far as one came by; null at the beginning. */
export function beginBefore(trail: Trail, begin: Begin): Begin | null {
  const row = begin.row - PAGE;
  if (row <= 0) return begin.row === 0 ? null : { row: 0, after: null };
  const after = trail.get(row);
  return after === undefined ? null : { row, after };
}

/** Enter a list at the page that holds a row; as near as the waypoints lead. */
export function beginAt(trail: Trail, waypoints: Waypoints, row: number): Begin {
  waypoints.marks.forEach((mark, index) => {
    trail.set((index + 1) * waypoints.every, mark);
  });
  const page = Math.min(Math.floor(row / waypoints.every), waypoints.marks.length);
  const first = page * waypoints.every;
  return { row: first, after: trail.get(first) ?? null };
}

/** A window of pages around where one reads. */
export const recordsQuery = (
  entity: string,
  asked: Asked,
  more: More = {},
  place: { readonly begin: Begin; readonly trail: Trail } = {
    begin: { row: 0, after: null },
    trail: new Map(),
  },
) =>
  infiniteQueryOptions({
    queryKey: ["records", entity, asked, more, place.begin.row],
    queryFn: async ({ pageParam }) =>
      knowing(await request<Page>("GET", pageAddress(entity, asked, pageParam.after, more))),
    initialPageParam: place.begin,
    getNextPageParam: (page, _, begin) => nextBegin(place.trail, page, begin),
    getPreviousPageParam: (_, __, begin) => beginBefore(place.trail, begin),
    maxPages: PAGES_KEPT,
  });

/** The order after a click on a column's heading: up, down, none. */
export function nextOrder(order: string | undefined, field: string): string | undefined {
  if (order === field) return `-${field}`;
  return order === `-${field}` ? undefined : field;
}
