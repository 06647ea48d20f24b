/** What a job uses up: how much is here, which lots are mounted. */

import { useTranslation } from "react-i18next";
import { named, number } from "@/shared/format";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Job } from "./jobs";
import { type Component, UNMARKED } from "./marks";
import { type Lot, unmount, useMounted } from "./mounted";

const NONE: readonly Lot[] = [];

interface Asked {
  readonly job: Job;
  readonly onScan: (code: string) => void;
  readonly onCall: () => void;
  readonly onClose: () => void;
}

export function LotsSheet({ job, onScan, onCall, onClose }: Asked) {
  const { t } = useTranslation();
  const lots = useMounted((state) => state.lots[job.code] ?? NONE);
  const { components } = job.marks ?? UNMARKED;
  return (
    <Sheet title={t("floor.lot.title", { job: job.code })} onClose={onClose} onScan={onScan}>
      {components.length === 0 && <p className="note">{t("floor.lot.none")}</p>}
      {components.map((one) => (
        <Row
          key={one.material}
          one={one}
          lots={lots.filter((lot) => lot.material === one.material)}
          onRemove={(lot) => unmount(job.code, lot)}
        />
      ))}
      <p className="quiet">
        <Sign name="scan" /> {t("floor.lot.scan")}
      </p>
      <button type="button" className="key" onClick={onCall}>
        <Sign name="bell" /> {t("floor.lot.request")}
      </button>
    </Sheet>
  );
}

interface RowAsked {
  readonly one: Component;
  readonly lots: readonly Lot[];
  readonly onRemove: (lot: Lot) => void;
}

function Row({ one, lots, onRemove }: RowAsked) {
  const { t, i18n } = useTranslation();
  const isHere = Number(one.here) >= Number(one.needed);
  return (
    <article className="component">
      <p className={isHere ? "enough" : "short"}>
        <Sign name={isHere ? "check" : "warn"} />
        <strong>{named(one, i18n.language)}</strong>
        <span className="quiet">{one.material}</span>
      </p>
      <p>
        {t("floor.lot.here", {
          here: number(one.here),
          needed: number(one.needed),
          unit: one.unit,
        })}
      </p>
      {lots.map((lot) => (
        <button type="button" className="key lot" key={lot.lot} onClick={() => onRemove(lot)}>
          <Sign name="check" /> {lot.lot}
          <span className="quiet">{t("floor.lot.remove")}</span>
        </button>
      ))}
    </article>
  );
}
