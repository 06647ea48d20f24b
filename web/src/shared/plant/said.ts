/** A value of the process as a report keeps it: with the unit and limits it was judged by. */

import { limitsOf } from "./limits";

interface Judged {
  readonly name: string;
  readonly name_en?: string;
  readonly value: string | boolean;
  readonly unit?: string;
  readonly lower?: string;
  readonly upper?: string;
  readonly judged: "within" | "beyond";
}

/** Whether a value was asked for and judged. */
export function isJudged(value: unknown): value is Judged {
  return typeof value === "object" && value !== null && "judged" in value && "value" in value;
}

/** What people call it. */
export function judgedName(one: Judged, language: string): string {
  return language === "en" ? (one.name_en ?? one.name) : one.name;
}

/** The value with its unit; outside its limits with a cross and what was right. */
export function judgedText({ value, unit = "", lower, upper, judged }: Judged): string {
  const text = typeof value === "boolean" ? (value ? "✓" : "✗") : `${value} ${unit}`.trim();
  if (judged === "within" || typeof value === "boolean") return text;
  return `${text} ✗ (${limitsOf({ lsl: lower ?? null, usl: upper ?? null })})`;
}
