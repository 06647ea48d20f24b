/** One work order: its operations as a flow, what was made, what it cost, what may be done next. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Card, Descriptions, Empty, Flex, Skeleton, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { instant, number, sum } from "@/shared/format";
import {
  type CostRow,
  type JobRow,
  jobSteps,
  type Order,
  type OrderStep,
  orderQuery,
  orderSteps,
  share,
} from "./rows";
import { StatusTag } from "./StatusTag";
import { type Step, StepButton } from "./StepButton";
import "./orders.css";

export function OrderPage({
  code,
  maySeeCost,
}: {
  readonly code: string;
  readonly maySeeCost: boolean;
}) {
  const { t } = useTranslation();
  const order = useQuery(orderQuery(code));
  if (order.error)
    return <Alert type="error" showIcon title={sentence(order.error, t("state.away"))} />;
  if (order.data === undefined) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (order.data === null) return <Empty description={t("order.unknown", { code })} />;
  return (
    <>
      <Head order={order.data} />
      <Flow order={order.data} />
      <Reports code={code} />
      {maySeeCost && order.data.status !== "draft" && <Cost code={code} />}
    </>
  );
}

function Head({ order }: { readonly order: Order }) {
  const { t, i18n } = useTranslation();
  const { material } = order;
  return (
    <>
      <Flex gap={12} align="center" wrap className="order-head">
        <Typography.Title level={2}>{order.code}</Typography.Title>
        <StatusTag status={order.status} />
        <span className="order-steps">
          {orderSteps(order.status).map((one) => (
            <StepButton key={one} step={orderStep(order, one, t)} />
          ))}
        </span>
      </Flex>
      <Descriptions
        size="small"
        items={[
          {
            key: "material",
            label: t("column.material"),
            children: `${material?.code ?? ""} ${material?.title ?? ""}`,
          },
          {
            key: "ordered",
            label: t("column.ordered"),
            children: `${number(order.ordered)} ${order.unit ?? ""}`,
          },
          { key: "due", label: t("column.due"), children: instant(order.due_at, i18n.language) },
        ]}
      />
    </>
  );
}

function orderStep(order: Order, one: OrderStep, t: TFunction): Step {
  const fields = { work_order: order.code };
  switch (one) {
    case "release":
      return {
        verb: "kernel.release_work_order",
        fields: { ...fields, expected_version: order.version },
        label: t("order.release"),
        reason: "none",
        look: "primary",
      };
    case "close": {
      const isWhole = order.status === "completed";
      return {
        verb: "kernel.close_work_order",
        fields,
        label: isWhole ? t("order.close") : t("order.closeShort"),
        reason: isWhole ? "welcome" : "needed",
        look: isWhole ? "primary" : "plain",
      };
    }
    case "cancel":
      return {
        verb: "kernel.cancel_work_order",
        fields,
        label: t("order.cancel"),
        reason: "needed",
        look: "danger",
      };
  }
}

function Flow({ order }: { readonly order: Order }) {
  const { t } = useTranslation();
  const jobs = useQuery(asked<JobRow>("kernel.work_order_progress", { work_order: order.code }));
  if (jobs.error)
    return <Alert type="error" showIcon title={sentence(jobs.error, t("state.away"))} />;
  if (!jobs.data) return <Skeleton active paragraph={{ rows: 4 }} />;
  const rows = jobs.data.rows;
  if (rows.length === 0)
    return (
      <Empty description={order.status === "draft" ? t("order.draftHelp") : t("list.empty")} />
    );
  return (
    <ol className="flow" aria-label={t("order.flow")}>
      {rows.map((row) => (
        <li key={row.id} className="flow-step">
          <Operation row={row} />
        </li>
      ))}
    </ol>
  );
}

const COUNTS = ["good", "in_process", "to_judge", "rework", "scrap"] as const;

function Operation({ row }: { readonly row: JobRow }) {
  const { t } = useTranslation();
  const percentage = Math.round(share(row) * 100);
  return (
    <Card
      size="small"
      title={
        <Link to="/jobs/$code" params={{ code: row.code }}>
          {row.sequence} {row.operation}
        </Link>
      }
      extra={<StatusTag status={row.status} />}
    >
      <progress className="flow-bar" value={percentage} max={100} aria-label={row.operation} />
      <dl className="flow-counts">
        {COUNTS.map((count) => (
          <div key={count} className={Number(row[count]) > 0 ? `flow-${count}` : "flow-none"}>
            <dt>{t(`count.${count}`)}</dt>
            <dd>{number(row[count])}</dd>
          </div>
        ))}
      </dl>
      {Number(row.unreported) > 0 && (
        <Typography.Text type="warning">
          {t("order.unreported", { count: number(row.unreported) })}
        </Typography.Text>
      )}
      <JobSteps row={row} />
    </Card>
  );
}

export function JobSteps({
  row,
}: {
  readonly row: { readonly code: string; readonly status: string };
}) {
  const { t } = useTranslation();
  const fields = { job_order: row.code, source: "office" };
  const steps: Readonly<Record<string, Step>> = {
    pause: { verb: "kernel.pause_job_order", fields, label: t("order.pause"), reason: "needed" },
    resume: { verb: "kernel.resume_job_order", fields, label: t("order.resume"), reason: "none" },
    hold: {
      verb: "kernel.hold_job_order",
      fields,
      label: t("order.hold"),
      reason: "needed",
      isHold: true,
      look: "danger",
    },
    releaseHeld: {
      verb: "kernel.release_held_job_order",
      fields,
      label: t("order.releaseHeld"),
      reason: "needed",
    },
  };
  const shown = jobSteps(row.status).flatMap((one) => steps[one] ?? []);
  if (shown.length === 0) return null;
  return (
    <Flex gap={8} wrap>
      {shown.map((step) => (
        <StepButton key={step.verb} step={{ ...step, small: true }} />
      ))}
    </Flex>
  );
}

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

const DAY_MS = 86_400_000;
const DAYS_MAX = 366;

/** The last year to tomorrow, the longest window there is; it stays the same for a day. */
function lastYear(present: number): { readonly since: string; readonly until: string } {
  const until = (Math.floor(present / DAY_MS) + 2) * DAY_MS;
  const at = (instant: number) => new Date(instant).toISOString();
  return { since: at(until - DAYS_MAX * DAY_MS), until: at(until) };
}

