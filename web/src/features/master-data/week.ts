/** A week of a calendar as it is worked: shifts by their weekdays, exceptions by their day. */

import type { Link } from "./read";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const DAY_S = 86_400;

export interface Shift {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly calendar: Link;
  readonly work_center: Link | null;
  readonly crew: Link | null;
  readonly weekdays: readonly string[];
  readonly starts_s: string;
  readonly ends_s: string;
  readonly break_s: string;
}

export interface Exception {
  readonly id: string;
  readonly calendar: Link;
  readonly day: string;
  readonly works_as: string | null;
  readonly note: string | null;
}

export interface Day {
  readonly day: string;
  readonly weekday: Weekday;
  readonly exception: Exception | null;
}

/** A piece of a shift within one day. */
export interface Block {
  readonly shift: Shift;
  /** Column, 0 = the week's first day. */
  readonly column: number;
  readonly from_s: number;
  readonly to_s: number;
  /** Lane among blocks that overlap, and how many lanes there are. */
  readonly lane: number;
  readonly lanes: number;
}

const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);
const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const at = utc(day);
  return text(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_S * 1000);
}

export function addDays(day: string, days: number): string {
  return text(utc(day) + days * DAY_S * 1000);
}

/** The seven days of a week, with what is otherwise on them. */
export function daysOf(monday: string, exceptions: readonly Exception[]): readonly Day[] {
  return WEEKDAYS.map((weekday, at) => {
    const day = addDays(monday, at);
    return { day, weekday, exception: exceptions.find((one) => one.day === day) ?? null };
  });
}

/** As which weekday a day is worked; null = it is closed. */
export function workedAs(day: Day): Weekday | null {
  if (!day.exception) return day.weekday;
  return WEEKDAYS.find((one) => one === day.exception?.works_as) ?? null;
}

/**
 * What is worked in a week; what ends after midnight goes on in the next day's column.
 * With the day before the week, its night shift goes on in the first.
 */
export function blocksOf(
  days: readonly Day[],
  shifts: readonly Shift[],
  before?: Day,
): readonly Block[] {
  const pieces: Omit<Block, "lane" | "lanes">[] = [];
  [...(before ? [before] : []), ...days].forEach((day, at) => {
    const column = before ? at - 1 : at;
    const worked = workedAs(day);
    if (worked === null) return;
    for (const shift of shifts.filter(({ weekdays }) => weekdays.includes(worked))) {
      const [from, to] = [Number(shift.starts_s), Number(shift.ends_s)];
      if (column >= 0) pieces.push({ shift, column, from_s: from, to_s: Math.min(to, DAY_S) });
      if (to > DAY_S && column + 1 < days.length)
        pieces.push({ shift, column: column + 1, from_s: 0, to_s: to - DAY_S });
    }
  });
  return days.flatMap((_, column) => inLanes(pieces.filter((one) => one.column === column)));
}

function inLanes(pieces: readonly Omit<Block, "lane" | "lanes">[]): readonly Block[] {
  const ends: number[] = [];
  const placed = [...pieces]
    .sort((one, two) => one.from_s - two.from_s)
    .map((one) => {
      const free = ends.findIndex((end) => end <= one.from_s);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = one.to_s;
      return { ...one, lane };
    });
  return placed.map((one) => ({ ...one, lanes: ends.length }));
}

/** Hours worked in a week, breaks taken off; of overlapping shifts each counts. */
export function hoursOf(days: readonly Day[], shifts: readonly Shift[]): number {
  let seconds = 0;
  for (const day of days) {
    const worked = workedAs(day);
    for (const one of shifts)
      if (worked !== null && one.weekdays.includes(worked))
        seconds += Number(one.ends_s) - Number(one.starts_s) - Number(one.break_s);
  }
  return Math.round(seconds / 360) / 10;
}

/** Seconds after midnight as a clock shows them; the next day's begin again at 00:00. */
export function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const within = seconds > DAY_S ? seconds - DAY_S : seconds;
  return `${two(Math.floor(within / 3600))}:${two(Math.floor((within % 3600) / 60))}`;
}
