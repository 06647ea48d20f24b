/** What a station reads of the plant, kept for the time without a network. */

import { useCallback, useEffect, useState } from "react";
import { askNow, queried, type Rows, readKept, records } from "@/shared/floor/read";
import type { Station } from "@/shared/floor/screen";
import { useOutbox } from "@/shared/offline/outbox";
import type { Job } from "./jobs";

const EVERY_MS = 5_000;
/** More jobs than a person scrolls through; a scan finds the others. */
const QUEUE_LONGEST = 60;

export interface Reason {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
}

const WORK_UNITS: ReadonlySet<string> = new Set(["unit", "work_cell", "storage_unit"]);

/** Why pieces are bad, by what the plant calls it. */
export function useReasons(): readonly Reason[] {
  const [reasons, setReasons] = useState<readonly Reason[]>([]);
  useEffect(() => {
    void readKept<Rows<Reason>>("reasons", records("defect_code")).then((found) =>
      setReasons(found?.rows ?? []),
    );
  }, []);
  return reasons;
}

function queueAddress(station: Station | null): string {
  const place = station && WORK_UNITS.has(station.level) ? "work_unit" : "work_center";
  return queried("kernel.dispatch_queue", { limit: QUEUE_LONGEST, [place]: station?.code });
}

/** The queue of a station, read anew every few seconds and after everything that was sent. */
export function useQueue(station: Station | null, isKnown: boolean): readonly Job[] | null {
  const [jobs, setJobs] = useState<readonly Job[] | null>(null);
  const sent = useOutbox((state) => state.sent);
  const again = useCallback(async () => {
    if (!isKnown) return;
    const name = `queue.${station?.code ?? ""}`;
    const found = await readKept<Rows<Job>>(name, queueAddress(station));
    setJobs(found?.rows ?? []);
  }, [station, isKnown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent changes the queue
  useEffect(() => {
    void again();
    const reading = setInterval(() => void again(), EVERY_MS);
    return () => clearInterval(reading);
  }, [again, sent]);
  return jobs;
}

export interface Card {
  readonly flow_card: string;
  readonly status: string;
  readonly job_order: string;
  readonly waiting: string;
}

/** What a scanned code is: a flow card's step where pieces wait, a job order by code, or nothing. */
export async function whatIs(code: string): Promise<Card | null> {
  const found = await askNow<Rows<Card>>(queried("kernel.flow_card", { flow_card: code }));
  return found?.rows.find((row) => Number(row.waiting) > 0) ?? found?.rows[0] ?? null;
}
