/** One job order: its counts, every report of it, the way to its work order. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Descriptions, Flex, Skeleton, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { BesideButton } from "@/engine/detail/BesideButton";
import { Nothing } from "@/engine/nothing/Nothing";
import { PrintButton } from "@/engine/print/PrintButton";
import { among } from "@/engine/print/prints";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { instant, number } from "@/shared/format";
import { isJudged, judgedName, judgedText } from "@/shared/plant/said";
import { JobSteps } from "./JobSteps";
import type { JobDetail, ReportRow } from "./rows";
import { StatusTag } from "./StatusTag";
import "./orders.css";

export function JobPage({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const found = useQuery(asked("kernel.job_order", { job_order: code }));
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const job = found.data.rows[0];
  if (!job) return <Nothing says={t("order.unknown", { code })} first={["openOrders"]} />;
  return (
    <>
      <Flex gap={12} align="center" wrap className="order-head">
        <Typography.Title level={2}>
          {job.code} {job.operation}
        </Typography.Title>
        <StatusTag status={job.status} />
        <PrintButton
          entity="job_order"
          papers={["picking-list"]}
          print={{ filter: among("code", [job.code]) }}
        />
        <BesideButton
          entity="job_order"
          filter={`code = ${JSON.stringify(job.code)}`}
          name={job.code}
        />
        <JobSteps row={job} />
      </Flex>
      <Counts job={job} />
      <JobReports code={code} material={job.material} />
    </>
  );
}

function Counts({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation();
  const of = (label: string, value: string) => ({
    key: label,
    label,
    children: `${number(value)} ${job.unit ?? ""}`,
  });
  return (
    <Descriptions
      size="small"
      items={[
        {
          key: "order",
          label: t("column.order"),
          children: job.work_order && (
            <Link to="/orders/$code" params={{ code: job.work_order }}>
              {job.work_order}
            </Link>
          ),
        },
        { key: "material", label: t("column.material"), children: job.material },
        { key: "unit", label: t("column.machine"), children: job.work_unit ?? job.work_center },
        of(t("column.ordered"), job.ordered),
        of(t("column.good"), job.good),
        of(t("column.scrap"), job.scrap),
      ]}
    />
  );
}

function JobReports(props: { readonly code: string; readonly material: string | null }) {
  const { t, i18n } = useTranslation();
  const { code, material } = props;
  const right = { align: "right" as const };
  const columns: ColumnType<ReportRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.occurred_at, i18n.language) },
    {
      title: t("column.lot"),
      render: (_, row) =>
        material && row.lot ? (
          <Link to="/trace/$material/$lot" params={{ material, lot: row.lot }}>
            {row.lot}
          </Link>
        ) : (
          row.lot
        ),
    },
    { title: t("column.good"), ...right, render: (_, row) => number(row.good) },
    { title: t("column.bad"), ...right, render: (_, row) => number(row.defective) },
    { title: t("column.scrap"), ...right, render: (_, row) => number(row.scrap) },
    { title: t("count.rework"), ...right, render: (_, row) => number(row.rework) },
    { title: t("order.values"), render: (_, row) => values(row.parameters, i18n.language) },
    { title: t("column.reason"), dataIndex: "reason" },
    {
      title: t("column.state"),
      render: (_, row) => (row.is_reversed || row.sign < 0 ? t("value.takenBack") : ""),
    },
  ];
  return (
    <QueryTable<ReportRow>
      query="kernel.job_responses"
      params={{ job_order: code, limit: 1000 }}
      columns={columns}
      rowKey={(row) => `${row.report} ${row.kind} ${row.lot} ${row.sign}`}
      caption={t("figure.reports")}
      empty={t("order.noReport")}
    />
  );
}

/** The values of the process that a report says, each on its line. */
function values(parameters: ReportRow["parameters"], language: string) {
  return Object.entries(parameters).map(([code, value]) => (
    <div key={code}>
      {isJudged(value)
        ? `${judgedName(value, language)}: ${judgedText(value)}`
        : `${code}: ${typeof value === "object" ? JSON.stringify(value) : value}`}
    </div>
  ));
}
