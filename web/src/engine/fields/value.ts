/** Values as people read them: numbers, instants and links in the reader's locale. */

import { plantZone } from "@/shared/format/zone";
import { type Field, say } from "../metadata";

/** What the server sends for a link. */
export interface Linked {
  readonly id: string;
  readonly code: string | null;
  readonly title: string | null;
}

export interface Reading {
  readonly language: string;
  readonly yes: string;
  readonly no: string;
}

const EMPTY = "";
const LOCALES: Readonly<Record<string, string>> = { zh: "zh-CN", en: "en-GB" };

export function locale(language: string): string {
  return LOCALES[language] ?? "en-GB";
}

/** Group the digits of a decimal in plain notation; every digit behind the point stays. */
export function grouped(decimal: string): string {
  const [whole = "", fraction] = decimal.split(".");
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** Zeros behind the point say how exactly the database keeps a number, not what it is. */
export function trimmed(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

function linked(value: Linked): string {
  const { code, title } = value;
  if (code && title && code !== title) return `${code} ${title}`;
  return code ?? title ?? value.id;
}

function instant(value: string, reading: Reading): string {
  const at = new Date(value);
  return at.toLocaleString(locale(reading.language), {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: plantZone(),
  });
}

/** An amount with its unit; of several units one after the other, as they are never added. */
function amount(value: unknown): string {
  if (Array.isArray(value)) return value.map(amount).join(" · ");
  if (typeof value !== "object" || value === null) return grouped(trimmed(String(value)));
  const { amount: number, unit, currency } = value as Record<string, string>;
  return `${grouped(trimmed(number ?? ""))} ${unit ?? currency ?? ""}`.trim();
}

/** Return a field's value as text; empty where there is none. */
export function shown(field: Field, value: unknown, reading: Reading): string {
  if (value === null || value === undefined) return EMPTY;
  switch (field.type) {
    case "switch":
      return value ? reading.yes : reading.no;
    case "option":
      return option(field, String(value), reading);
    case "options":
      return (value as string[]).map((one) => option(field, one, reading)).join(", ");
    case "link":
      return linked(value as Linked);
    case "links":
      return (value as Linked[]).map(linked).join(", ");
    case "instant":
      return instant(String(value), reading);
    case "number":
    case "quantity":
    case "money":
    case "roll_up": {
      const unit = field.unit && typeof value !== "object" ? ` ${field.unit}` : "";
      return amount(value) + unit;
    }
    case "subform":
    case "files":
      return String((value as unknown[]).length);
    case "json":
      return JSON.stringify(value);
    default:
      return String(value);
  }
}

function option(field: Field, key: string, reading: Reading): string {
  const found = field.options?.[key];
  return found ? say(found.label, reading.language) : key;
}
