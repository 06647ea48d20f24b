/** A window on a list of any length: pages around where one reads; the rest is read on demand. */

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import {
  type Asked,
  type Begin,
  beginAt,
  type More,
  type Page,
  type Row,
  recordsQuery,
  type Trail,
  waypointsQuery,
} from "./records";

export interface RowsWindow {
  readonly rows: readonly Row[];
  /** How many rows lie before the first of these. */
  readonly first: number;
  readonly total: number | null;
  readonly isEstimate: boolean;
  /** Whether rows come behind these. */
  readonly hasMore: boolean;
  /** What stands before the total: nothing where it is exact. */
  readonly about: "" | "≈ " | "> ";
  /** By row id, the first of the conditions asked that is true. */
  readonly marks: ReadonlyMap<string, number>;
  readonly isPending: boolean;
  readonly failure: Error | null;
  readonly again: () => void;
  readonly onEnd: () => void;
  readonly onBegin: () => void;
  /** Enter the list at a row; what lies between is not read. */
  readonly jump: (row: number) => Promise<number>;
}

const START: Begin = { row: 0, after: null };

/** How many rows a list has: told by its first page, also while that page is not kept. */
interface Counted {
  readonly key: string;
  readonly total: number;
  readonly about: RowsWindow["about"];
}

function toldTotal(key: string, pages: readonly Page[]): Counted | null {
  const page = pages.find((one) => one.total !== null);
  if (!page || page.total === null) return null;
  const about = !page.total_is_estimate ? "" : page.total_is_least ? "> " : "≈ ";
  return { key, total: page.total, about };
}

export function useRows(entity: string, asked: Asked, more: More): RowsWindow {
  const queries = useQueryClient();
  const key = JSON.stringify([entity, asked, more]);
  const trail = useMemo<Trail>(() => new Map(key ? [] : []), [key]);
  const [entered, setEntered] = useState<{ readonly key: string; readonly begin: Begin }>();
  const begin = entered?.key === key ? entered.begin : START;
  const pages = useInfiniteQuery(recordsQuery(entity, asked, more, { begin, trail }));
  const [counted, setCounted] = useState<Counted>();
  const read = pages.data?.pages ?? [];
  const told = pages.isPlaceholderData ? null : toldTotal(key, read);
  const known = counted?.key === key ? counted : undefined;
  if (told && told.total !== known?.total && (known?.about !== "" || told.about === ""))
    setCounted(told);
  const marks = new Map<string, number>();
  for (const page of read)
    page.rows.forEach((row, at) => {
      const mark = page.marks?.[at];
      if (typeof mark === "number") marks.set(row.id, mark);
    });
  const jump = async (row: number) => {
    const waypoints = await queries.fetchQuery(waypointsQuery(entity, asked));
    setCounted({ key, total: waypoints.total, about: "" });
    const there = beginAt(trail, waypoints, row);
    setEntered({ key, begin: there });
    return there.row;
  };
  return {
    rows: read.flatMap((page) => page.rows),
    first: (pages.data?.pageParams[0] as Begin | undefined)?.row ?? 0,
    total: known?.total ?? null,
    isEstimate: (known?.about ?? "") !== "",
    hasMore: pages.hasNextPage,
    about: known?.about ?? "",
    marks,
    isPending: pages.isPending,
    failure: pages.error,
    again: () => void pages.refetch(),
    onEnd: () => {
      if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
    },
    onBegin: () => {
      if (pages.hasPreviousPage && !pages.isFetching) void pages.fetchPreviousPage();
    },
    jump,
  };
}
