/** Values of the process that an operation asks for, while they are edited. */

export const VALUE_KINDS = ["number", "choice", "yes_no", "text"] as const;
export const BEYOND = ["alert", "refuse"] as const;

export type ValueKind = (typeof VALUE_KINDS)[number];

/** A value as the server keeps it; what is left out holds as usual. */
export interface AskedValue {
  readonly code: string;
  readonly name?: string;
  readonly name_en?: string | null;
  readonly kind?: ValueKind;
  readonly unit?: string;
  readonly lower?: string | number | null;
  readonly upper?: string | number | null;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  readonly beyond?: (typeof BEYOND)[number];
}

export interface ValueDraft {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string;
  readonly kind: ValueKind;
  readonly unit: string;
  readonly lower: string;
  readonly upper: string;
  readonly choices: string;
  readonly required: boolean;
  readonly beyond: (typeof BEYOND)[number];
}

const shown = (limit: string | number | null | undefined): string => {
  const text = String(limit ?? "");
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
};

export const valueDraft = (kept: AskedValue): ValueDraft => ({
  key: kept.code,
  code: kept.code,
  name: kept.name ?? "",
  name_en: kept.name_en ?? "",
  kind: kept.kind ?? "number",
  unit: kept.unit ?? "",
  lower: shown(kept.lower),
  upper: shown(kept.upper),
  choices: (kept.choices ?? []).join(" / "),
  required: kept.required ?? true,
  beyond: kept.beyond ?? "alert",
});

export const blankValue = (key: string): ValueDraft => ({ ...valueDraft({ code: "" }), key });

const BETWEEN = /[;,/|;,、/]/;

/** The value as the command takes it: only numbers have a unit and limits, only choices words. */
export function writtenValue(draft: ValueDraft): AskedValue {
  const isNumber = draft.kind === "number";
  const [lower, upper] = [draft.lower.trim(), draft.upper.trim()];
  const words = draft.choices.split(BETWEEN).map((one) => one.trim());
  return {
    code: draft.code.trim() || draft.name.trim(),
    name: draft.name.trim(),
    name_en: draft.name_en.trim() || null,
    kind: draft.kind,
    unit: isNumber ? draft.unit.trim() : "",
    lower: isNumber && lower ? lower : null,
    upper: isNumber && upper ? upper : null,
    choices: draft.kind === "choice" ? words.filter(Boolean) : [],
    required: draft.required,
    beyond: draft.beyond,
  };
}
