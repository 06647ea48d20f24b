/** What was scanned, and what can be done with it at this station. */

import { useTranslation } from "react-i18next";
import type { Me } from "@/shared/api/session";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Job } from "./jobs";
import { UNMARKED } from "./marks";
import type { Found } from "./meaning";
import { joins, leaves } from "./PeopleSheet";

export type Shown = Extract<Found, { readonly what: "person" | "machine" | "material" | "stock" }>;

interface Asked {
  readonly found: Shown;
  readonly job: Job | undefined;
  readonly me: Me;
  readonly onBadge: () => void;
  readonly onCall: (kind: string, text: string) => void;
  readonly onJob: (code: string) => void;
  readonly onClose: () => void;
}

export function FoundSheet(asked: Asked) {
  const { t } = useTranslation();
  const { found, job, onCall, onJob, onClose } = asked;
  const text = `${found.code} ${found.name}`.trim();
  const call = (kind: string) => (
    <button type="button" className="key" onClick={() => onCall(kind, text)}>
      <Sign name="bell" /> {t(`floor.found.${kind}`)}
    </button>
  );
  return (
    <Sheet title={t(`floor.found.is.${found.what}`, { name: text })} onClose={onClose}>
      {found.what === "person" && <PersonKeys {...asked} found={found} />}
      {found.what === "machine" && found.job !== null && (
        <button type="button" className="key" onClick={() => onJob(found.job ?? "")}>
          <Sign name="play" /> {t("floor.found.runs", { job: found.job })}
        </button>
      )}
      {found.what === "machine" && job && call("machine")}
      {found.what === "material" && job && call("material")}
      {found.what === "stock" && <p className="note">{t("floor.found.inWarehouse")}</p>}
    </Sheet>
  );
}

type PersonFound = Extract<Found, { readonly what: "person" }>;

function PersonKeys({ found, job, me, onBadge, onClose }: Asked & { readonly found: PersonFound }) {
  const { t } = useTranslation();
  const isHere = (job?.marks ?? UNMARKED).present.some((one) => one.id === found.id);
  return (
    <>
      {job && !isHere && (
        <button
          type="button"
          className="key primary"
          onClick={() => {
            onClose();
            void joins(job, found, t("floor.people.joined"));
          }}
        >
          <Sign name="plus" /> {t("floor.found.joins", { job: job.code })}
        </button>
      )}
      {job && isHere && (
        <button
          type="button"
          className="key"
          onClick={() => {
            onClose();
            void leaves(job, found, t("floor.people.left"));
          }}
        >
          <Sign name="out" /> {t("floor.found.leaves", { job: job.code })}
        </button>
      )}
      {found.id !== me.person && (
        <button type="button" className="key" onClick={onBadge}>
          <Sign name="swap" /> {t("floor.found.signIn")}
        </button>
      )}
    </>
  );
}
