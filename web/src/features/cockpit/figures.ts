/** The cockpit's figures, as addresses name them. */

export const FIGURES = [
  "output",
  "late",
  "oee",
  "yield",
  "stops",
  "alerts",
  "alarms",
  "short",
  "reports",
] as const;
export type FigureName = (typeof FIGURES)[number];

/** The permission each asks for; who has it nowhere is not shown the figure. */
export const NEEDS: Readonly<Record<FigureName, string>> = {
  output: "work_order:read",
  late: "work_order:read",
  oee: "kpi:read",
  yield: "kpi:read",
  stops: "state:read",
  alerts: "work_alert:read",
  alarms: "balance:read",
  short: "work_order:read",
  reports: "work_order:read",
};

export function isFigure(name: string): name is FigureName {
  return (FIGURES as readonly string[]).includes(name);
}

/** What narrows the rows behind a figure; it stands in the address. */
export interface Narrowed {
  readonly work_unit?: string;
  readonly material?: string;
  readonly work_order?: string;
}
