/** What a station reads of the plant, kept for the time without a network. */

import { useCallback, useEffect, useState } from "react";
import { Refused, request, Unreachable } from "@/shared/api/http";
import { noteOnline, useOutbox } from "@/shared/offline/outbox";
import type { Job } from "./jobs";

const EVERY_MS = 5_000;
/** More jobs than a person scrolls through; a scan finds the others. */
const QUEUE_LONGEST = 60;

interface Rows<T> {
  readonly rows: readonly T[];
}

export interface Reason {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
}

export interface Station {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly level: string;
}

const WORK_UNITS: ReadonlySet<string> = new Set(["unit", "work_cell", "storage_unit"]);

function kept<T>(name: string): T | null {
  const text = localStorage.getItem(`taktline.kept.${name}`);
  return text === null ? null : (JSON.parse(text) as T);
}

/** Read and keep; without a network, what was kept. */
async function read<T>(name: string, path: string): Promise<T | null> {
  try {
    const found = await request<T>("GET", path);
    localStorage.setItem(`taktline.kept.${name}`, JSON.stringify(found));
    return found;
  } catch (failure) {
    if (failure instanceof Unreachable) noteOnline(false);
    return kept<T>(name);
  }
}

const records = (entity: string, filter?: string) => {
  const words = new URLSearchParams({ limit: "200", ...(filter ? { filter } : {}) });
  return `/api/v1/records/${entity}?${words}`;
};

/** A place that was read, or that there is none to be shown. */
export interface Standing {
  readonly station: Station | null;
  readonly isKnown: boolean;
}

const UNKNOWN: Standing = { station: null, isKnown: false };

/** The place a terminal stands at; read once somebody is there who may. */
export function useStation(node: string | null | undefined, user: string | undefined): Standing {
  const [standing, setStanding] = useState(UNKNOWN);
  useEffect(() => {
    if (node === undefined || user === undefined) return;
    if (node === null) return setStanding({ station: null, isKnown: true });
    const filter = `id = "${node}"`;
    void read<Rows<Station>>(`station.${node}`, records("equipment", filter)).then((found) =>
      setStanding({ station: found?.rows[0] ?? null, isKnown: true }),
    );
  }, [node, user]);
  return standing;
}

/** Why pieces are bad, by what the plant calls it. */
export function useReasons(): readonly Reason[] {
  const [reasons, setReasons] = useState<readonly Reason[]>([]);
  useEffect(() => {
    void read<Rows<Reason>>("reasons", records("defect_code")).then((found) =>
      setReasons(found?.rows ?? []),
    );
  }, []);
  return reasons;
}

function queueAddress(station: Station | null): string {
  const words = new URLSearchParams({ limit: String(QUEUE_LONGEST) });
  if (station) {
    words.set(WORK_UNITS.has(station.level) ? "work_unit" : "work_center", station.code);
  }
  return `/api/v1/queries/kernel.dispatch_queue?${words}`;
}

/** The queue of a station, read anew every few seconds and after everything that was sent. */
export function useQueue(station: Station | null, isKnown: boolean): readonly Job[] | null {
  const [jobs, setJobs] = useState<readonly Job[] | null>(null);
  const sent = useOutbox((state) => state.sent);
  const again = useCallback(async () => {
    if (!isKnown) return;
    const name = `queue.${station?.code ?? ""}`;
    const found = await read<Rows<Job>>(name, queueAddress(station));
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
  const words = new URLSearchParams({ flow_card: code });
  try {
    const found = await request<Rows<Card>>("GET", `/api/v1/queries/kernel.flow_card?${words}`);
    return found.rows.find((row) => Number(row.waiting) > 0) ?? found.rows[0] ?? null;
  } catch (failure) {
    if (failure instanceof Refused) return null;
    noteOnline(false);
    return null;
  }
}
