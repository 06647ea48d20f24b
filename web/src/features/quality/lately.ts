/** The days a figure covers: those of the address, else the last month of the plant's own time. */

import { daysBefore } from "@/shared/format/clock";
import { wallOf } from "@/shared/format/zone";
import { useToday } from "@/shared/plant/today";
import { type Asked, paramsOf } from "./asked";

const DAYS_BEFORE = 29;
const DAYS_MAX = 365;

export interface Span {
  readonly since: string;
  readonly until: string;
}

/** Null until the plant's day is known. A range with one end open reaches as far as it may. */
export function useLately(asked: Asked): Span | null {
  const { today } = useToday();
  if (!today) return null;
  const last = daysBefore(today.day, DAYS_BEFORE);
  const { since, until } = paramsOf(asked, ["since", "until"]) as Partial<Span>;
  if (!since && !until) return last;
  const end = until ?? today.day.until;
  const begin = new Date(Date.parse(end) - DAYS_MAX * 86_400_000).toISOString();
  return { since: since ?? begin, until: end };
}

/** The first and the last day of a span, as the plant's calendar has them. */
export function daysOf(span: Span): { readonly from: string; readonly to: string } {
  return {
    from: wallOf(Date.parse(span.since)).slice(0, 10),
    to: wallOf(Date.parse(span.until) - 1).slice(0, 10),
  };
}
