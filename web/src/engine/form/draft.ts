/** What was typed into a form and not yet sent: kept for this tab, so that a reload loses nothing. */

const BEGIN = "taktline.draft.";
const DRAFT_CHARACTERS_MAX = 200_000;

type Values = Readonly<Record<string, unknown>>;
type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const shelf = (): Shelf | null => (typeof sessionStorage === "undefined" ? null : sessionStorage);

/** Keep what was typed; a draft that is too long is not kept. */
export function keepDraft(key: string, values: Values, kept: Shelf | null = shelf()): void {
  const text = JSON.stringify(values);
  if (text.length > DRAFT_CHARACTERS_MAX) return;
  try {
    kept?.setItem(BEGIN + key, text);
  } catch {
    // A full or forbidden store keeps no draft; the form works all the same.
  }
}

/** What was typed before; null where there is none. */
export function draftOf(key: string, kept: Shelf | null = shelf()): Values | null {
  const text = kept?.getItem(BEGIN + key) ?? null;
  if (text === null) return null;
  try {
    const found = JSON.parse(text) as unknown;
    return typeof found === "object" && found !== null && !Array.isArray(found)
      ? (found as Values)
      : null;
  } catch {
    return null;
  }
}

/** Forget it: it was sent, or given up. */
export function forgetDraft(key: string, kept: Shelf | null = shelf()): void {
  kept?.removeItem(BEGIN + key);
}
