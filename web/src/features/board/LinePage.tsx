/** A line on a big screen: output against plan, stations, hours, calls; read from five metres. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asked, type RowOf } from "@/shared/api/query";
import { clockTime, duration, named, number, percent, shortDuration } from "@/shared/format";
import { clockOf, type Day } from "@/shared/format/clock";
import { useLine } from "@/shared/live";
import { StateTag } from "@/shared/plant/StateTag";
import { stateOf } from "@/shared/plant/states";
import { type Today, useWindow, type Window } from "@/shared/plant/today";
import { BoardFrame } from "./BoardFrame";
import { columnsFor, figuresOf } from "./figures";

const TICK_MS = 5_000;
/** A line that is down so long is said; shorter breaks mend themselves unseen. */
const DOWN_MS = 10_000;
const CALLS_SHOWN = 3;
const HOURS_SHOWN = 12;

interface WallRow {
  readonly work_unit: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly state: string | null;
  readonly since: string | null;
  readonly job_order: string | null;
  readonly is_running: boolean;
  readonly good: string;
  readonly call: string | null;
}

type HourRow = RowOf<"cockpit.line_hours">;

interface CallRow {
  readonly id: string;
  readonly kind: string;
  readonly severity: number;
  readonly text: string;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly operation: string | null;
  readonly raised_at: string;
  readonly acknowledged_at: string | null;
}

export function LinePage({ line }: { readonly line: string }) {
  return (
    <BoardFrame>
      <Line line={line} />
    </BoardFrame>
  );
}