function Reports({ code }: { readonly code: string }) {
  const { t, i18n } = useTranslation();
  const right = { align: "right" as const };
  const signed = (row: Reported, amount: string) =>
    row.sign < 0 && Number(amount) !== 0 ? `−${number(amount)}` : number(amount);
  const columns: ColumnType<Reported>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.occurred_at, i18n.language) },
    { title: t("column.operation"), dataIndex: "operation" },
    { title: t("column.machine"), dataIndex: "work_unit" },
    {
      title: t("column.lot"),
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
    <>
      <Typography.Title level={4}>{t("figure.reports")}</Typography.Title>
      <QueryTable<Reported>
        query="cockpit.reports"
        params={{ ...lastYear(Date.now()), work_order: code }}
        columns={columns}
        rowKey={(row) => `${row.report} ${row.job_order} ${row.lot} ${row.sign}`}
        caption={t("figure.reports")}
        empty={t("order.noReport")}
      />
    </>
  );
}

function Cost({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const columns: ColumnType<CostRow>[] = [
    { title: t("column.account"), render: (_, row) => t(`account.${row.account}`, row.account) },
    { title: t("column.amount"), align: "right", render: (_, row) => number(row.amount) },
  ];
  return (
    <>
      <Typography.Title level={4}>{t("order.cost")}</Typography.Title>
      <QueryTable<CostRow>
        query="kernel.work_order_cost"
        params={{ work_order: code }}
        columns={columns}
        rowKey={(row) => row.account}
        caption={t("order.cost")}
        totals={(rows) => t("table.sum", { sum: number(sum(rows.map((row) => row.amount))) })}
      />
    </>
  );
}
