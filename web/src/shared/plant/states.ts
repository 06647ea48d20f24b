/** What machines do, and how it looks everywhere: a colour, a sign and a word, never colour alone. */

export const STATES = [
  "executing",
  "setup",
  "waiting",
  "minor_stop",
  "fault",
  "maintenance",
  "idle_no_order",
  "planned_off",
  "offline",
] as const;
export type State = (typeof STATES)[number];

interface Look {
  readonly sign: string;
  /** Of surfaces: bars, lanes, the edge of a tile. */
  readonly color: string;
}

export const LOOKS: Readonly<Record<State, Look>> = {
  executing: { sign: "●", color: "#16a34a" },
  setup: { sign: "◆", color: "#0891b2" },
  waiting: { sign: "◔", color: "#eab308" },
  minor_stop: { sign: "▲", color: "#f59e0b" },
  fault: { sign: "✖", color: "#dc2626" },
  maintenance: { sign: "✚", color: "#a855f7" },
  idle_no_order: { sign: "○", color: "#94a3b8" },
  planned_off: { sign: "–", color: "rgba(148, 163, 184, 0.35)" },
  offline: { sign: "?", color: "#64748b" },
};

/** The state a word of the server means; what nobody has heard of is offline. */
export function stateOf(word: string | null | undefined): State {
  return STATES.find((one) => one === word) ?? "offline";
}

const STOPPED: ReadonlySet<string> = new Set(["fault", "minor_stop", "waiting", "maintenance"]);

/** Whether a machine stands although it should not. */
export function isStopped(state: string | null): boolean {
  return state !== null && STOPPED.has(state);
}
