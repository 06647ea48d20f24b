/** Limits of a characteristic: what they allow, and whether a value keeps to them. */

export interface Limited {
  readonly lsl: string | number | null;
  readonly usl: string | number | null;
}

/** What the limits allow, as a drawing says it. */
export function limitsOf(row: Limited): string {
  const plain = (value: string | number) => String(Number(value));
  if (row.lsl !== null && row.usl !== null) return `${plain(row.lsl)} … ${plain(row.usl)}`;
  if (row.usl !== null) return `≤ ${plain(row.usl)}`;
  return row.lsl === null ? "–" : `≥ ${plain(row.lsl)}`;
}

/**
 * Whether a typed value is within its limits, both inclusive; null where there are none or it is no
 * number. A comfort: the server judges.
 */
export function within(
  one: Limited & { readonly natural_limit: string | null },
  typed: string,
): boolean | null {
  const value = Number(typed);
  if (typed.trim() === "" || Number.isNaN(value)) return null;
  if (one.lsl === null && one.usl === null) return null;
  const low = one.lsl ?? one.natural_limit;
  return (low === null || Number(low) <= value) && (one.usl === null || value <= Number(one.usl));
}
