/** Rows put together by fields, with what the server says of each group and of all together. */

import { request } from "@/shared/api/http";
import type { Linked } from "../fields/value";
import { type Asked, asking, at } from "../list/records";
import type { Entity, Field } from "../metadata";
import { withinDays } from "./month";

export type GroupRow = Readonly<Record<string, unknown>>;

export interface GroupPage {
  readonly rows: readonly GroupRow[];
  readonly after: string | null;
}

const GROUPED = new Set(["text", "option", "switch", "link", "date", "number", "running_number"]);
const MEASURED = new Set(["number", "quantity", "money"]);
export const MEASURES = ["sum", "avg", "min", "max"] as const;

/** Whether rows can be put together by a field. */
export const isGrouped = (field: Field) => GROUPED.has(field.type) && field.level !== "masked";

/** Whether a field can be summed up. */
export const isMeasured = (field: Field) => MEASURED.has(field.type) && field.level !== "masked";

export const PERIODS = ["day", "week", "month", "quarter", "year"] as const;
export type Period = (typeof PERIODS)[number];

/** Whether rows can be put together by the days, weeks and months of a field. */
export const isTimed = (field: Field) =>
  (field.type === "date" || field.type === "instant") && field.level !== "masked";

/** The field of a grouping, and the period it goes by: `month:due_at`. */
export function groupedBy(name: string): readonly [Period | null, string] {
  const at = name.indexOf(":");
  const period = PERIODS.find((one) => one === name.slice(0, Math.max(at, 0)));
  return period ? [period, name.slice(at + 1)] : [null, name];
}

/** A grouping as a field: a period is told by its first day. */
export function groupField(
  entity: Entity,
  name: string,
  label: (period: Period, field: Field) => Field["label"],
): Field | undefined {
  const [period, at] = groupedBy(name);
  const field = entity.fields.find((one) => one.name === at);
  if (!field || !period) return field;
  const of_instant = field.type === "instant";
  return { ...field, name, type: "date", of_instant, label: label(period, field) };
}

/** The days of a period that begins with this day. */
export function daysOfPeriod(period: Period, first: string): readonly [string, string] {
  const begin = new Date(`${first}T00:00:00Z`);
  const months = { day: 0, week: 0, month: 1, quarter: 3, year: 12 }[period];
  const days = { day: 1, week: 7, month: 0, quarter: 0, year: 0 }[period];
  begin.setUTCMonth(begin.getUTCMonth() + months);
  begin.setUTCDate(begin.getUTCDate() + days - 1);
  return [first, begin.toISOString().slice(0, 10)];
}

/** The measures asked; the count is always told. */
export function measuresOf(measures: readonly string[] | undefined): readonly string[] {
  return ["count", ...(measures ?? []).filter((one) => one !== "count")];
}

/** The address of the groups; without fields to group by it is one row: the total. */
export function groupAddress(
  entity: string,
  asked: Asked,
  by: readonly string[],
  more: { readonly measures: readonly string[]; readonly after?: string | null },
): string {
  const { order: _, ...rest } = asked;
  const words = asking(rest);
  for (const field of by) words.append("group", field);
  for (const measure of more.measures) words.append("measures", measure);
  words.set("limit", "200");
  if (more.after) words.set("after", more.after);
  return `${at(entity)}?${words}`;
}

export const readGroups = (...asked: Parameters<typeof groupAddress>) =>
  request<GroupPage>("GET", groupAddress(...asked));

/** The filter of one group's rows, added to that of the list. */
export function within(asked: Asked, fields: readonly Field[], row: GroupRow): Asked {
  const parts = fields.map((field) => equals(field, row[field.name]));
  const own = asked.filter ? [/ or /.test(asked.filter) ? `(${asked.filter})` : asked.filter] : [];
  return { ...asked, filter: [...own, ...parts].join(" and ") };
}

/** Say that a field has a value, or lies in a period. */
export function equals(grouped: Field, value: unknown): string {
  const [period, name] = groupedBy(grouped.name);
  const field = { ...grouped, name };
  if (period && typeof value === "string") {
    const isDay = grouped.of_instant !== true;
    return withinDays({ ...field, type: isDay ? "date" : "instant" }, daysOfPeriod(period, value));
  }
  if (value === null || value === undefined) return `${field.name} = null`;
  if (field.type === "link") return `${field.name}.id = ${JSON.stringify((value as Linked).id)}`;
  if (field.type === "number") return `${field.name} = ${String(value)}`;
  if (field.type === "switch") return `${field.name} = ${value ? "true" : "false"}`;
  if (field.type === "date") return `${field.name} = date(${JSON.stringify(value)})`;
  return `${field.name} = ${JSON.stringify(String(value))}`;
}

/** Where a subtotal begins: rows whose first field has another value than the row before. */
export function isNewBlock(rows: readonly GroupRow[], at: number, first: string): boolean {
  return at === 0 || JSON.stringify(rows[at]?.[first]) !== JSON.stringify(rows[at - 1]?.[first]);
}
