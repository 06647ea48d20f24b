/** The days of a month as a calendar shows them, in the plant's zone. */

import { instantOfWall, wallOf } from "@/shared/format/zone";
import type { Field } from "../metadata";

const DAY_MS = 86_400_000;
const WEEKS = 6;

/** The month of an instant, `2026-03`. */
export const monthOf = (at: number): string => wallOf(at).slice(0, 7);

/** The month some months on. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** Six weeks of days, Monday first, that hold a month: `2026-03-02`. */
export function daysOf(month: string): readonly string[] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const before = (new Date(first).getUTCDay() + 6) % 7;
  return Array.from({ length: WEEKS * 7 }, (_, at) =>
    new Date(first + (at - before) * DAY_MS).toISOString().slice(0, 10),
  );
}

/** The filter of records whose field lies within some days; days begin when the plant's do. */
export function withinDays(field: Field, days: readonly string[]): string {
  const first = days[0] ?? "";
  const last = days.at(-1) ?? "";
  if (field.type === "date")
    return `${field.name} >= date("${first}") and ${field.name} <= date("${last}")`;
  const from = new Date(instantOfWall(first)).toISOString().slice(0, 19);
  const behind = new Date(Date.parse(`${last}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  const until = new Date(instantOfWall(behind)).toISOString().slice(0, 19);
  const time = (at: string) => `date and time("${at}Z")`;
  return `${field.name} >= ${time(from)} and ${field.name} < ${time(until)}`;
}

/** The day on which a value lies. */
export function dayOf(field: Field, value: unknown): string {
  if (typeof value !== "string") return "";
  return field.type === "date" ? value.slice(0, 10) : wallOf(Date.parse(value)).slice(0, 10);
}
