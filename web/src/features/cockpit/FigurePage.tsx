/** The rows behind one figure of the cockpit, each leading on to its reports or its order. */

import { Link, useNavigate } from "@tanstack/react-router";
import { Alert, Flex, Progress, Skeleton, Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { sentence } from "@/shared/api/sentence";
import { instant, named, number, percent } from "@/shared/format";
import { StateTag } from "@/shared/plant/StateTag";
import { isStopped } from "@/shared/plant/states";
import { type Today, useToday } from "@/shared/plant/today";
import "./cockpit.css";
import { type FigureName, isFigure, type Narrowed } from "./figures";
import {
  type AlarmRow,
  type CallRow,
  isShort,
  type OeeRow,
  type OrderRow,
  type OutputRow,
  type ReportRow,
  type ShortRow,
  type StationRow,
  type YieldRow,
} from "./rows";

interface Props {
  readonly figure: string;
  readonly narrowed: Narrowed;
}

interface Shown {
  readonly today: Today;
  readonly narrowed: Narrowed;
}

export function FigurePage({ figure, narrowed }: Props) {
  const { t } = useTranslation();
  const { today, failure } = useToday();
  if (!isFigure(figure)) return <Alert type="error" showIcon title={t("state.notFound")} />;
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!today) return <Skeleton active paragraph={{ rows: 8 }} />;
  const Rows = SHOWN[figure];
  return (
    <>
      <Flex className="cockpit-head" gap={12} align="baseline" wrap>
        <Typography.Title level={2}>{t(`figure.${figure}`)}</Typography.Title>
        <Typography.Text type="secondary">{t(`figureHelp.${figure}`)}</Typography.Text>
        {Object.values(narrowed).map((one) => (
          <Tag key={one}>{one}</Tag>
        ))}
      </Flex>
      <Rows today={today} narrowed={narrowed} />
    </>
  );
}

const right = { align: "right" as const };

function useReports() {
  const navigate = useNavigate();
  return (search: Narrowed) =>
    void navigate({ to: "/cockpit/$figure", params: { figure: "reports" }, search });
}

function Output({ today, narrowed }: Shown) {
  const { t, i18n } = useTranslation();
  const open = useReports();
  const columns: ColumnType<OutputRow>[] = [
    { title: t("column.material"), dataIndex: "material" },
    { title: t("column.name"), render: (_, row) => named(row, i18n.language) },
    { title: t("column.planned"), ...right, render: (_, row) => number(row.planned) },
    { title: t("column.finished"), ...right, render: (_, row) => number(row.finished) },
    { title: t("column.bad"), ...right, render: (_, row) => number(row.bad) },
    { title: t("column.scrap"), ...right, render: (_, row) => number(row.scrapped) },
    { title: t("column.unit"), dataIndex: "unit" },
  ];
  return (
    <QueryTable<OutputRow>
      query="cockpit.output"
      params={{ ...today.day, ...narrowed }}
      columns={columns}
      rowKey={(row) => row.material}
      caption={t("figure.output")}
      onOpen={(row) => open({ material: row.material })}
    />
  );
}

function Late({ today }: Shown) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const columns: ColumnType<OrderRow>[] = [
    { title: t("column.order"), dataIndex: "code" },
    {
      title: t("column.material"),
      render: (_, row) => `${row.material} ${named(row, i18n.language)}`,
    },
    {
      title: t("column.due"),
      render: (_, row) => instant(row.due_at, i18n.language, today.site?.zone),
    },
    {
      title: t("column.progress"),
      width: 160,
      render: (_, row) => <Progress percent={Math.round(row.progress * 100)} size="small" />,
    },
    { title: t("column.ordered"), ...right, render: (_, row) => number(row.ordered) },
    { title: t("column.finished"), ...right, render: (_, row) => number(row.finished) },
    { title: t("column.operation"), render: (_, row) => row.running.join(", ") },
  ];
  return (
    <QueryTable<OrderRow>
      query="cockpit.open_orders"
      params={{ at: today.now, limit: 1000 }}
      columns={columns}
      rowKey={(row) => row.code}
      caption={t("figure.late")}
      only={(row) => row.is_late}
      empty={t("cockpit.noneLate")}
      first={["openOrders"]}
      onOpen={(row) => void navigate({ to: "/orders/$code", params: { code: row.code } })}
    />
  );
}

