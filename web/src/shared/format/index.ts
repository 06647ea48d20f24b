/** Numbers, shares and instants as people read them; sums that lose no digit. */

import { plantZone, wallOf } from "./zone";

const LOCALES: Readonly<Record<string, string>> = { zh: "zh-CN", en: "en-GB" };

function pageLanguage(): string {
  return typeof document === "undefined" ? "en" : document.documentElement.lang.slice(0, 2);
}

export function locale(language: string): string {
  return LOCALES[language] ?? "en-GB";
}

/** A decimal with its digits in groups, without the zeros that only say how it is kept. */
export function number(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const plain = String(value);
  const short = plain.includes(".") ? plain.replace(/\.?0+$/, "") : plain;
  const [whole = "", fraction] = short.split(".");
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** A share as a percentage with one digit; a dash where there is none. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? "–" : `${(share * 100).toFixed(1)}%`;
}

/** An instant in the reader's locale, as the plant's clocks show it; another year is named. */
export function instant(
  value: string | null | undefined,
  language: string,
  zone: string = plantZone(),
): string {
  if (!value) return "–";
  const at = Date.parse(value);
  if (Number.isNaN(at)) return "–";
  const [year = "", month, day, time] = wallOf(at, zone).split(/[-T]/);
  const isThisYear = year === wallOf(Date.now(), zone).slice(0, 4);
  // Written out: a formatter of the browser for each cell costs more than the cell.
  return language === "zh"
    ? `${isThisYear ? "" : `${year}/`}${month}/${day} ${time}`
    : `${day}/${month}${isThisYear ? "" : `/${year}`}, ${time}`;
}

/** An instant to the second with its year, for logs and ends. */
export function moment(
  value: string | null | undefined,
  language: string,
  zone: string = plantZone(),
): string {
  if (!value) return "–";
  const shown = { dateStyle: "medium", timeStyle: "medium", timeZone: zone } as const;
  return new Date(value).toLocaleString(locale(language), shown);
}

/** The time of day of an instant, as the plant's clocks show it: `14:05`. */
export function clockTime(value: string | number | null | undefined, zone?: string): string {
  return value === null || value === undefined
    ? "–"
    : wallOf(Date.parse(String(value)) || Number(value), zone).slice(11);
}

type Parts = readonly [day: string, hour: string, minute: string, second: string];
const PARTS: Readonly<Record<string, Parts>> = {
  zh: [" 天", " 时", " 分", " 秒"],
  en: [" d", " h", " min", " s"],
};

/** A length of time in its two largest parts, in the page's language: `2 h 05 min`, `3 分 20 秒`. */
export function duration(
  seconds: number | null | undefined,
  language: string = pageLanguage(),
): string {
  const [day, hour, minute, second] = PARTS[language] ?? (PARTS.en as Parts);
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor((whole % 86_400) / 3600),
    Math.floor((whole % 3600) / 60),
  ];
  if (days > 0) return `${days}${day} ${two(hours)}${hour}`;
  if (hours > 0) return `${hours}${hour} ${two(minutes)}${minute}`;
  return minutes > 0 ? `${minutes}${minute} ${two(whole % 60)}${second}` : `${whole}${second}`;
}

const FRACTION = /^(-?)(\d+)(?:\.(\d+))?$/;

/** The exact sum of decimals in plain notation. */
export function sum(values: readonly (string | number)[]): string {
  const parts = values.map((one) => FRACTION.exec(String(one)) ?? ["", "", "0", ""]);
  const places = Math.max(0, ...parts.map((one) => one[3]?.length ?? 0));
  const total = parts.reduce((before, [, sign = "", whole = "0", fraction = ""]) => {
    const scaled = BigInt(whole + fraction.padEnd(places, "0"));
    return sign ? before - scaled : before + scaled;
  }, 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places);
  return `${total < 0n ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}

/** A name in the reader's language where there is one. */
export function named(
  row: { readonly name: string; readonly name_en?: string | null },
  language: string,
): string {
  return language === "en" ? (row.name_en ?? row.name) : row.name;
}

/** A length of time in one part, for narrow places: `23 min`, `1.5 h`. */
export function shortDuration(
  seconds: number | null | undefined,
  language: string = pageLanguage(),
): string {
  if (seconds === null || seconds === undefined) return "–";
  const [, hour, minute] = PARTS[language] ?? (PARTS.en as Parts);
  const minutes = Math.max(0, Math.floor(seconds / 60));
  return minutes < 60 ? `${minutes}${minute}` : `${(minutes / 60).toFixed(1)}${hour}`;
}
