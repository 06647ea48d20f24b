/** Who and what a grid may name: people of the roster, open jobs, defect codes. */

import { useEffect, useState } from "react";
import { queried, type Rows, readKept, records } from "@/shared/floor/read";
import type { Station } from "@/shared/floor/screen";
import type { JobChoice, Person, Plant } from "./grid";

interface Member {
  readonly person: string;
  readonly valid_to: string | null;
}

interface Read extends Plant {
  /** The codes of those who belong to a crew now; they stand in the grid at first. */
  readonly roster: readonly string[];
}

const PEOPLE_MAX = 1000;
const JOBS_MAX = 200;
const ROSTER_MAX = 30;

export function usePlant(station: Station | null, isKnown: boolean, active: boolean): Read | null {
  const [plant, setPlant] = useState<Read | null>(null);
  useEffect(() => {
    if (isKnown && active) void read(station).then(setPlant);
  }, [station, isKnown, active]);
  return plant;
}

async function read(station: Station | null): Promise<Read> {
  const asked = { limit: JOBS_MAX, work_center: station?.code };
  const [people, members, jobs, defects] = await Promise.all([
    readKept<Rows<Person>>("people", records("person", undefined, PEOPLE_MAX)),
    readKept<Rows<Member>>("crew", records("crew_member", undefined, PEOPLE_MAX)),
    readKept<Rows<JobChoice>>("jobs", queried("kernel.dispatch_queue", asked)),
    readKept<Rows<{ readonly code: string }>>("reasons", records("defect_code")),
  ]);
  const today = new Date().toISOString().slice(0, 10);
  const present = (members?.rows ?? []).filter(
    (one) => one.valid_to === null || one.valid_to >= today,
  );
  const known = people?.rows ?? [];
  const roster = known.filter((one) => present.some((member) => member.person === one.id));
  return {
    people: known,
    jobs: jobs?.rows ?? [],
    defects: new Set((defects?.rows ?? []).map((one) => one.code)),
    roster: roster.slice(0, ROSTER_MAX).map((one) => one.code),
  };
}