function Oee({ today, narrowed }: Shown) {
  const { t } = useTranslation();
  const open = useReports();
  const columns: ColumnType<OeeRow>[] = [
    { title: t("column.machine"), dataIndex: "work_unit" },
    { title: "OEE", ...right, render: (_, row) => <strong>{percent(row.oee)}</strong> },
    { title: t("cockpit.a"), ...right, render: (_, row) => percent(row.availability) },
    { title: t("cockpit.e"), ...right, render: (_, row) => percent(row.effectiveness) },
    { title: t("cockpit.q"), ...right, render: (_, row) => percent(row.quality_ratio) },
    { title: t("column.produced"), ...right, render: (_, row) => number(row.produced) },
    { title: t("column.good"), ...right, render: (_, row) => number(row.good) },
  ];
  return (
    <QueryTable<OeeRow>
      query="cockpit.oee"
      params={{ ...today.day, ...narrowed }}
      columns={columns}
      rowKey={(row) => row.work_unit ?? ""}
      caption="OEE"
      only={(row) => row.work_unit !== null}
      onOpen={(row) => open({ work_unit: row.work_unit ?? "" })}
    />
  );
}

function Yield({ today, narrowed }: Shown) {
  const { t } = useTranslation();
  const open = useReports();
  const columns: ColumnType<YieldRow>[] = [
    { title: t("column.material"), dataIndex: "material" },
    { title: t("column.operation"), render: (_, row) => row.operation || t("cockpit.whole") },
    { title: t("column.inspected"), ...right, render: (_, row) => number(row.inspected) },
    { title: t("column.bad"), ...right, render: (_, row) => number(row.bad) },
    {
      title: t("figure.yield"),
      ...right,
      render: (_, row) =>
        row.sequence === null ? (
          <strong>{percent(row.first_pass)}</strong>
        ) : (
          percent(row.first_pass)
        ),
    },
  ];
  return (
    <QueryTable<YieldRow>
      query="cockpit.yields"
      params={{ ...today.day, ...narrowed }}
      columns={columns}
      rowKey={(row) => `${row.material} ${row.sequence ?? ""}`}
      caption={t("figure.yield")}
      onOpen={(row) => open({ material: row.material })}
    />
  );
}

function Stops({ today, narrowed }: Shown) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const columns: ColumnType<StationRow>[] = [
    { title: t("column.machine"), render: (_, row) => named(row, i18n.language) },
    { title: t("column.state"), render: (_, row) => <StateTag state={row.state} /> },
    { title: t("column.said"), dataIndex: "said" },
    {
      title: t("column.since"),
      render: (_, row) => instant(row.since, i18n.language, today.site?.zone),
    },
    { title: t("column.operation"), dataIndex: "operation" },
    { title: t("column.good"), ...right, render: (_, row) => number(row.good) },
  ];
  return (
    <QueryTable<StationRow>
      query="cockpit.stations"
      params={{ ...today.day, ...narrowed }}
      columns={columns}
      rowKey={(row) => row.work_unit}
      caption={t("figure.stops")}
      only={(row) => isStopped(row.state)}
      empty={t("cockpit.noStop")}
      onOpen={(row) => void navigate({ to: "/machines/stops", search: { unit: row.work_unit } })}
    />
  );
}

function Alerts({ today }: Shown) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const zone = today.site?.zone;
  const columns: ColumnType<CallRow>[] = [
    { title: t("column.severity"), ...right, dataIndex: "severity" },
    { title: t("column.kind"), render: (_, row) => t(`alert.${row.kind}`, row.kind) },
    { title: t("column.machine"), dataIndex: "work_unit" },
    { title: t("column.text"), dataIndex: "text" },
    { title: t("column.job"), dataIndex: "job_order" },
    { title: t("column.since"), render: (_, row) => instant(row.raised_at, i18n.language, zone) },
    {
      title: t("column.answered"),
      render: (_, row) => instant(row.acknowledged_at, i18n.language, zone),
    },
  ];
  return (
    <>
      <p>
        <Link to="/calls">{t("cockpit.answer")}</Link>
      </p>
      <QueryTable<CallRow>
        query="cockpit.calls"
        params={{ limit: 1000 }}
        columns={columns}
        rowKey={(row) => row.id}
        caption={t("figure.alerts")}
        empty={t("cockpit.noAlert")}
        onOpen={(row) => {
          if (row.job_order) void navigate({ to: "/jobs/$code", params: { code: row.job_order } });
        }}
      />
    </>
  );
}

