/** Rows of a trace, and the tree they stand for. */

export interface TraceRow {
  readonly id: string;
  readonly depth: number;
  readonly material: string;
  readonly lot: string;
  readonly unit: string;
  readonly in_stock: string;
  readonly in_process: string;
  readonly shipped: string;
  readonly scrapped: string;
  readonly elsewhere: string;
  readonly partners: readonly string[];
  readonly job_orders: readonly string[];
  readonly held_by: readonly string[];
}

export interface Level {
  readonly depth: number;
  readonly materials: readonly { readonly material: string; readonly rows: readonly TraceRow[] }[];
}

/** The lots by how many steps away they are, and by material within a step. */
export function levels(rows: readonly TraceRow[]): readonly Level[] {
  const depths = [...new Set(rows.map((row) => row.depth))].sort((a, b) => a - b);
  return depths.map((depth) => {
    const there = rows.filter((row) => row.depth === depth);
    const materials = [...new Set(there.map((row) => row.material))];
    return {
      depth,
      materials: materials.map((material) => ({
        material,
        rows: there.filter((row) => row.material === material),
      })),
    };
  });
}
