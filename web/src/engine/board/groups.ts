/** Rows put together by fields, with what the server says of each group and of all together. */

import { request } from "@/shared/api/http";
import type { Linked } from "../fields/value";
import { type Asked, asking, at } from "../list/records";
import type { Field } from "../metadata";

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

/** Say that a field has a value. */
export function equals(field: Field, value: unknown): string {
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
