/** The figures of a board, and how its stations are placed. */

import { sum } from "@/shared/format";

interface Made {
  readonly planned: string;
  readonly good: string;
  readonly bad: string;
}

interface Used {
  readonly work_unit: string | null;
  readonly planned_busy_s: number;
  readonly earned_s: number;
}

export interface Figures {
  readonly planned: string;
  readonly good: string;
  readonly bad: string;
  /** Of the line's stations together, from sums, never from averages; null without planned time. */
  readonly oee: number | null;
}

export function figuresOf(
  made: readonly Made[],
  used: readonly Used[],
  stations: ReadonlySet<string>,
): Figures {
  const own = used.filter((row) => row.work_unit !== null && stations.has(row.work_unit));
  const busy = own.reduce((all, row) => all + row.planned_busy_s, 0);
  const earned = own.reduce((all, row) => all + row.earned_s, 0);
  return {
    planned: sum(made.map((row) => row.planned)),
    good: sum(made.map((row) => row.good)),
    bad: sum(made.map((row) => row.bad)),
    oee: busy > 0 ? earned / busy : null,
  };
}

/** Columns for so many stations on a screen that is wider than high. */
export function columnsFor(stations: number): number {
  if (stations <= 2) return Math.max(1, stations);
  const rows = Math.max(1, Math.round(Math.sqrt(stations / 1.6)));
  return Math.min(8, Math.ceil(stations / rows));
}
