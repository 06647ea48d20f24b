/** A connected gauge types what it measured as a scanner types a code. */

const GAUGE = /^([+-]?)(\d+(?:[.,]\d+)?|[.,]\d+)\s*(?:mm|um|µm|in|deg|°|g|kg|n|nm|v|a|ohm|Ω)?$/i;

/** The number a connected gauge typed, perhaps with its unit; null where it is another code. */
export function gaugeValue(code: string): string | null {
  const [, sign = "", digits] = GAUGE.exec(code.trim()) ?? [];
  if (digits === undefined) return null;
  const plain = digits.replace(",", ".").replace(/^\./, "0.");
  const short = plain.replace(/^0+(?=\d)/, "");
  return `${sign === "-" ? "-" : ""}${short}`;
}
