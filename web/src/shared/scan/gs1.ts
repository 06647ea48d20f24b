/**
 * What a scanned code says by itself: GS1 element string, Digital Link, or a code of ours.
 * Read the same way on the server (`cases.json` is both sides' test); here it serves while there is
 * no network. Source: GS1 General Specifications 7.2 and 7.8; the identifiers that factories use.
 */

import { codeIn } from "./code";

export interface Label {
  /** The code without what the scanner put before it. */
  readonly code: string;
  readonly gtin?: string;
  readonly lot?: string;
  readonly serial?: string;
  readonly sscc?: string;
  /** Days as `2027-01-05`. */
  readonly producedOn?: string;
  readonly expiresOn?: string;
  /** Pieces in it. */
  readonly count?: string;
  readonly netKg?: string;
  /** Order number of the one who packed it. */
  readonly order?: string;
  /** A location. */
  readonly gln?: string;
}

const GS = "\u001d";
const SYMBOLOGY = /^\]([ACEFGIJLQUdez]\w)/;
const GS1_SYMBOLOGIES: ReadonlySet<string> = new Set(["C1", "d2", "Q3", "e0", "J1"]);
const KEYED = /^(?:0[12]\d{14}|00\d{18})/;
/** Identifiers whose value ends in a check digit and is used here. */
const CHECKED = /^(?:0[0-2]|41[0-7])$/;
const CODE_MAX = 400;

/** How long an identifier is, by its first two digits; others are not given out. */
const IDENTIFIERS: readonly (readonly [RegExp, number])[] = [
  [/^(?:0[0-3]|1[0-35-7]|2[0-2]|3[07]|9\d)$/, 2],
  [/^(?:2[345]|4[0-2]|71)$/, 3],
  [/^(?:3[1-69]|43|7[0-2]|8[0-2])$/, 4],
];
/** Identifiers that need no separator behind them, by their first two digits: digits in all. */
const FIXED: Readonly<Record<string, number>> = {
  "00": 20,
  "01": 16,
  "02": 16,
  "03": 16,
  "11": 8,
  "12": 8,
  "13": 8,
  "15": 8,
  "16": 8,
  "17": 8,
  "20": 4,
  "31": 10,
  "32": 10,
  "33": 10,
  "34": 10,
  "35": 10,
  "36": 10,
  "41": 16,
};
/** The longest value of those whose end a separator tells. */
const LONGEST: Readonly<Record<string, number>> = {
  "10": 20,
  "21": 20,
  "22": 20,
  "30": 8,
  "37": 8,
  "400": 30,
};
const VALUE_MAX = 90;

type Part = readonly [identifier: string, value: string];

/** Read a code; whatever is no GS1 is a code of ours or of somebody. */
export function readLabel(scanned: string, today: Date = new Date()): Label {
  const text = scanned.trim().slice(0, CODE_MAX);
  const symbology = SYMBOLOGY.exec(text);
  const code = codeIn(symbology ? text.slice(symbology[0].length) : text);
  const isSure = symbology !== null && GS1_SYMBOLOGIES.has(symbology[1] ?? "");
  const parts = partsOf(code, isSure);
  const article = symbology?.[1] === "E4" ? /^\d{8}$/ : /^\d{12,14}$/;
  if (parts === null && article.test(code) && isChecked(code)) {
    return { code, gtin: code.padStart(14, "0") };
  }
  const said = (parts ?? []).map((part) => told(part, today));
  return Object.assign({ code }, ...said) as Label;
}

function partsOf(code: string, isSure: boolean): readonly Part[] | null {
  const parts = written(code, isSure);
  // A key with a wrong check digit is left out; without the scanner's word all the rest too.
  const right = parts?.filter(([id, value]) => !CHECKED.test(id) || isChecked(value)) ?? null;
  return isSure || right?.length === parts?.length ? right : null;
}