/** The present, told anew every few seconds. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  return now;
}

function Line({ line }: { readonly line: string }) {
  const { t } = useTranslation();
  const { window, failure } = useWindow({});
  if (failure && !window) return <p className="board-say">{t("state.away")}</p>;
  if (!window) return <p className="board-say" aria-busy="true" />;
  return <Shown line={line} window={window} />;
}

function Shown({ line, window }: { readonly line: string; readonly window: Window }) {
  const { t, i18n } = useTranslation();
  const asks = { ...window.today.day, within: line };
  const stations = useQuery(asked("cockpit.wall", asks)).data?.rows ?? [];
  const made = useQuery(asked("cockpit.line_output", asks)).data?.rows ?? [];
  const hours = useQuery(asked("cockpit.line_hours", asks)).data?.rows ?? [];
  const calls = useQuery(asked("cockpit.calls", { within: line })).data?.rows ?? [];
  const used = useQuery(asked("cockpit.oee", { ...window.today.day })).data?.rows ?? [];
  const places = useQuery(asked("cockpit.lines", {})).data?.rows;
  const place = places?.find((one) => one.code === line);
  const figures = figuresOf(made, used, new Set(stations.map((row) => row.work_unit)));
  if (places && !place && stations.length === 0) {
    return <p className="board-say">{t("board.noLine", { line })}</p>;
  }
  return (
    <>
      <Head title={place ? named(place, i18n.language) : line} today={window.today} />
      <section className="board-figures" aria-label={t("board.output")}>
        <p className="board-name">{t("board.output")}</p>
        <p className="board-big">{number(figures.good)}</p>
        <p className="board-plan">{t("board.ofPlan", { planned: number(figures.planned) })}</p>
        <progress
          max={Math.max(1, Number(figures.planned))}
          value={Math.min(Number(figures.good), Math.max(1, Number(figures.planned)))}
          aria-label={t("board.ofPlan", { planned: number(figures.planned) })}
        />
        <dl>
          <div>
            <dt>OEE</dt>
            <dd>{percent(figures.oee)}</dd>
          </div>
          <div>
            <dt>{t("column.bad")}</dt>
            <dd>{number(figures.bad)}</dd>
          </div>
        </dl>
      </section>
      <Stations rows={stations} now={window.today.now} />
      <Hours rows={hours} day={window.today.day} zone={window.today.site?.zone} />
      <Calls rows={calls} now={window.today.now} />
    </>
  );
}

function Head({ title, today }: { readonly title: string; readonly today: Today }) {
  const { t } = useTranslation();
  const now = useNow();
  const zone = today.site?.zone;
  // A plant that lives in another time (a demo, a replay) shows its own.
  const shown = today.site ? clockOf(today.site, new Date(now)) : new Date(now);
  const downSince = useLine((line) => line.downSince);
  const isDown = downSince !== null && now - downSince > DOWN_MS;
  return (
    <header className="board-head">
      <h1>{title}</h1>
      {isDown && (
        <p className="board-down" role="alert">
          ✖ {t("board.down", { at: clockTime(downSince, zone) })}
        </p>
      )}
      <button
        type="button"
        className="board-wide"
        onClick={() => void document.documentElement.requestFullscreen?.()}
      >
        {t("board.wide")}
      </button>
      <p className="board-clock">{clockTime(shown.getTime(), zone)}</p>
    </header>
  );
}

function Stations({ rows, now }: { readonly rows: readonly WallRow[]; readonly now: string }) {
  const { t, i18n } = useTranslation();
  const lasts = (row: WallRow) =>
    row.since === null ? "" : shortDuration((Date.parse(now) - Date.parse(row.since)) / 1000);
  return (
    <ul
      className={`board-stations columns-${columnsFor(rows.length)}`}
      aria-label={t("board.stations")}
    >
      {rows.map((row) => (
        <li key={row.work_unit} className={`state-${stateOf(row.state)}`}>
          <p className="board-name">{named(row, i18n.language)}</p>
          <StateTag state={row.state} />
          <p className="board-line">
            <span>{lasts(row)}</span>
            <strong>{number(row.good)}</strong>
          </p>
        </li>
      ))}
    </ul>
  );
}

function Hours({
  rows,
  day,
  zone,
}: {
  readonly rows: readonly HourRow[];
  readonly day: Day;
  readonly zone: string | undefined;
}) {
  const { t } = useTranslation();
  const start = Date.parse(day.since);
  const count = Math.max(1, Math.ceil((Date.parse(day.until) - start) / 3_600_000));
  const good = new Map(rows.map((row) => [Date.parse(row.hour), Number(row.good)]));
  const shown = Array.from({ length: count }, (_, index) => start + index * 3_600_000).slice(
    -HOURS_SHOWN,
  );
  const most = Math.max(1, ...shown.map((hour) => good.get(hour) ?? 0));
  return (
    <section className="board-hours" aria-label={t("board.hours")}>
      <ol>
        {shown.map((hour) => {
          const value = good.get(hour) ?? 0;
          return (
            <li key={hour}>
              <span className="board-count">{number(value)}</span>
              <meter max={most} value={value} aria-label={clockTime(hour, zone)} />
              <span className="board-hour">{clockTime(hour, zone).slice(0, 2)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Calls({ rows, now }: { readonly rows: readonly CallRow[]; readonly now: string }) {
  const { t, i18n } = useTranslation();
  const where = (row: CallRow) =>
    row.name ? named({ name: row.name, name_en: row.name_en }, i18n.language) : row.operation;
  return (
    <section
      className={rows.length > 0 ? "board-calls called" : "board-calls"}
      aria-label={t("board.calls")}
    >
      {rows.length === 0 && <p className="board-quiet">✔ {t("board.noCalls")}</p>}
      {rows.slice(0, CALLS_SHOWN).map((row) => (
        <p key={row.id}>
          <span>
            {row.acknowledged_at === null ? "▲" : "➜"} {t(`alert.${row.kind}`)} ·{" "}
            {where(row) ?? row.text}
          </span>
          <strong>{duration((Date.parse(now) - Date.parse(row.raised_at)) / 1000)}</strong>
        </p>
      ))}
      {rows.length > CALLS_SHOWN && <p>{t("board.more", { count: rows.length - CALLS_SHOWN })}</p>}
    </section>
  );
}
