/** Who works on a job: people join and leave by touch or badge, the job goes on. */

import { useTranslation } from "react-i18next";
import type { Me } from "@/shared/api/session";
import { say } from "@/shared/floor/say";
import { clockTime } from "@/shared/format";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Job } from "./jobs";
import { type Person, UNMARKED } from "./marks";

interface Somebody {
  readonly id: string;
  readonly name: string;
}

/** Let somebody join a job, or leave it. */
export async function joins(job: Job, who: Somebody, done: string): Promise<void> {
  const fields = { job_order: job.code, resource: who.id };
  await say({ command: "kernel.sign_in", fields, said: `${job.code} · ${who.name}` }, done);
}

export async function leaves(job: Job, who: Somebody, done: string): Promise<void> {
  const fields = { job_order: job.code, resource: who.id };
  await say({ command: "kernel.sign_out", fields, said: `${job.code} · ${who.name}` }, done);
}

interface Asked {
  readonly job: Job;
  readonly me: Me;
  readonly onScan: (code: string) => void;
  readonly onClose: () => void;
}

export function PeopleSheet({ job, me, onScan, onClose }: Asked) {
  const { t } = useTranslation();
  const { present } = job.marks ?? UNMARKED;
  const own = me.person;
  const isHere = present.some((one) => one.id === own);
  return (
    <Sheet title={t("floor.people.title", { job: job.code })} onClose={onClose} onScan={onScan}>
      {present.length === 0 && <p className="note">{t("floor.people.nobody")}</p>}
      {present.map((one) => (
        <Row key={one.id} one={one} onLeave={() => leaves(job, one, t("floor.people.left"))} />
      ))}
      {own !== null && !isHere && (
        <button
          type="button"
          className="key primary"
          onClick={() => joins(job, { id: own, name: me.name }, t("floor.people.joined"))}
        >
          <Sign name="plus" /> {t("floor.people.me")}
        </button>
      )}
      <p className="quiet">
        <Sign name="scan" /> {t("floor.people.scan")}
      </p>
    </Sheet>
  );
}

function Row({ one, onLeave }: { readonly one: Person; readonly onLeave: () => void }) {
  const { t } = useTranslation();
  return (
    <p className="waits">
      <Sign name="people" />
      <span className="grows">
        {one.name}
        <span className="quiet">{t("floor.people.since", { at: clockTime(one.since) })}</span>
      </span>
      <button type="button" className="key" onClick={onLeave}>
        {t("floor.people.leave")}
      </button>
    </p>
  );
}
