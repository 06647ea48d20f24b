/** The wall: every station with what it does now, since when, on which job, how fast. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Flex, Skeleton, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { duration, named, number } from "@/shared/format";
import { StateTag } from "@/shared/plant/StateTag";
import { STATES, stateOf } from "@/shared/plant/states";
import type { Window } from "@/shared/plant/today";
import { Frame } from "./Frame";
import type { WallRow } from "./rows";
import type { Asking } from "./search";

export function WallPage(asking: Asking) {
  return (
    <Frame page="wall" timed={false} placed {...asking}>
      {(window) => <Wall window={window} within={asking.search.within} />}
    </Frame>
  );
}

function Wall({
  window,
  within,
}: {
  readonly window: Window;
  readonly within: string | undefined;
}) {
  const { t, i18n } = useTranslation();
  const wall = useQuery(asked("cockpit.wall", { ...window.span, within }));
  if (wall.error) {
    return <Alert type="error" showIcon title={sentence(wall.error, t("state.away"))} />;
  }
  if (!wall.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const rows = wall.data.rows;
  if (rows.length === 0) {
    return <Nothing says={t("machines.none")} first={["equipment"]} />;
  }
  const parents = [...new Set(rows.map((row) => row.parent))];
  return (
    <>
      <Counts rows={rows} />
      {parents.map((parent) => {
        const own = rows.filter((row) => row.parent === parent);
        const [first] = own;
        const title = first?.parent_name
          ? named({ name: first.parent_name, name_en: first.parent_name_en }, i18n.language)
          : t("machines.alone");
        return (
          <section key={parent ?? ""} className="wall-line" aria-label={title}>
            <Flex gap={12} align="baseline">
              <Typography.Title level={4}>{title}</Typography.Title>
              {parent !== null && (
                <Link to="/board/$line" params={{ line: parent }}>
                  {t("machines.board")}
                </Link>
              )}
            </Flex>
            <ul className="wall">
              {own.map((row) => (
                <Tile key={row.work_unit} row={row} now={window.span.until} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Counts({ rows }: { readonly rows: readonly WallRow[] }) {
  const { t } = useTranslation();
  const counts = STATES.map(
    (state) =>
      [state, rows.filter((row) => row.state !== null && stateOf(row.state) === state)] as const,
  ).filter(([, own]) => own.length > 0);
  return (
    <ul className="wall-counts" aria-label={t("machines.counts")}>
      {counts.map(([state, own]) => (
        <li key={state}>
          <StateTag state={state} /> {own.length}
        </li>
      ))}
    </ul>
  );
}

function Tile({ row, now }: { readonly row: WallRow; readonly now: string }) {
  const { t, i18n } = useTranslation();
  const since = row.since === null ? null : (Date.parse(now) - Date.parse(row.since)) / 1000;
  return (
    <li className={`tile state-${stateOf(row.state)}`} data-unit={row.work_unit}>
      <Flex justify="space-between" gap={8} align="center">
        <Link
          className="tile-name"
          to="/machines/timeline"
          search={{ unit: row.work_unit }}
          title={row.work_unit}
        >
          {named(row, i18n.language)}
        </Link>
        <StateTag state={row.state} />
      </Flex>
      <p className="tile-since">
        {since === null ? " " : t("machines.since", { length: duration(since) })}
        {row.said && ` · ${row.said}`}
      </p>
      <Job row={row} />
      <p className="tile-pieces">
        {t("machines.goodBad", { good: number(row.good), bad: number(row.bad) })}
        {row.counted !== null && ` · ${t("machines.counter", { count: number(row.counted) })}`}
      </p>
      <Cycle row={row} />
      <Flex gap={8} wrap>
        {row.call !== null && (
          <Link className="tile-call" to="/calls">
            <span aria-hidden="true">▲ </span>
            {t(row.is_call_taken ? "machines.callTaken" : "machines.callOpen", {
              kind: t(`alert.${row.call_kind}`),
            })}
          </Link>
        )}
        {row.unlabelled > 0 && (
          <Link to="/machines/stops" search={{ unit: row.work_unit, only: "yes" }}>
            {t("machines.unlabelled", { count: row.unlabelled })}
          </Link>
        )}
      </Flex>
    </li>
  );
}

function Job({ row }: { readonly row: WallRow }) {
  const { t } = useTranslation();
  if (row.job_order === null) return <p className="tile-job">{t("machines.noJob")}</p>;
  const share = Math.min(1, Number(row.job_good) / Math.max(1, Number(row.ordered)));
  return (
    <div className="tile-job">
      <Link to="/jobs/$code" params={{ code: row.job_order }}>
        {row.work_order ?? row.job_order}
      </Link>{" "}
      {row.operation}
      <span className="tile-progress">
        <progress
          max={1}
          value={share}
          aria-label={t("machines.ofJob", {
            good: number(row.job_good),
            ordered: number(row.ordered),
          })}
        />
        {number(row.job_good)} / {number(row.ordered)}
      </span>
    </div>
  );
}

function Cycle({ row }: { readonly row: WallRow }) {
  const { t } = useTranslation();
  const planned = row.planned_cycle_s;
  if (!planned) return null;
  const text =
    row.cycle_s === null
      ? t("machines.plannedCycle", { planned: number(planned) })
      : t("machines.cycle", { cycle: row.cycle_s.toFixed(0), planned: number(planned) });
  return <p className="tile-pieces">{text}</p>;
}
