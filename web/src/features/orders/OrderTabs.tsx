/** The parts below an order's flow: reports, material, inspections, cost, its story. */

import { Link } from "@tanstack/react-router";
import { Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { instant, named, number, sum } from "@/shared/format";
import type { CostRow, JobRow, MaterialRow, StoryRow } from "./rows";
import { StatusTag } from "./StatusTag";

interface Part {
  readonly code: string;
}

const right = { align: "right" as const };

interface Reported {
  readonly report: string;
  readonly occurred_at: string;
  readonly work_unit: string | null;
  readonly job_order: string;
  readonly operation: string;
  readonly material: string | null;
  readonly lot: string | null;
  readonly good: string;
  readonly defective: string;
  readonly scrap: string;
  readonly sign: number;
}

/** All time, as an order is asked for wherever in it its reports are. */
const EVER = { since: "1970-01-01T00:00:00Z", until: "9000-01-01T00:00:00Z" } as const;

export function Reports({ code }: Part) {
  const { t, i18n } = useTranslation();
  const signed = (row: Reported, amount: string) =>
    row.sign < 0 && Number(amount) !== 0 ? `−${number(amount)}` : number(amount);
  const columns: ColumnType<Reported>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.occurred_at, i18n.language) },
    { title: t("column.operation"), dataIndex: "operation" },
    { title: t("column.machine"), dataIndex: "work_unit" },
    {
      title: t("order.genealogy"),
      render: (_, row) =>
        row.material && row.lot ? (
          <Link to="/trace/$material/$lot" params={{ material: row.material, lot: row.lot }}>
            {row.lot}
          </Link>
        ) : (
          row.lot
        ),
    },
    { title: t("column.good"), ...right, render: (_, row) => signed(row, row.good) },
    { title: t("column.bad"), ...right, render: (_, row) => signed(row, row.defective) },
    { title: t("column.scrap"), ...right, render: (_, row) => signed(row, row.scrap) },
  ];
  return (
    <QueryTable<Reported>
      query="cockpit.reports"
      params={{ ...EVER, work_order: code }}
      columns={columns}
      rowKey={(row) => `${row.report} ${row.job_order} ${row.lot} ${row.sign}`}
      caption={t("figure.reports")}
      empty={t("order.noReport")}
    />
  );
}

export function Materials({ code }: Part) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<MaterialRow>[] = [
    { title: t("column.material"), dataIndex: "material" },
    { title: t("column.name"), render: (_, row) => named(row, i18n.language) },
    { title: t("column.planned"), ...right, render: (_, row) => number(row.planned) },
    { title: t("order.issued"), ...right, render: (_, row) => number(row.issued) },
    { title: t("order.used"), ...right, render: (_, row) => number(row.used) },
    {
      title: t("order.missing"),
      ...right,
      render: (_, row) =>
        Number(row.missing) > 0 ? <Tag color="orange">▲ {number(row.missing)}</Tag> : "0",
    },
    { title: t("column.unit"), dataIndex: "unit" },
  ];
  return (
    <QueryTable<MaterialRow>
      query="kernel.work_order_materials"
      params={{ work_order: code }}
      columns={columns}
      rowKey={(row) => row.material}
      caption={t("order.materials")}
      empty={t("order.noMaterial")}
      paged={false}
    />
  );
}

export function Inspections({ code }: Part) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<JobRow>[] = [
    {
      title: t("order.inspection"),
      render: (_, row) => (
        <Link to="/quality/inspections/$code" params={{ code: row.code }}>
          {row.code}
        </Link>
      ),
    },
    { title: t("column.operation"), dataIndex: "operation" },
    { title: t("column.state"), render: (_, row) => <StatusTag status={row.status} /> },
    { title: t("column.ordered"), ...right, render: (_, row) => number(row.ordered) },
    {
      title: t("column.at"),
      render: (_, row) => instant(row.ended_at ?? row.started_at, i18n.language),
    },
  ];
  return (
    <QueryTable<JobRow>
      query="kernel.work_order_progress"
      params={{ work_order: code }}
      columns={columns}
      only={(row) => row.work_type === "quality"}
      rowKey={(row) => row.code}
      caption={t("order.inspections")}
      empty={t("order.noInspection")}
      paged={false}
    />
  );
}

export function Cost({ code }: Part) {
  const { t } = useTranslation();
  const columns: ColumnType<CostRow>[] = [
    { title: t("column.account"), render: (_, row) => t(`account.${row.account}`, row.account) },
    { title: t("column.amount"), ...right, render: (_, row) => number(row.amount) },
  ];
  return (
    <QueryTable<CostRow>
      query="kernel.work_order_cost"
      params={{ work_order: code }}
      columns={columns}
      rowKey={(row) => row.account}
      caption={t("order.cost")}
      totals={(rows) => t("table.sum", { sum: number(sum(rows.map((row) => row.amount))) })}
      paged={false}
    />
  );
}

export function Story({ code }: Part) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<StoryRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.at, i18n.language) },
    {
      title: t("order.what"),
      render: (_, row) => (
        <>
          {t(`story.${row.what}`, row.what)} {row.is_back && <Tag>{t("value.takenBack")}</Tag>}
        </>
      ),
    },
    {
      title: t("column.job"),
      render: (_, row) =>
        row.job_order && (
          <Link to="/jobs/$code" params={{ code: row.job_order }}>
            {row.job_order} {row.operation}
          </Link>
        ),
    },
    { title: t("column.good"), ...right, render: (_, row) => some(row.good) },
    { title: t("column.bad"), ...right, render: (_, row) => some(row.bad) },
    { title: t("column.reason"), dataIndex: "reason" },
    { title: t("order.by"), dataIndex: "by" },
  ];
  return (
    <QueryTable<StoryRow>
      query="kernel.work_order_story"
      params={{ work_order: code }}
      columns={columns}
      rowKey={(row) => `${row.at} ${row.what} ${row.job_order} ${row.good} ${row.bad}`}
      caption={t("order.story")}
      paged={false}
    />
  );
}

function some(amount: string): string {
  return Number(amount) === 0 ? "" : number(amount);
}
