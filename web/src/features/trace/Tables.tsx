/** The trace as tables: every lot, the recall list, the work done, what was measured. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import type { Params } from "@/shared/api/words";
import { instant, number } from "@/shared/format";
import {
  type Direction,
  jobsOf,
  measured,
  type RecallRow,
  type ResultRow,
  settings,
  type TraceRow,
  type WorkRow,
} from "./rows";

const RIGHT = { align: "right" as const };
const PAGE = 200;

interface Asked {
  readonly params: Params;
  readonly direction: Direction;
}

interface LotNamed {
  readonly material: string;
  readonly lot: string;
}

function useLotColumns<Row extends LotNamed & { readonly depth: number }>(): ColumnType<Row>[] {
  const { t } = useTranslation();
  return [
    { title: t("trace.depth"), ...RIGHT, dataIndex: "depth" },
    { title: t("column.material"), dataIndex: "material" },
    {
      title: t("column.lot"),
      render: (_, { material, lot }) => (
        <Link to="/lots/$material/$lot" params={{ material, lot }}>
          {lot}
        </Link>
      ),
    },
  ];
}

function Job({ code }: { readonly code: string | null }) {
  return code ? (
    <Link to="/jobs/$code" params={{ code }} className="trace-job">
      {code}
    </Link>
  ) : null;
}

function Held({ holds }: { readonly holds: readonly string[] }) {
  return (
    <>
      {holds.map((one) => (
        <Tag key={one} color="red">
          ✖ {one}
        </Tag>
      ))}
    </>
  );
}

/** What was judged, as a mark with its word; nothing where there are no limits. */
export function Judged({ passed }: { readonly passed: boolean | null }) {
  const { t } = useTranslation();
  if (passed === null) return null;
  return (
    <Tag color={passed ? "green" : "red"}>
      {passed ? `✔ ${t("trace.ok")}` : `✖ ${t("trace.notOk")}`}
    </Tag>
  );
}

/** The settings of a report, each by its name. */
export function Settings({ of }: { readonly of: ReturnType<typeof settings> }) {
  if (of.length === 0) return null;
  return (
    <dl className="trace-settings">
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt> <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Lots({ params, direction }: Asked) {
  const { t } = useTranslation();
  const columns: ColumnType<TraceRow>[] = [
    ...useLotColumns<TraceRow>(),
    { title: t("traceWhere.in_stock"), ...RIGHT, render: (_, row) => number(row.in_stock) },
    { title: t("traceWhere.in_process"), ...RIGHT, render: (_, row) => number(row.in_process) },
    { title: t("traceWhere.shipped"), ...RIGHT, render: (_, row) => number(row.shipped) },
    { title: t("traceWhere.scrapped"), ...RIGHT, render: (_, row) => number(row.scrapped) },
    { title: t("traceWhere.elsewhere"), ...RIGHT, render: (_, row) => number(row.elsewhere) },
    { title: t("column.unit"), dataIndex: "unit" },
    {
      title: direction === "forward" ? t("trace.customers") : t("trace.suppliers"),
      render: (_, row) => row.partners.join(", "),
    },
    {
      title: t("column.job"),
      render: (_, row) => jobsOf(row).map((code) => <Job key={code} code={code} />),
    },
    { title: t("trace.shared"), render: (_, row) => row.co_processed.join(", ") },
    { title: t("traceWhere.held"), render: (_, row) => <Held holds={row.held_by} /> },
  ];
  return (
    <QueryTable<TraceRow>
      query="kernel.trace"
      params={{ ...params, limit: PAGE }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("traceView.lots")}
    />
  );
}

/** How much of what came can be found: what a recall drill is judged by. */
function Located({ params }: { readonly params: Params }) {
  const { t } = useTranslation();
  const { material, lot } = params;
  const row = useQuery(asked("kernel.mass_balance", { material, lot })).data?.rows[0];
  if (row?.located_share == null) return null;
  const share = Number(row.located_share);
  return (
    <Tag color={share >= 0.995 ? "green" : "red"}>
      {share >= 0.995 ? "✔" : "✖"} {t("trace.located", { share: (share * 100).toFixed(2) })}
    </Tag>
  );
}

export function Recall({ params }: Asked) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<RecallRow>[] = [
    {
      title: t("trace.where"),
      render: (_, row) => (
        <Tag className={`graph-key is-${row.where}`}>{t(`traceWhere.${row.where}`)}</Tag>
      ),
    },
    { title: t("column.place"), dataIndex: "place" },
    { title: t("trace.customer"), dataIndex: "partner" },
    { title: t("trace.shipment"), dataIndex: "document" },
    ...useLotColumns<RecallRow>().slice(1),
    { title: t("column.quantity"), ...RIGHT, render: (_, row) => number(row.quantity) },
    { title: t("column.unit"), dataIndex: "unit" },
    { title: t("column.job"), render: (_, row) => <Job code={row.job_order} /> },
    { title: t("column.since"), render: (_, row) => instant(row.last_at, i18n.language) },
    { title: t("column.unitCode"), dataIndex: "handling_unit" },
    { title: t("traceWhere.held"), render: (_, row) => <Held holds={row.held_by} /> },
  ];
  return (
    <QueryTable<RecallRow>
      query="inventory.recall_list"
      params={{ ...params, limit: PAGE }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("traceView.recall")}
      empty={t("trace.nowhere")}
      totals={() => <Located params={params} />}
    />
  );
}

export function Work({ params }: Asked) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<WorkRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.at, i18n.language) },
    ...useLotColumns<WorkRow>(),
    { title: t("column.operation"), dataIndex: "operation" },
    { title: t("column.machine"), dataIndex: "work_unit" },
    { title: t("trace.people"), render: (_, row) => row.people.join(", ") },
    { title: t("column.job"), render: (_, row) => <Job code={row.job_order} /> },
    { title: t("column.good"), ...RIGHT, render: (_, row) => number(row.good) },
    { title: t("column.bad"), ...RIGHT, render: (_, row) => number(row.defective) },
    { title: t("column.scrap"), ...RIGHT, render: (_, row) => number(row.scrap) },
    {
      title: t("trace.settings"),
      render: (_, row) => <Settings of={settings(row.parameters, i18n.language)} />,
    },
  ];
  return (
    <QueryTable<WorkRow>
      query="inventory.trace_work"
      params={{ ...params, limit: PAGE }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("traceView.work")}
      empty={t("trace.notWorked")}
    />
  );
}

export function Results({ params }: Asked) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<ResultRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.measured_at, i18n.language) },
    ...useLotColumns<ResultRow>(),
    { title: t("trace.inspection"), dataIndex: "inspection" },
    { title: t("trace.characteristic"), dataIndex: "characteristic" },
    { title: t("trace.piece"), ...RIGHT, dataIndex: "piece" },
    { title: t("column.value"), ...RIGHT, render: (_, row) => measured(row, t) },
    {
      title: t("trace.limits"),
      render: (_, row) =>
        row.lsl === null && row.usl === null ? "" : `${number(row.lsl)} … ${number(row.usl)}`,
    },
    {
      title: t("trace.judgement"),
      render: (_, row) => <Judged passed={row.passed} />,
    },
  ];
  return (
    <QueryTable<ResultRow>
      query="inventory.trace_results"
      params={{ ...params, limit: PAGE }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("traceView.results")}
      empty={t("trace.notInspected")}
    />
  );
}
