/**
 * What a scanned code says by itself: GS1 element string, Digital Link, or a code of ours.
 * Read the same way on the server; here it serves while there is no network.
 * Source: GS1 General Specifications 7.2 and 7.8; the identifiers that factories use.
 */

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
}

const GS = "\u001d";
const SYMBOLOGY = /^\]([CdQeE]\d)/;
const GS1_SYMBOLOGIES: ReadonlySet<string> = new Set(["C1", "d2", "Q3", "e0"]);
const KEYED = /^(?:0[12]\d{14}|00\d{18})/;
const CODE_MAX = 400;

/** The digits of identifiers of a fixed length; all others end with a separator. */
const FIXED: Readonly<Record<string, number>> = {
  "00": 18,
  "01": 14,
  "02": 14,
  "03": 14,
  "11": 6,
  "12": 6,
  "13": 6,
  "15": 6,
  "16": 6,
  "17": 6,
  "20": 2,
  "410": 13,
  "411": 13,
  "412": 13,
  "413": 13,
  "414": 13,
  "415": 13,
  "416": 13,
  "417": 13,
};
/** Identifiers of a varying length, with their longest value. */
const VARYING: Readonly<Record<string, number>> = {
  "10": 20,
  "21": 20,
  "22": 20,
  "30": 8,
  "37": 8,
  "90": 30,
  "235": 28,
  "240": 30,
  "241": 30,
  "242": 6,
  "243": 20,
  "250": 30,
  "251": 30,
  "400": 30,
  "403": 30,
  "420": 20,
  "421": 12,
  "8005": 6,
  "8008": 12,
  "8012": 20,
  "7003": 10,
  "7004": 4,
};

type Part = readonly [identifier: string, value: string];

/** Read a code; whatever is no GS1 is a code of ours or of somebody. */
export function readLabel(scanned: string, today: Date = new Date()): Label {
  const text = scanned.trim().slice(0, CODE_MAX);
  const symbology = SYMBOLOGY.exec(text);
  const code = symbology ? text.slice(symbology[0].length) : text;
  const isSure = symbology !== null && GS1_SYMBOLOGIES.has(symbology[1] ?? "");
  const parts = partsOf(code, isSure);
  if (parts === null && /^\d{12,14}$/.test(code) && isChecked(code)) {
    return { code, gtin: code.padStart(14, "0") };
  }
  const said = (parts ?? []).map((part) => told(part, today));
  return Object.assign({ code }, ...said) as Label;
}

function partsOf(code: string, isSure: boolean): readonly Part[] | null {
  if (/^https?:\/\//i.test(code)) return ofLink(code);
  if (code.startsWith("(")) return ofBrackets(code);
  if (!isSure && !code.includes(GS) && !KEYED.test(code)) return null;
  const parts = ofElements(code);
  const wrong = parts?.some(([id, value]) => ["00", "01", "02"].includes(id) && !isChecked(value));
  return wrong && !isSure ? null : parts;
}

/** The identifier a string begins with, and how long its value is at most. */
function begins(text: string): { id: string; length: number; isFixed: boolean } | null {
  for (const size of [2, 3, 4]) {
    const id = text.slice(0, size);
    const fixed = FIXED[id];
    if (fixed !== undefined) return { id, length: fixed, isFixed: true };
    const varying = VARYING[id];
    if (varying !== undefined) return { id, length: varying, isFixed: false };
    // Measures: the last digit of the identifier says where the point is.
    if (size === 4 && /^3[1-6]\d[0-5]$/.test(id)) return { id, length: 6, isFixed: true };
    if (size === 2 && /^9[1-9]$/.test(id)) return { id, length: 90, isFixed: false };
  }
  return null;
}

function ofElements(code: string): readonly Part[] | null {
  const parts: Part[] = [];
  let rest = withoutSeparator(code);
  while (rest !== "") {
    const start = begins(rest);
    if (start === null) return null;
    const after = rest.slice(start.id.length);
    const end = after.indexOf(GS);
    const whole = end < 0 ? after : after.slice(0, end);
    const value = start.isFixed ? after.slice(0, start.length) : whole;
    if (value === "" || value.length > start.length || value.includes(GS)) return null;
    if (start.isFixed && value.length < start.length) return null;
    parts.push([start.id, value]);
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

function fits([id, value]: Part): boolean {
  const start = begins(id);
  if (start === null || start.id !== id || value === "") return false;
  return start.isFixed ? value.length === start.length : value.length <= start.length;
}

const KEYS: ReadonlySet<string> = new Set(["00", "01", "414", "8003", "8004", "8010"]);

function ofLink(code: string): readonly Part[] | null {
  let address: URL;
  try {
    address = new URL(code);
  } catch {
    return null;
  }
  const steps = address.pathname.split("/").filter(Boolean).map(decoded);
  const at = steps.findIndex((step) => KEYS.has(step));
  if (at < 0 || (steps.length - at) % 2 !== 0) return null;
  const parts: Part[] = [];
  for (let step = at; step < steps.length; step += 2) {
    parts.push([steps[step] ?? "", steps[step + 1] ?? ""]);
  }
  for (const [id, value] of address.searchParams) if (/^\d{2,4}$/.test(id)) parts.push([id, value]);
  return parts.every(fits) ? parts : null;
}

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
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

const NAMES: Readonly<Record<string, keyof Label>> = {
  "00": "sscc",
  "01": "gtin",
  "02": "gtin",
  "10": "lot",
  "21": "serial",
};

function told([id, value]: Part, today: Date): Partial<Label> {
  const name = NAMES[id];
  if (name) return { [name]: value };
  if (id === "11") return { producedOn: dayOf(value, today) };
  if (id === "17") return { expiresOn: dayOf(value, today) };
  if (id === "30" || id === "37") return { count: String(Number(value)) };
  if (id.startsWith("310")) return { netKg: pointed(value, Number(id[3])) };
  return {};
}

function pointed(digits: string, places: number): string {
  const whole = String(Number(digits.slice(0, digits.length - places)));
  return places === 0 ? whole : `${whole}.${digits.slice(digits.length - places)}`;
}

/** A day of six digits; the century is the nearest, day 00 is the last of its month. */
function dayOf(value: string, today: Date): string {
  const [year, month, day] = [0, 2, 4].map((at) => Number(value.slice(at, at + 2))) as [
    number,
    number,
    number,
  ];
  const now = today.getFullYear();
  const apart = year - (now % 100);
  const century = Math.floor(now / 100) + (apart >= 51 ? -1 : apart <= -50 ? 1 : 0);
  const full = century * 100 + year;
  const last = new Date(Date.UTC(full, month, 0)).getUTCDate();
  const two = (number: number) => String(number).padStart(2, "0");
  return `${full}-${two(month)}-${two(day === 0 ? last : day)}`;
}
