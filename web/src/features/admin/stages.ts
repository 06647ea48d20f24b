/** Which stages stand, and what a choice switches on and off. */

type Row = Readonly<Record<string, unknown>>;

/** Code of the material class a row is about; none: the whole plant. */
export function classOf(row: Row): string | null {
  const linked = row.material_class as { readonly code?: string | null } | null | undefined;
  return linked?.code ?? null;
}

/** What is switched on; undefined where nothing was ever switched. */
export function stagesOf(
  rows: readonly Row[],
  material_class: string | null,
): readonly string[] | undefined {
  const row = rows.find((one) => classOf(one) === material_class);
  return row && Array.isArray(row.stages) ? row.stages.map(String) : undefined;
}

/** From what stands to what is wanted. */
export function switched(standing: readonly string[], wanted: readonly string[]) {
  return {
    switch_on: wanted.filter((one) => !standing.includes(one)),
    switch_off: standing.filter((one) => !wanted.includes(one)),
  };
}
