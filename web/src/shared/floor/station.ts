/** The place a terminal stands at; read once somebody is there who may. */

import { useEffect, useState } from "react";
import { type Rows, readKept, records } from "./read";
import type { Station } from "./screen";

export interface Standing {
  readonly station: Station | null;
  readonly isKnown: boolean;
}

const UNKNOWN: Standing = { station: null, isKnown: false };

let ahead: { readonly node: string; readonly found: Promise<Rows<Station> | null> } | null = null;

/** Ask for a place before anything is shown of it. */
export async function askStation(node: string): Promise<Station | null> {
  if (ahead?.node !== node) ahead = { node, found: readStation(node) };
  return (await ahead.found)?.rows[0] ?? null;
}

function readStation(node: string): Promise<Rows<Station> | null> {
  return readKept<Rows<Station>>(`station.${node}`, records("equipment", `id = "${node}"`));
}

/** A place that was read, or that there is none to be shown. */
export function useStation(node: string | null | undefined, user: string | undefined): Standing {
  const [standing, setStanding] = useState(UNKNOWN);
  useEffect(() => {
    if (node === undefined || user === undefined) return;
    if (node === null) return setStanding({ station: null, isKnown: true });
    const asked = ahead?.node === node ? ahead.found : readStation(node);
    ahead = null;
    void asked.then((found) => setStanding({ station: found?.rows[0] ?? null, isKnown: true }));
  }, [node, user]);
  return standing;
}
