/** The cockpit's figures, as addresses name them. */

export const FIGURES = ["output", "late", "oee", "yield", "stops", "alerts", "reports"] as const;
export type FigureName = (typeof FIGURES)[number];

export function isFigure(name: string): name is FigureName {
  return (FIGURES as readonly string[]).includes(name);
}

/** What narrows the rows behind a figure; it stands in the address. */
export interface Narrowed {
  readonly work_unit?: string;
  readonly material?: string;
  readonly work_order?: string;
}
