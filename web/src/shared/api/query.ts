/** The server's named queries: one page of rows, or all of them as a file. */

import { keepPreviousData } from "@tanstack/react-query";
import type { Queries } from "./generated";
import { request } from "./http";
import { type Params, words } from "./words";

export { type Params, words };

/** A query that the server has. */
export type QueryName = keyof Queries;

export interface QueryPage<Row> {
  readonly rows: readonly Row[];
  readonly after: string | null;
}

/** What one row of a query holds. */
export type RowOf<Name extends QueryName> = Queries[Name]["row"];

/** Read one page of a query whose rows the caller knows: a table is given its columns with them. */
export function readRows<Row>(
  name: QueryName,
  params: Params,
  signal?: AbortSignal,
): Promise<QueryPage<Row>> {
  const path = `/api/v1/queries/${name}?${words(params)}`;
  return request<QueryPage<Row>>("GET", path, undefined, signal ? { signal } : {});
}

/** Read one page of a query. */
export function readQuery<Name extends QueryName>(
  name: Name,
  params: Params,
  signal?: AbortSignal,
): Promise<QueryPage<RowOf<Name>>> {
  return readRows(name, params, signal);
}

/** A query's page for TanStack Query; a live hint makes it read again, an old question is left. */
export const asked = <Name extends QueryName>(name: Name, params: Params) => ({
  queryKey: ["query", name, params] as const,
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => readQuery(name, params, signal),
  placeholderData: keepPreviousData<QueryPage<RowOf<Name>>>,
});

/** Where all rows of a query lie as a file. */
export function queryFile(name: QueryName, params: Params, format: "csv" | "xlsx"): string {
  return `/api/v1/queries/${name}/export?${words({ ...params, format })}`;
}
