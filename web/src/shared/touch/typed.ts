/** A number as fingers make it: the proposal goes with the first key, one point, no sign. */

export const LONGEST = 9;

export interface Typed {
  readonly text: string;
  /** Still as proposed: the next key begins anew. */
  readonly proposed: boolean;
}

export type PadKey = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "." | "erase";

export const proposal = (text: string): Typed => ({ text, proposed: true });

export function press(typed: Typed, key: PadKey): Typed {
  if (key === "erase") {
    return { text: typed.proposed ? "" : typed.text.slice(0, -1), proposed: false };
  }
  const before = typed.proposed ? "" : typed.text;
  if (before.length >= LONGEST || (key === "." && before.includes("."))) return typed;
  if (key === ".") return { text: `${before || "0"}.`, proposed: false };
  return { text: before === "0" ? key : before + key, proposed: false };
}

/** The number as it is sent; null while it is none above 0. */
export function amountOf(typed: Typed): string | null {
  const text = typed.text.replace(/\.$/, "");
  return Number(text) > 0 ? text : null;
}

/** A number that may be below zero: the digits change, its sign stays. */
export function pressSigned(text: string, key: PadKey): string {
  const digits = press({ text: text.replace("-", ""), proposed: false }, key).text;
  return text.startsWith("-") && digits !== "" ? `-${digits}` : digits;
}

/** The same number with the other sign. */
export function turned(text: string): string {
  if (text === "") return "";
  return text.startsWith("-") ? text.slice(1) : `-${text}`;
}
