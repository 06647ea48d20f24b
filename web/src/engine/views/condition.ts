/** Filters as people put them together, said in FEEL and read back; what is not known stays FEEL. */

import { instantOfWall, wallOf } from "@/shared/format/zone";
import type { Field } from "../metadata";

export const OPERATORS = [
  "is",
  "isNot",
  "contains",
  "begins",
  "least",
  "most",
  "empty",
  "filled",
] as const;
export type Operator = (typeof OPERATORS)[number];

/** One condition: on a field, or in FEEL where it is more than that. */
export type Condition =
  | { readonly field: string; readonly operator: Operator; readonly value: string }
  | { readonly feel: string };

const NUMBERS = new Set(["number", "quantity", "money", "roll_up"]);
const TEXTS = new Set(["text", "long_text", "running_number"]);
const TIMES = new Set(["date", "instant"]);

/** How one may ask of a field; none where the database does not answer. */
export function operatorsOf(field: Field): readonly Operator[] {
  if (field.level === "masked") return [];
  if (TEXTS.has(field.type)) return ["is", "contains", "begins", "isNot", "empty", "filled"];
  if (NUMBERS.has(field.type) || TIMES.has(field.type))
    return ["least", "most", "is", "empty", "filled"];
  if (field.type === "option") return ["is", "isNot", "empty", "filled"];
  if (field.type === "switch") return ["is"];
  if (field.type === "link") return ["is", "empty", "filled"];
  return [];
}

const quoted = (value: string) => JSON.stringify(value);

/** A day is the plant's day: it begins when its clocks show midnight. */
function literal(field: Field, value: string): string {
  if (NUMBERS.has(field.type)) return value.trim() || "0";
  if (field.type === "switch") return value === "true" ? "true" : "false";
  if (field.type === "date") return `date(${quoted(value.slice(0, 10))})`;
  if (field.type === "instant") {
    const at = instantOfWall(value);
    return `date and time(${quoted(new Date(at).toISOString().replace(".000", ""))})`;
  }
  return quoted(value);
}

/** Say one condition in FEEL. */
export function feelOf(condition: Condition, fields: readonly Field[]): string {
  if ("feel" in condition) return condition.feel;
  const { field: name, operator, value } = condition;
  const field = fields.find((one) => one.name === name);
  if (!field) return "";
  const path = field.type === "link" && operator === "is" ? `${name}.id` : name;
  switch (operator) {
    case "empty":
      return `${name} = null`;
    case "filled":
      return `${name} != null`;
    case "contains":
      return `contains(${name}, ${quoted(value)})`;
    case "begins":
      return `starts with(${name}, ${quoted(value)})`;
    case "least":
      return `${name} >= ${literal(field, value)}`;
    case "most":
      return `${name} <= ${literal(field, value)}`;
    case "isNot":
      return `${name} != ${literal(field, value)}`;
    default:
      return `${path} = ${literal(field, value)}`;
  }
}

/** All conditions together, as a list's filter says them. */
export function filterOf(conditions: readonly Condition[], fields: readonly Field[]): string {
  const said = conditions.map((one) => feelOf(one, fields)).filter(Boolean);
  const isJoined = (one: string) => parts(one).length > 1 || / or /.test(one);
  return said.map((one) => (said.length > 1 && isJoined(one) ? `(${one})` : one)).join(" and ");
}

const isJoint = (filter: string, at: number) =>
  filter.startsWith(" and ", at) && !filter.startsWith("date and time(", at - 4);

/** Take a filter apart where its parts are joined by `and`, outside of texts and brackets. */
export function parts(filter: string): readonly string[] {
  if (/ between /.test(filter)) return [filter];
  const found: string[] = [];
  let depth = 0;
  let isText = false;
  let begin = 0;
  for (let at = 0; at < filter.length; at += 1) {
    const sign = filter[at];
    if (isText) {
      if (sign === "\\") at += 1;
      else if (sign === '"') isText = false;
    } else if (sign === '"') isText = true;
    else if (sign === "(" || sign === "[") depth += 1;
    else if (sign === ")" || sign === "]") depth -= 1;
    else if (depth === 0 && isJoint(filter, at)) {
      found.push(filter.slice(begin, at));
      begin = at + 5;
      at += 4;
    }
  }
  return [...found, filter.slice(begin)].map((one) => one.trim()).filter(Boolean);
}

const TEXT = '("(?:[^"\\\\]|\\\\.)*")';
const NAME = "([a-z][a-z0-9_]*(?:\\.(?!id\\b)[a-z][a-z0-9_]*)*)";
const FORMS: readonly (readonly [RegExp, Operator])[] = [
  [new RegExp(`^contains\\(${NAME}, ${TEXT}\\)$`), "contains"],
  [new RegExp(`^starts with\\(${NAME}, ${TEXT}\\)$`), "begins"],
  [new RegExp(`^${NAME} = (null)$`), "empty"],
  [new RegExp(`^${NAME} != (null)$`), "filled"],
  [new RegExp(`^${NAME} >= (.+)$`), "least"],
  [new RegExp(`^${NAME} <= (.+)$`), "most"],
  [new RegExp(`^${NAME} != (.+)$`), "isNot"],
  [new RegExp(`^${NAME}(?:\\.id)? = (.+)$`), "is"],
];

function unquoted(said: string): string | null {
  const time = /^(?:date|date and time)\((".*")\)$/.exec(said)?.[1];
  const plain = time ?? said;
  if (!plain.startsWith('"')) return /^(-?\d+(\.\d+)?|true|false)$/.test(plain) ? plain : null;
  try {
    const text = JSON.parse(plain) as unknown;
    if (typeof text !== "string") return null;
    return time && said.startsWith("date and") ? wallOf(Date.parse(text)) : text;
  } catch {
    return null;
  }
}

/** Read a filter back as conditions; parts nobody puts together here stay FEEL. */
export function conditionsOf(filter: string, fields: readonly Field[]): readonly Condition[] {
  if (/ or /.test(filter) && parts(filter).length === 1) return filter ? [{ feel: filter }] : [];
  return parts(filter).map((part) => read(part, fields) ?? { feel: part });
}

function read(part: string, fields: readonly Field[]): Condition | null {
  if (/ or /.test(part)) return null;
  for (const [form, operator] of FORMS) {
    const [, name, said] = form.exec(part) ?? [];
    if (name === undefined || said === undefined) continue;
    const field = fields.find((one) => one.name === name);
    if (!field || !operatorsOf(field).includes(operator)) return null;
    const isBare = operator === "empty" || operator === "filled";
    const value = isBare ? "" : unquoted(said);
    return value === null ? null : { field: name, operator, value };
  }
  return null;
}
