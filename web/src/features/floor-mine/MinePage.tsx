/** My reports of today and this month: what counts, what waits, what was corrected and why. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { queried, type Rows, readKept } from "@/shared/floor/read";
import type { ScreenProps } from "@/shared/floor/screen";
import { clockTime, duration, number } from "@/shared/format";
import { wallOf } from "@/shared/format/zone";
import { useOutbox } from "@/shared/offline/outbox";
import { Sign, type SignName } from "@/shared/ui/Sign";
import { ofDay, type Report, type State, totalOf } from "./mine";
import "./mine.css";

const SIGNS: Readonly<Record<State, SignName>> = {
  counted: "check",
  waiting: "clock",
  refused: "cross",
  corrected: "undo",
  taken_back: "undo",
  parked: "clock",
  voided: "cross",
};
const SPANS = ["day", "month"] as const;

export function MinePage({ me, active, path, onPath }: ScreenProps) {
  const { t } = useTranslation();
  const sent = useOutbox((state) => state.sent);
  const [rows, setRows] = useState<readonly Report[] | null>(null);
  const today = wallOf(Date.now()).slice(0, 10);
  const span = path[0] === "month" ? "month" : "day";
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent changes it
  useEffect(() => {
    if (!active) return;
    const address = queried("kernel.my_work", { first: `${today.slice(0, 8)}01`, last: today });
    void readKept<Rows<Report>>(`mine.${me.user}`, address).then((found) =>
      setRows(found?.rows ?? []),
    );
  }, [active, sent, today, me.user]);
  if (rows === null)
    return <main className="mine" aria-busy="true" aria-label={t("floor.loading")} />;
  const shown = ofDay(rows, span === "day" ? today : null);
  const total = totalOf(shown);
  const currency = shown[0]?.currency ?? "";
  return (
    <main className="mine">
      <div className="spans">
        {SPANS.map((one) => (
          <button
            type="button"
            className="key"
            aria-pressed={span === one}
            key={one}
            onClick={() => onPath(one === "day" ? [] : [one])}
          >
            {t(`floor.mine.${one}`)}
          </button>
        ))}
      </div>
      <dl className="totals">
        <Total word={t("floor.mine.pieces")} value={number(total.pieces)} />
        {total.labor_s > 0 && (
          <Total word={t("floor.mine.hours")} value={duration(total.labor_s)} />
        )}
        {Number(total.amount) !== 0 && (
          <Total word={t("floor.mine.money")} value={`${number(total.amount)} ${currency}`} />
        )}
      </dl>
      {shown.length === 0 && <p className="empty-line">{t("floor.mine.empty")}</p>}
      <ul className="reports">
        {shown.map((row) => (
          <One key={`${row.report}${row.job_order}`} row={row} withDay={span === "month"} />
        ))}
      </ul>
    </main>
  );
}

function Total({ word, value }: { readonly word: string; readonly value: string }) {
  return (
    <div>
      <dt className="quiet">{word}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function One({ row, withDay }: { readonly row: Report; readonly withDay: boolean }) {
  const { t } = useTranslation();
  const tone = row.state === "counted" ? "good" : row.state === "waiting" ? "kept" : "bad";
  const at = clockTime(row.occurred_at);
  return (
    <li>
      <span className="quiet">{withDay ? `${row.day.slice(5)} ${at}` : at}</span>
      <span className="grows">
        <strong>{row.operation ?? "–"}</strong>
        <span className="quiet">{row.job_order}</span>
        {row.reported_by && (
          <span className="quiet">{t("floor.mine.for", { name: row.reported_by })}</span>
        )}
        {row.by && <span>{t("floor.mine.by", { name: row.by, reason: row.reason || "–" })}</span>}
      </span>
      <span className={`pill pill-${tone}`}>
        <Sign name={SIGNS[row.state]} size={24} /> {t(`floor.mine.state.${row.state}`)}
      </span>
      <span className="pieces">
        <strong>{number(row.pieces)}</strong>
        {Number(row.defective) > 0 && (
          <span className="quiet">{t("floor.mine.bad", { pieces: number(row.defective) })}</span>
        )}
      </span>
    </li>
  );
}
