/** The component lots that were scanned at this station, job by job; each report names them. */

import { create } from "zustand";
import { keepNote } from "@/shared/offline/notes";

const KEPT = "taktline.mounted";
/** Jobs whose lots are remembered; the oldest are forgotten. */
const JOBS_MAX = 40;
/** Of one material: the lot that runs out and the one after it. */
const LOTS_MAX = 2;

export interface Lot {
  readonly material: string;
  readonly lot: string;
}

export type ByJob = Readonly<Record<string, readonly Lot[]>>;

/** The lots after another one was mounted: first what runs out, then what comes after it. */
export function mounting(lots: readonly Lot[], fresh: Lot): readonly Lot[] {
  const others = lots.filter((one) => one.material !== fresh.material);
  const same = lots.filter((one) => one.material === fresh.material && one.lot !== fresh.lot);
  return [...others, ...same.slice(-(LOTS_MAX - 1)), fresh];
}

function read(): ByJob {
  const text = localStorage.getItem(KEPT);
  return text === null ? {} : (JSON.parse(text) as ByJob);
}

export const useMounted = create<{ readonly lots: ByJob }>(() => ({ lots: read() }));

function keep(job: string, lots: readonly Lot[]): void {
  const others = Object.entries(useMounted.getState().lots).filter(([code]) => code !== job);
  const all: ByJob = Object.fromEntries([...others.slice(-(JOBS_MAX - 1)), [job, lots]]);
  keepNote(KEPT, JSON.stringify(all));
  useMounted.setState({ lots: all });
}

export const lotsOf = (job: string): readonly Lot[] => useMounted.getState().lots[job] ?? [];

export function mount(job: string, lot: Lot): void {
  keep(job, mounting(lotsOf(job), lot));
}

export function unmount(job: string, lot: Lot): void {
  keep(
    job,
    lotsOf(job).filter((one) => one.material !== lot.material || one.lot !== lot.lot),
  );
}
