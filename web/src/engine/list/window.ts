/** A window on a list of any length: pages around where one reads; the rest is read on demand. */

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import {
  type Asked,
  type Begin,
  beginAt,
  type More,
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

export function useRows(entity: string, asked: Asked, more: More): RowsWindow {
  const queries = useQueryClient();
  const key = JSON.stringify([entity, asked, more]);
  const trail = useMemo<Trail>(() => new Map(key ? [] : []), [key]);
  const [entered, setEntered] = useState<{ readonly key: string; readonly begin: Begin }>();
  const begin = entered?.key === key ? entered.begin : START;
  const pages = useInfiniteQuery(recordsQuery(entity, asked, more, { begin, trail }));
  const [counted, setCounted] = useState<{ readonly key: string; readonly total: number }>();
  const read = pages.data?.pages ?? [];
  const told = read.find((page) => page.total !== null);
  if (told?.total && !told.total_is_estimate && counted?.key !== key)
    setCounted({ key, total: told.total });
  const exact = counted?.key === key ? counted.total : null;
  const marks = new Map<string, number>();
  for (const page of read)
    page.rows.forEach((row, at) => {
      const mark = page.marks?.[at];
      if (typeof mark === "number") marks.set(row.id, mark);
    });
  const jump = async (row: number) => {
    const waypoints = await queries.fetchQuery(waypointsQuery(entity, asked));
    setCounted({ key, total: waypoints.total });
    const there = beginAt(trail, waypoints, row);
    setEntered({ key, begin: there });
    return there.row;
  };
  return {
    rows: read.flatMap((page) => page.rows),
    first: (pages.data?.pageParams[0] as Begin | undefined)?.row ?? 0,
    total: exact ?? told?.total ?? null,
    isEstimate: exact === null && (told?.total_is_estimate ?? false),
    hasMore: pages.hasNextPage,
    about: exact !== null || !told?.total_is_estimate ? "" : told.total_is_least ? "> " : "≈ ",
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
