/** What the job order still gets, and where to go for it; what is done stands last. */

import { useTranslation } from "react-i18next";
import { number } from "@/shared/format";
import { Sign } from "@/shared/ui/Sign";
import type { Open } from "./flow";

interface Asked {
  readonly open: readonly Open[];
  /** Touched, a lot is taken as if it were scanned: for goods without a label. */
  readonly onPick: (code: string) => void;
}

export function PickList({ open, onPick }: Asked) {
  const { t } = useTranslation();
  if (open.length === 0) return <p className="note">{t("warehouse.noList")}</p>;
  const rows = [...open].sort((a, b) => Number(b.open) - Number(a.open));
  return (
    <section className="warehouse-list" aria-label={t("warehouse.list")}>
      {rows.map((row) => {
        const done = Number(row.open) === 0;
        const [first] = row.places;
        return (
          <button
            type="button"
            key={row.material}
            className={done ? "key pick-row done" : "key pick-row"}
            disabled={done || row.traced !== "none"}
            onClick={() => onPick(row.material)}
          >
            <span className="pick-what">
              <strong>{row.name}</strong>
              <small className="quiet">{row.material}</small>
            </span>
            <span className="pick-much">
              {done ? <Sign name="check" /> : number(row.open)} <small>{row.unit}</small>
            </span>
            <span className="pick-where">
              {done && t("warehouse.allIssued", { issued: number(row.issued) })}
              {!done && !first && (
                <>
                  <Sign name="warn" size={24} /> {t("warehouse.nothingFree")}
                </>
              )}
              {!done &&
                row.places.slice(0, 3).map((one) => (
                  <span key={`${one.place} ${one.lot}`}>
                    {one.place}
                    {one.lot === "-" ? "" : ` · ${one.lot}`} ({number(one.free)})
                  </span>
                ))}
            </span>
          </button>
        );
      })}
    </section>
  );
}
