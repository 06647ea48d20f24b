/** The server's named queries: one page of rows, or all of them as a file. */

import { keepPreviousData } from "@tanstack/react-query";
import { request } from "./http";
import { type Params, words } from "./words";

export { type Params, words };

export interface QueryPage<Row> {
  readonly rows: readonly Row[];
  readonly after: string | null;
}

/** Read one page of a query. */
export function readQuery<Row>(name: string, params: Params): Promise<QueryPage<Row>> {
  return request<QueryPage<Row>>("GET", `/api/v1/queries/${name}?${words(params)}`);
}

/** A query's page for TanStack Query; a live hint makes it read again. */
export const asked = <Row>(name: string, params: Params) => ({
  queryKey: ["query", name, params] as const,
  queryFn: () => readQuery<Row>(name, params),
  placeholderData: keepPreviousData<QueryPage<Row>>,
});

/** Where all rows of a query lie as a file. */
export function queryFile(name: string, params: Params, format: "csv" | "xlsx"): string {
  return `/api/v1/queries/${name}/export?${words({ ...params, format })}`;
}
