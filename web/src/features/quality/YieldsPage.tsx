/** First-pass yield by operation: right the first time, and the reports behind each share. */

import { Link } from "@tanstack/react-router";
import { Alert, Skeleton, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { instant, number, percent } from "@/shared/format";
import { Drawer } from "@/shared/ui/layers";
import { paramsOf } from "./asked";
import { Frame, Narrow } from "./Frame";
import { daysOf, type Span, useLately } from "./lately";
import type { YieldRow } from "./rows";
import type { PageProps } from "./TasksPage";

const right = { align: "right" as const };

export function YieldsPage({ asked, onAsk }: PageProps) {
  const { t } = useTranslation();
  const span = useLately(asked);
  const [open, setOpen] = useState<YieldRow | null>(null);
  const narrowed = paramsOf(asked, ["material", "work_unit"]);
  const columns: ColumnType<YieldRow>[] = [
    { title: t("column.material"), dataIndex: "material" },
    {
      title: t("column.operation"),
      render: (_, row) =>
        row.sequence === null ? (
          <strong>{t("quality.wholeRoute")}</strong>
        ) : (
          `${row.sequence} ${row.operation}`
        ),
    },
    { title: t("column.inspected"), ...right, render: (_, row) => number(row.inspected) },
    { title: t("column.bad"), ...right, render: (_, row) => number(row.bad) },
    { title: t("figure.yield"), ...right, render: (_, row) => <Share row={row} /> },
    {
      title: t("quality.rolled"),
      ...right,
      render: (_, row) => (row.sequence === null ? percent(row.rolled) : ""),
    },
  ];
  return (
    <Frame
      title={t("quality.page.yields")}
      extra={
        span && (
          <Typography.Text type="secondary">{t("quality.span", daysOf(span))}</Typography.Text>
        )
      }
    >
      <Narrow
        asked={asked}
        onAsk={onAsk}
        days
        by={[
          { word: "material", label: t("column.material") },
          { word: "work_unit", label: t("column.machine") },
        ]}
      />
      <Alert type="info" title={t("quality.yieldHelp")} className="quality-narrow" />
      {span === null ? (
        <Skeleton active paragraph={{ rows: 6 }} />
      ) : (
        <QueryTable<YieldRow>
          query="cockpit.yields"
          params={{ ...span, ...narrowed, limit: 1000 }}
          columns={columns}
          rowKey={(row) => `${row.material} ${row.sequence ?? ""}`}
          caption={t("quality.page.yields")}
          empty={t("quality.noReport")}
          first={["openOrders"]}
          onOpen={setOpen}
        />
      )}
      <Drawer
        open={open !== null}
        size="large"
        title={`${t("figure.reports")}: ${open?.material ?? ""} ${open?.operation ?? ""}`}
        onClose={() => setOpen(null)}
        destroyOnHidden
      >
        {open && span && <Reports row={open} span={span} unit={asked.work_unit} />}
      </Drawer>
    </Frame>
  );
}

function Share({ row }: { readonly row: YieldRow }) {
  const share = row.first_pass;
  return (
    <span className="quality-share">
      {share !== null && <progress max={1} value={share} aria-hidden="true" />}
      <strong>{percent(share)}</strong>
    </span>
  );
}

interface ReportRow {
  readonly report: string;
  readonly occurred_at: string;
  readonly work_unit: string | null;
  readonly job_order: string;
  readonly operation: string;
  readonly lot: string | null;
  readonly good: string;
  readonly defective: string;
  readonly scrap: string;
  readonly sign: number;
}

interface ReportsProps {
  readonly row: YieldRow;
  readonly span: Span;
  readonly unit: string | undefined;
}

function Reports({ row, span, unit }: ReportsProps) {
  const { t, i18n } = useTranslation();
  const signed = (one: ReportRow, amount: string) =>
    one.sign < 0 && Number(amount) !== 0 ? `−${number(amount)}` : number(amount);
  const columns: ColumnType<ReportRow>[] = [
    { title: t("column.at"), render: (_, one) => instant(one.occurred_at, i18n.language) },
    {
      title: t("column.job"),
      render: (_, one) => (
        <Link to="/jobs/$code" params={{ code: one.job_order }}>
          {one.job_order}
        </Link>
      ),
    },
    { title: t("column.machine"), dataIndex: "work_unit" },
    { title: t("column.lot"), dataIndex: "lot" },
    { title: t("column.good"), ...right, render: (_, one) => signed(one, one.good) },
    { title: t("column.bad"), ...right, render: (_, one) => signed(one, one.defective) },
    { title: t("column.scrap"), ...right, render: (_, one) => signed(one, one.scrap) },
  ];
  return (
    <QueryTable<ReportRow>
      query="cockpit.reports"
      params={{
        ...span,
        material: row.material,
        ...(row.sequence === null ? {} : { sequence: row.sequence }),
        ...(unit ? { work_unit: unit } : {}),
      }}
      columns={columns}
      rowKey={(one) => `${one.report} ${one.job_order} ${one.lot} ${one.sign}`}
      caption={t("figure.reports")}
    />
  );
}
