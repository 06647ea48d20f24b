/** What a station reads of the plant, kept for the time without a network. */

import { useCallback, useEffect, useState } from "react";
import { later } from "@/shared/floor/later";
import { askAhead, askNow, queried, type Rows, readKept, records } from "@/shared/floor/read";
import type { Station } from "@/shared/floor/screen";
import { useOutbox } from "@/shared/offline/outbox";
import { type Job, marked } from "./jobs";
import type { Marks } from "./marks";
import type { Goods, Known } from "./meaning";
import { makeReady } from "./steps";

const EVERY_MS = 5_000;
/** More jobs than a person scrolls through; a scan finds the others. */
const QUEUE_LONGEST = 60;
/** Of so many jobs the instructions are made ready for the time without a network. */
const READY = 4;

export interface Reason {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
}

const WORK_UNITS: ReadonlySet<string> = new Set(["unit", "work_cell", "storage_unit"]);

/** Why pieces are bad, by what the plant calls it. */
export function useReasons(): readonly Reason[] {
  const [reasons, setReasons] = useState<readonly Reason[]>([]);
  useEffect(
    () =>
      later(() => {
        void readKept<Rows<Reason>>("reasons", records("defect_code")).then((found) =>
          setReasons(found?.rows ?? []),
        );
      }),
    [],
  );
  return reasons;
}

function addresses(station: Station | null): { readonly queue: string; readonly marks: string } {
  const place = station && WORK_UNITS.has(station.level) ? "work_unit" : "work_center";
  const asked = { limit: QUEUE_LONGEST, [place]: station?.code };
  return {
    queue: queried("kernel.dispatch_queue", asked),
    marks: queried("kernel.station_marks", asked),
  };
}

/** Ask for the queue of a station before its screen is there. */
export function askQueue(station: Station | null): void {
  const { queue, marks } = addresses(station);
  askAhead(queue);
  askAhead(marks);
}

/** The queue of a station, read anew every few seconds and after everything that was sent. */
export function useQueue(
  station: Station | null,
  isKnown: boolean,
  active: boolean,
): readonly Job[] | null {
  const [jobs, setJobs] = useState<readonly Job[] | null>(null);
  const sent = useOutbox((state) => state.sent);
  const again = useCallback(async () => {
    const { queue, marks } = addresses(station);
    const at = station?.code ?? "";
    const [found, told] = await Promise.all([
      readKept<Rows<Job>>(`queue.${at}`, queue),
      readKept<Rows<Marks>>(`marks.${at}`, marks),
    ]);
    setJobs(marked(found?.rows ?? [], told?.rows ?? []));
  }, [station]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent changes the queue
  useEffect(() => {
    if (!isKnown || !active) return;
    void again();
    const reading = setInterval(() => void again(), EVERY_MS);
    return () => clearInterval(reading);
  }, [again, sent, isKnown, active]);
  const next = (jobs ?? [])
    .slice(0, READY)
    .map((job) => job.code)
    .join("\n");
  useEffect(() => {
    if (next === "") return;
    return later(() => void makeReady(next.split("\n")));
  }, [next]);
  return jobs;
}

export interface Card {
  readonly flow_card: string;
  readonly status: string;
  readonly voided_by: string | null;
  readonly replaced_by: string | null;
  readonly job_order: string;
  readonly waiting: string;
}

/** The step of a flow card where its pieces wait. */
export async function cardStep(code: string): Promise<Card | null> {
  const found = await askNow<Rows<Card>>(queried("kernel.flow_card", { flow_card: code }));
  return found?.rows.find((row) => Number(row.waiting) > 0) ?? found?.rows[0] ?? null;
}

/** All that a code may mean, of people and work and of goods; null without a network. */
export async function whatIs(
  code: string,
): Promise<{ readonly known: readonly Known[]; readonly goods: readonly Goods[] } | null> {
  const [known, goods] = await Promise.all([
    askNow<Rows<Known>>(queried("kernel.station_code", { code })),
    askNow<Rows<Goods>>(queried("inventory.what_is", { code })),
  ]);
  if (known === null && goods === null) return null;
  return { known: known?.rows ?? [], goods: goods?.rows ?? [] };
}

export interface Fit {
  readonly verdict: "fits" | "not_on_bill" | "held" | "expired" | "not_released" | "not_here";
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly lot: string;
  readonly unit: string;
  readonly expires_on: string | null;
  readonly held_by: readonly string[];
  readonly uses: readonly string[];
  readonly place: string | null;
  readonly here: string;
  readonly elsewhere: readonly string[];
}

/** Whether a lot may be used at a job; null where nobody can say. */
export async function fitOf(job: string, lot: string, material?: string): Promise<Fit | null> {
  const asked = queried("kernel.component_check", { job_order: job, lot, material });
  return (await askNow<Rows<Fit>>(asked))?.rows[0] ?? null;
}

interface Content {
  readonly material: string;
  readonly lot: string;
}

/** What is in a box or on a pallet. */
export async function contentOf(box: string): Promise<readonly Content[]> {
  const asked = queried("kernel.handling_unit_content", { handling_unit: box });
  return (await askNow<Rows<Content>>(asked))?.rows ?? [];
}
