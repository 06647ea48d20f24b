/** Records of a kind, all of them: what is drawn as a whole is small enough to be read so. */

import { queryOptions } from "@tanstack/react-query";
import { request } from "@/shared/api/http";

export interface Link {
  readonly id: string;
  readonly code: string | null;
  readonly title: string | null;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly after: string | null;
}

const AT_ONCE = 1000;
const PAGES_MAX = 10;

async function readAll<Row>(entity: string, filter: string): Promise<readonly Row[]> {
  const found: Row[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const words = new URLSearchParams({ limit: String(AT_ONCE) });
    if (filter) words.set("filter", filter);
    if (after !== null) words.set("after", after);
    const read: Page<Row> = await request("GET", `/api/v1/records/${entity}?${words}`);
    found.push(...read.rows);
    after = read.after;
    if (after === null) break;
  }
  return found;
}

/** All records of a kind that a filter lets through, at most 10,000. */
export const allOf = <Row>(entity: string, filter = "") =>
  queryOptions({
    queryKey: ["records", entity, "all", filter],
    queryFn: () => readAll<Row>(entity, filter),
  });

/** A text as FEEL writes it. */
export const quoted = (text: string) => JSON.stringify(text);