function Alarms({ today }: Shown) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const columns: ColumnType<AlarmRow>[] = [
    { title: t("column.kind"), render: (_, row) => t(`cockpit.alarm.${row.alarm}`) },
    { title: t("column.material"), dataIndex: "material" },
    { title: t("column.name"), render: (_, row) => named(row, i18n.language) },
    { title: t("column.lot"), dataIndex: "lot" },
    { title: t("column.place"), dataIndex: "place" },
    {
      title: t("column.quantity"),
      ...right,
      render: (_, row) => `${number(row.quantity)} ${row.unit}`,
    },
    { title: t("column.expires"), dataIndex: "expires_on" },
  ];
  return (
    <QueryTable<AlarmRow>
      query="cockpit.stock_alarms"
      params={{ at: today.now, limit: 1000 }}
      columns={columns}
      rowKey={(row) => `${row.alarm} ${row.place} ${row.material} ${row.lot}`}
      caption={t("figure.alarms")}
      empty={t("cockpit.noAlarm")}
      onOpen={({ material, lot }) =>
        void navigate({ to: "/lots/$material/$lot", params: { material, lot } })
      }
    />
  );
}

function Short({ today }: Shown) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const missing = (one: ShortRow["short"][number]) => {
    const left = Math.max(0, Number(one.needed) - Number(one.on_hand));
    return `${one.material} ${number(left)} ${one.unit}`;
  };
  const columns: ColumnType<ShortRow>[] = [
    { title: t("column.order"), dataIndex: "work_order" },
    { title: t("column.material"), dataIndex: "material" },
    {
      title: t("column.due"),
      render: (_, row) => instant(row.due_at, i18n.language, today.site?.zone),
    },
    { title: t("cockpit.toMake"), ...right, render: (_, row) => number(row.open_quantity) },
    { title: t("cockpit.sets"), ...right, render: (_, row) => number(row.sets_on_hand) },
    { title: t("cockpit.missing"), render: (_, row) => row.short.map(missing).join(", ") },
  ];
  return (
    <QueryTable<ShortRow>
      query="inventory.readiness"
      params={{ limit: 1000 }}
      columns={columns}
      rowKey={(row) => row.work_order}
      caption={t("figure.short")}
      only={isShort}
      empty={t("cockpit.noneShort")}
      onOpen={(row) => void navigate({ to: "/orders/$code", params: { code: row.work_order } })}
    />
  );
}

function Reports({ today, narrowed }: Shown) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<ReportRow>[] = [
    {
      title: t("column.at"),
      render: (_, row) => instant(row.occurred_at, i18n.language, today.site?.zone),
    },
    { title: t("column.machine"), dataIndex: "work_unit" },
    {
      title: t("column.job"),
      render: (_, row) => (
        <Link to="/jobs/$code" params={{ code: row.job_order }}>
          {row.job_order}
        </Link>
      ),
    },
    { title: t("column.operation"), dataIndex: "operation" },
    {
      title: t("column.lot"),
      render: (_, row) =>
        row.material && row.lot ? (
          <Link to="/lots/$material/$lot" params={{ material: row.material, lot: row.lot }}>
            {row.lot}
          </Link>
        ) : (
          row.lot
        ),
    },
    { title: t("column.good"), ...right, render: (_, row) => signed(row.good, row.sign) },
    { title: t("column.bad"), ...right, render: (_, row) => signed(row.defective, row.sign) },
    { title: t("column.scrap"), ...right, render: (_, row) => signed(row.scrap, row.sign) },
  ];
  return (
    <QueryTable<ReportRow>
      query="cockpit.reports"
      params={{ ...today.day, ...narrowed }}
      columns={columns}
      rowKey={(row) => `${row.report} ${row.job_order} ${row.lot} ${row.sign}`}
      caption={t("figure.reports")}
    />
  );
}

/** A report that takes back another one counts against it. */
function signed(amount: string, sign: number): string {
  return sign < 0 && Number(amount) !== 0 ? `−${number(amount)}` : number(amount);
}

const SHOWN: Readonly<Record<FigureName, (shown: Shown) => React.ReactNode>> = {
  output: Output,
  late: Late,
  oee: Oee,
  yield: Yield,
  stops: Stops,
  alerts: Alerts,
  alarms: Alarms,
  short: Short,
  reports: Reports,
};
