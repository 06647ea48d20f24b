/** A scanner that types: fast keys ending in Enter are one code, whatever input method is active. */

/** Keys of a scan follow each other within this time; no hand is that fast for a whole code. */
export const GAP_MS = 60;
export const SHORTEST = 3;

export interface Key {
  readonly key: string;
  readonly code: string;
  readonly shift: boolean;
  readonly at: number;
}

const SIGNS: Readonly<Record<string, string>> = {
  Minus: "-_",
  Slash: "/?",
  Period: ".>",
  Comma: ",<",
  Space: "  ",
  Semicolon: ";:",
  Equal: "=+",
  Backslash: "\\|",
};

/** The character a key stands for, also where an input method hides it (key code 229). */
export function characterOf(key: Pick<Key, "key" | "code" | "shift">): string | null {
  if (key.key.length === 1) return key.key;
  if (key.key !== "Process" && key.key !== "Unidentified") return null;
  const letter = /^Key([A-Z])$/.exec(key.code)?.[1];
  if (letter) return key.shift ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(key.code)?.[1];
  if (digit) return key.shift && digit === "3" ? "#" : digit;
  const sign = SIGNS[key.code];
  return sign ? (sign[key.shift ? 1 : 0] ?? null) : null;
}

/** Collect keys; the code when Enter ends a fast run, else null. */
export class Wedge {
  private read = "";
  private last = 0;

  take(key: Key): string | null {
    if (key.at - this.last > GAP_MS) this.read = "";
    this.last = key.at;
    if (key.key === "Enter" || key.code === "Enter" || key.code === "NumpadEnter") {
      const found = this.read.trim();
      this.read = "";
      return found.length >= SHORTEST ? found : null;
    }
    this.read += characterOf(key) ?? "";
    return null;
  }
}
