/** Which job somebody was last reported on here; it stands in their line the next time. */

import { keepNote } from "@/shared/offline/notes";

const KEPT = "taktline.others.last";

export type Last = Readonly<Record<string, string>>;

export function lastJobs(): Last {
  const text = localStorage.getItem(KEPT);
  return text === null ? {} : (JSON.parse(text) as Last);
}

export function rememberJobs(fresh: Last): void {
  keepNote(KEPT, JSON.stringify({ ...lastJobs(), ...fresh }));
}
