/** Values of the process that a report says: what is asked, what was typed, whether it is right. */

export interface Asked {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly kind: "number" | "text" | "choice" | "yes_no";
  readonly unit: string;
  readonly lower: string | null;
  readonly upper: string | null;
  readonly choices: readonly string[];
  readonly required: boolean;
}

/** What was typed, by code; `yes` and `no` of a question. */
export type Values = Readonly<Record<string, string>>;

/** Whether a typed value keeps to its limits, both inclusive; null while nothing can be said. */
export function isRight(one: Asked, typed: string | undefined): boolean | null {
  if (typed === undefined || typed === "") return null;
  if (one.kind === "yes_no") return typed === "yes";
  if (one.kind !== "number") return true;
  const value = Number(typed);
  if (Number.isNaN(value)) return null;
  const { lower, upper } = one;
  return (lower === null || Number(lower) <= value) && (upper === null || value <= Number(upper));
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** A value as it is said; null while it is none. */
function saidOf({ kind }: Asked, typed: string | undefined): string | boolean | null {
  const text = (typed ?? "").trim().replace(/\.$/, "");
  if (text === "") return null;
  if (kind === "yes_no") return text === "yes";
  return kind === "number" && !NUMBER.test(text) ? null : text;
}

/** The first value that a report of pieces still needs. */
export function missing(asked: readonly Asked[], values: Values): Asked | undefined {
  return asked.find((one) => one.required && saidOf(one, values[one.code]) === null);
}

/** The values as the command's field. */
export function saidValues(
  asked: readonly Asked[],
  values: Values,
): Readonly<Record<string, string | boolean>> {
  const said: Record<string, string | boolean> = {};
  for (const one of asked) {
    const value = saidOf(one, values[one.code]);
    if (value !== null) said[one.code] = value;
  }
  return said;
}

/** The number that is asked for behind one, around the end; itself where there is no other. */
export function nextNumber(
  asked: readonly Asked[],
  values: Values,
  code: string,
): string | undefined {
  const at = asked.findIndex((one) => one.code === code);
  const order = [...asked.slice(at + 1), ...asked.slice(0, at)];
  return order.find((one) => one.kind === "number" && !values[one.code])?.code;
}
