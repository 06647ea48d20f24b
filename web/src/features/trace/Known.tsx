/** What is known of one lot of the picture: where it is, who worked on it and how, what was measured. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Descriptions, Flex, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asked } from "@/shared/api/query";
import { instant, number } from "@/shared/format";
import {
  type Direction,
  jobsOf,
  measured,
  type ResultRow,
  settings,
  type TraceRow,
  type WorkRow,
} from "./rows";
import { Judged, Settings } from "./Tables";

const WHERES = ["in_stock", "in_process", "shipped", "scrapped", "elsewhere"] as const;
/** So many results are read of one lot; so many of them, the bad ones first, stand beside the picture. */
const RESULTS_READ = 1000;
const RESULTS_SHOWN = 12;

interface Props {
  readonly row: TraceRow;
  readonly direction: Direction;
  readonly onLeave: () => void;
}

export function Known({ row, direction, onLeave }: Props) {
  const { t } = useTranslation();
  const { material, lot } = row;
  const quantities = WHERES.filter((one) => Number(row[one]) !== 0).map((one) => ({
    key: one,
    label: t(`traceWhere.${one}`),
    children: `${number(row[one])} ${row.unit}`,
  }));
  const jobs = jobsOf(row).map((code) => (
    <Link key={code} to="/jobs/$code" params={{ code }} className="trace-job">
      {code}
    </Link>
  ));
  const lists: readonly { key: string; label: string; list: readonly ReactNode[] }[] = [
    { key: "job", label: t("column.job"), list: jobs },
    {
      key: "partner",
      label: direction === "forward" ? t("trace.customers") : t("trace.suppliers"),
      list: [row.partners.join(", ")].filter(Boolean),
    },
    {
      key: "shared",
      label: t("trace.shared"),
      list: [row.co_processed.join(", ")].filter(Boolean),
    },
    { key: "held", label: t("traceWhere.held"), list: [row.held_by.join(", ")].filter(Boolean) },
  ];
  const told = lists.flatMap(({ list, ...item }) =>
    list.length > 0 ? [{ ...item, children: list }] : [],
  );
  return (
    <>
      <Descriptions column={1} size="small" items={[...quantities, ...told]} />
      {lot !== "-" && (
        <>
          <Worked material={material} lot={lot} />
          <Measured material={material} lot={lot} direction={direction} onLeave={onLeave} />
        </>
      )}
      <Flex gap={8} wrap>
        <Link to="/lots/$material/$lot" params={{ material, lot }}>
          <Button type="primary">{t("trace.lot")}</Button>
        </Link>
        <Link
          to="/trace/$material/$lot"
          params={{ material, lot }}
          search={{ direction }}
          onClick={onLeave}
        >
          <Button>{t("trace.fromHere")}</Button>
        </Link>
      </Flex>
    </>
  );
}

interface LotNamed {
  readonly material: string;
  readonly lot: string;
}

/** Operations, machines, people and settings of one lot, as they happened. */
function Worked(lot: LotNamed) {
  const { t, i18n } = useTranslation();
  const alone = { ...lot, direction: "backward", depth: 0, limit: 50 };
  const rows = useQuery(asked("inventory.trace_work", alone)).data?.rows ?? [];
  if (rows.length === 0) return null;
  const said = (row: WorkRow) => [row.work_unit, row.people.join(", ")].filter(Boolean).join(" · ");
  return (
    <section className="known-part" aria-label={t("traceView.work")}>
      <Typography.Title level={5}>{t("traceView.work")}</Typography.Title>
      <ol className="known-list">
        {rows.map((row) => (
          <li key={row.id}>
            <strong>{row.operation}</strong> {instant(row.at, i18n.language)}
            <div>{said(row)}</div>
            <Settings of={settings(row.parameters, i18n.language)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface MeasuredProps extends LotNamed {
  readonly direction: Direction;
  readonly onLeave: () => void;
}

/** What was measured at one lot: how much of it was bad, and that first. */
function Measured({ direction, onLeave, ...lot }: MeasuredProps) {
  const { t } = useTranslation();
  const alone = { ...lot, direction: "backward", depth: 0, limit: RESULTS_READ };
  const rows = useQuery(asked("inventory.trace_results", alone)).data?.rows ?? [];
  if (rows.length === 0) return null;
  const bad = rows.filter((row) => row.passed === false);
  const shown: readonly ResultRow[] = [...bad, ...rows.filter((row) => row.passed !== false)].slice(
    0,
    RESULTS_SHOWN,
  );
  return (
    <section className="known-part" aria-label={t("traceView.results")}>
      <Typography.Title level={5}>{t("traceView.results")}</Typography.Title>
      <p>{t("trace.measured", { count: rows.length, bad: bad.length })}</p>
      <ul className="known-list">
        {shown.map((row) => (
          <li key={row.id}>
            <Judged passed={row.passed} /> {row.characteristic} <strong>{measured(row, t)}</strong>
          </li>
        ))}
      </ul>
      {rows.length > shown.length && (
        <Link
          to="/trace/$material/$lot"
          params={lot}
          search={{ direction, view: "results" }}
          onClick={onLeave}
        >
          {t("trace.allMeasured")}
        </Link>
      )}
    </section>
  );
}
