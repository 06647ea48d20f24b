/** What an inspector's tablet reads of the plant, kept for the time without a network. */

import { useCallback, useEffect, useState } from "react";
import { askNow, queried, type Rows, readKept } from "@/shared/floor/read";
import { useOutbox } from "@/shared/offline/outbox";
import type { Characteristic } from "./measure";

const EVERY_MS = 8_000;
const TASKS = 60;
/** So many tasks are made ready for the time without a network. */
const READY = 12;

export interface Task {
  readonly id: string;
  readonly code: string;
  readonly kind: "incoming" | "first_article" | "patrol" | "final" | "other";
  readonly inspects: string | null;
  readonly material: string | null;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly unit: string | null;
  readonly ordered: string;
  readonly supplier: string | null;
  readonly lots: readonly string[];
  readonly sample_size: number | null;
  readonly inspected: number;
  readonly failed: number;
  readonly taken_by: string | null;
  readonly waits_s: number;
  readonly status: string;
}

export interface Plan {
  readonly code: string;
  readonly name: string;
  readonly revision: number;
}

export interface Proposal {
  readonly severity: string;
  readonly sample_size: number;
  readonly accept: number;
  readonly reject: number;
  readonly nonconforming: number;
  readonly proposal: "accept" | "reject" | "incomplete";
}

export interface Lot {
  readonly lot: string;
  readonly place: string;
  readonly quantity: string;
  readonly unit: string;
}

/** Everything that is open, the oldest first; read anew while it is looked at. */
export function useTasks(active: boolean): readonly Task[] | null {
  const [tasks, setTasks] = useState<readonly Task[] | null>(null);
  const sent = useOutbox((state) => state.sent);
  const again = useCallback(async () => {
    const asked = queried("quality.inspections", { stand: "open", limit: TASKS });
    const found = (await readKept<Rows<Task>>("inspections", asked))?.rows ?? [];
    setTasks(found);
    return found;
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent changes the list
  useEffect(() => {
    if (!active) return;
    void again();
    const reading = setInterval(() => void again(), EVERY_MS);
    return () => clearInterval(reading);
  }, [again, sent, active]);
  const codes =
    tasks
      ?.slice(0, READY)
      .map((task) => task.code)
      .join("\n") ?? "";
  useEffect(() => {
    if (codes !== "") void makeReady(codes.split("\n"));
  }, [codes]);
  return tasks;
}

/** Read the plans of some tasks, so that they can be measured without a network. */
async function makeReady(codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    const [plan] = await plansOf(code);
    if (plan) await characteristicsOf(plan.code);
  }
}

export async function plansOf(code: string): Promise<readonly Plan[]> {
  const asked = queried("quality.inspection_plans", { inspection: code });
  return (await readKept<Rows<Plan>>(`inspection.plans.${code}`, asked))?.rows ?? [];
}

export async function characteristicsOf(plan: string): Promise<readonly Characteristic[]> {
  const asked = queried("quality.characteristics", { plan });
  return (await readKept<Rows<Characteristic>>(`inspection.plan.${plan}`, asked))?.rows ?? [];
}

export interface Bench {
  readonly task: Task | undefined;
  readonly plans: readonly Plan[];
  readonly proposals: readonly Proposal[];
  readonly isRead: boolean;
}

const EMPTY: Bench = { task: undefined, plans: [], proposals: [], isRead: false };

/** One inspection: the task, what it may be measured by, what its results come to. */
export function useBench(code: string, active: boolean): Bench {
  const [bench, setBench] = useState(EMPTY);
  const sent = useOutbox((state) => state.sent);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent changes it
  useEffect(() => {
    if (!active) return;
    const one = queried("quality.inspections", { stand: "all", inspection: code });
    const come = queried("quality.proposal", { inspection: code });
    void Promise.all([
      readKept<Rows<Task>>(`inspection.${code}`, one),
      plansOf(code),
      readKept<Rows<Proposal>>(`inspection.proposal.${code}`, come),
    ]).then(([found, plans, proposed]) => {
      const task = found?.rows[0] ?? keptTask(code);
      setBench({ task, plans, proposals: proposed?.rows ?? [], isRead: true });
    });
  }, [code, sent, active]);
  return bench;
}

/** The task as the list had it, where it was never opened with a network. */
function keptTask(code: string): Task | undefined {
  const text = localStorage.getItem("taktline.kept.inspections");
  const rows = text === null ? [] : (JSON.parse(text) as Rows<Task>).rows;
  return rows.find((task) => task.code === code);
}

/** What waits for the decision, asked now: null without a network. */
export async function lotsOf(code: string): Promise<readonly Lot[] | null> {
  const found = await askNow<Rows<Lot>>(queried("quality.waiting", { inspection: code }));
  return found?.rows ?? null;
}