function written(code: string, isSure: boolean): readonly Part[] | null {
  if (/^https?:\/\//i.test(code)) return ofLink(code);
  if (code.startsWith("(")) return ofBrackets(code);
  return isSure || code.includes(GS) || KEYED.test(code) ? ofElements(code) : null;
}

/** The identifier a string begins with. */
function identifierOf(text: string): string | null {
  const size = IDENTIFIERS.find(([begins]) => begins.test(text.slice(0, 2)))?.[1];
  const id = text.slice(0, size);
  return size !== undefined && id.length === size && /^\d+$/.test(id) ? id : null;
}

/** The digits a value has where they are fixed. */
const fixed = (id: string): number | null => {
  const all = FIXED[id.slice(0, 2)];
  return all === undefined ? null : all - id.length;
};

function ofElements(code: string): readonly Part[] | null {
  const parts: Part[] = [];
  let rest = withoutSeparator(code);
  while (rest !== "") {
    const id = identifierOf(rest);
    if (id === null) return null;
    const after = rest.slice(id.length);
    const end = after.indexOf(GS);
    const value = after.slice(0, fixed(id) ?? (end < 0 ? after.length : end));
    if (!fits([id, value])) return null;
    parts.push([id, value]);
    rest = withoutSeparator(after.slice(value.length));
  }
  return parts;
}

function withoutSeparator(text: string): string {
  return text.startsWith(GS) ? withoutSeparator(text.slice(1)) : text;
}

function ofBrackets(code: string): readonly Part[] | null {
  const parts = [...code.matchAll(/\((\d{2,4})\)([^(]*)/g)].map(
    (one): Part => [one[1] ?? "", one[2] ?? ""],
  );
  const whole = parts.map(([id, value]) => `(${id})${value}`).join("");
  return parts.length > 0 && whole === code && parts.every(fits) ? parts : null;
}

/** Letters, digits and signs that GS1 lets into a value; no blanks, nothing Chinese. */
const SIGNS = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;

function fits([id, value]: Part): boolean {
  if (identifierOf(id) !== id || !SIGNS.test(value)) return false;
  const digits = fixed(id);
  if (digits !== null) return value.length === digits && /^\d+$/.test(value) && isDay(id, value);
  return value.length <= (LONGEST[id] ?? VALUE_MAX) && (!COUNTS.test(id) || /^\d+$/.test(value));
}

const COUNTS = /^3[07]$/;
const KEYS: ReadonlySet<string> = new Set(["00", "01", "414", "8003", "8004", "8010"]);

function ofLink(code: string): readonly Part[] | null {
  let address: URL;
  try {
    address = new URL(code);
  } catch {
    return null;
  }
  const steps = address.pathname.replace(/^\//, "").split("/").map(decoded);
  const at = steps.findIndex((step) => KEYS.has(step));
  if (at < 0 || (steps.length - at) % 2 !== 0) return null;
  const parts: Part[] = [];
  for (let step = at; step < steps.length; step += 2) {
    parts.push(whole([steps[step] ?? "", steps[step + 1] ?? ""]));
  }
  for (const [id, value] of address.searchParams) {
    if (value !== "" && identifierOf(id) === id) parts.push(whole([id, value]));
  }
  return parts.every(fits) ? parts : null;
}

/** In an address an article's number may stand without the zeros before it. */
const whole = ([id, value]: Part): Part =>
  id === "01" && /^(?:\d{8}|\d{12,13})$/.test(value) ? [id, value.padStart(14, "0")] : [id, value];

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether the last digit is the check digit of those before it (modulo 10, weights 3 and 1). */
export function isChecked(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  const body = [...digits.slice(0, -1)].reverse();
  const sum = body.reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 === Number(digits.slice(-1));
}

const NAMES: Readonly<Record<string, keyof Label>> = {
  "00": "sscc",
  "01": "gtin",
  "02": "gtin",
  "10": "lot",
  "21": "serial",
  "400": "order",
  "414": "gln",
};

function told([id, value]: Part, today: Date): Partial<Label> {
  const name = NAMES[id];
  if (name) return { [name]: value };
  if (id === "11") return { producedOn: dayOf(value, today) };
  if (id === "17") return { expiresOn: dayOf(value, today) };
  if (COUNTS.test(id)) return { count: String(Number(value)) };
  if (id.startsWith("310")) return { netKg: pointed(value, Number(id[3])) };
  return {};
}

function pointed(digits: string, places: number): string {
  const before = String(Number(digits.slice(0, digits.length - places)));
  return places === 0 ? before : `${before}.${digits.slice(digits.length - places)}`;
}

const twos = (value: string): readonly [number, number, number] => [
  Number(value.slice(0, 2)),
  Number(value.slice(2, 4)),
  Number(value.slice(4, 6)),
];

/** Whether the value of an identifier for a day is one; others always are. */
function isDay(id: string, value: string): boolean {
  if (!/^1[1-35-7]$/.test(id)) return true;
  const [year, month, day] = twos(value);
  return month >= 1 && month <= 12 && day <= lastOf(2000 + year, month);
}

const lastOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** A day of six digits; the century is the nearest, day 00 is the last of its month. */
function dayOf(value: string, today: Date): string {
  const [year, month, day] = twos(value);
  const now = today.getFullYear();
  const apart = year - (now % 100);
  const century = Math.floor(now / 100) + (apart >= 51 ? -1 : apart <= -50 ? 1 : 0);
  const full = century * 100 + year;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${full}-${two(month)}-${two(day === 0 ? lastOf(full, month) : day)}`;
}
