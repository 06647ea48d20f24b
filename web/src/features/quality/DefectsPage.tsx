/** Which few defects make most of them; every bar opens the reports behind it. */

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Alert, Segmented, Skeleton, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked as ask } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { Chart } from "@/shared/charts/Chart";
import { instant, number, percent, sum } from "@/shared/format";
import { type Asked, changed, paramsOf, type Word } from "./asked";
import { Frame, Narrow } from "./Frame";
import { daysOf, useLately } from "./lately";
import { paretoOption } from "./options";
import type { DefectRow, ParetoRow } from "./rows";
import type { PageProps } from "./TasksPage";

const BYS = [
  "code",
  "class",
  "caused_at",
  "operation",
  "work_unit",
  "material",
  "characteristic",
] as const;
type By = (typeof BYS)[number];
const FILTERS = [
  "since",
  "until",
  "material",
  "work_unit",
  "operation",
  "defect_code",
  "defect_class",
  "caused_at",
] as const;
/** The word of the address that a bar narrows to. */
const NARROWS: Readonly<Record<By, Word>> = {
  code: "defect_code",
  class: "defect_class",
  caused_at: "caused_at",
  operation: "operation",
  work_unit: "work_unit",
  material: "material",
  characteristic: "characteristic",
};
const BARS_MAX = 20;
const CHART_PX = 340;
/** Stands for "nobody named a cause" in the address, where an empty word says nothing. */
export const NOBODY = "-";
const right = { align: "right" as const };

function named(row: ParetoRow, by: By, t: TFunction, language: string): string {
  if (by === "class") return t(`quality.defectClass.${row.key}`, row.key);
  if (row.key === "") return t("quality.unnamed");
  const name = language === "en" ? (row.name_en ?? row.name) : row.name;
  return name || row.key;
}

export function DefectsPage(props: PageProps) {
  const { asked, onAsk } = props;
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const since = useLately(asked);
  const by = BYS.find((one) => one === asked.by) ?? "code";
  const params = { ...since, ...filters(asked), by, limit: BARS_MAX };
  const bars = useQuery({ ...ask("quality.pareto", params), enabled: since !== null });
  const rows = bars.data?.rows;
  const option = useMemo(
    () =>
      rows &&
      paretoOption(
        rows,
        rows.map((row) => named(row, by, t, i18n.language)),
        {
          pieces: t(by === "characteristic" ? "quality.failedResults" : "quality.pieces"),
          cumulative: t("quality.cumulative"),
        },
      ),
    [rows, by, t, i18n.language],
  );
  const open = (row: ParetoRow | undefined) => {
    if (!row) return;
    if (by !== "characteristic") {
      onAsk(changed(asked, { [NARROWS[by]]: row.key === "" ? NOBODY : row.key }));
      return;
    }
    const search = { plan: row.plan ?? "", characteristic: row.key, failed: "yes" };
    const days = { since: asked.since, until: asked.until, material: asked.material };
    void navigate({ to: "/quality/values", search: changed(search, days) });
  };
  if (bars.error)
    return <Alert type="error" showIcon title={sentence(bars.error, t("state.away"))} />;
  return (
    <Frame
      title={t("quality.page.defects")}
      extra={
        <>
          <Segmented
            aria-label={t("quality.byWhat")}
            value={by}
            options={BYS.map((value) => ({ value, label: t(`quality.by.${value}`) }))}
            onChange={(value) => onAsk(changed(asked, { by: value === "code" ? "" : value }))}
          />
          {since && (
            <Typography.Text type="secondary">{t("quality.span", daysOf(since))}</Typography.Text>
          )}
        </>
      }
    >
      <Filters {...props} by={by} />
      {!rows && <Skeleton active paragraph={{ rows: 8 }} />}
      {rows?.length === 0 && <Nothing says={t("quality.noDefect")} first={["openOrders"]} />}
      {rows && rows.length > 0 && option && (
        <>
          <Chart
            option={option}
            height={CHART_PX}
            label={t("quality.page.defects")}
            onPick={(index) => open(rows[index])}
          />
          <Bars by={by} params={params} onOpen={open} />
        </>
      )}
      {by !== "characteristic" && since && <Lines asked={asked} since={since} />}
    </Frame>
  );
}

function filters(asked: Asked) {
  const params = paramsOf(asked, FILTERS);
  return asked.caused_at === NOBODY ? { ...params, caused_at: undefined } : params;
}

function Filters({ asked, onAsk, by }: PageProps & { readonly by: By }) {
  const { t } = useTranslation();
  const classes = ["process", "material", "set_up"];
  return (
    <Narrow
      asked={asked}
      onAsk={onAsk}
      days
      by={
        by === "characteristic"
          ? [
              { word: "material", label: t("column.material") },
              { word: "plan", label: t("quality.plan") },
            ]
          : [
              { word: "material", label: t("column.material") },
              { word: "operation", label: t("column.operation") },
              { word: "work_unit", label: t("column.machine") },
              { word: "defect_code", label: t("quality.defectCode") },
              {
                word: "defect_class",
                label: t("quality.defectClassOf"),
                choices: Object.fromEntries(
                  classes.map((one) => [one, t(`quality.defectClass.${one}`)]),
                ),
              },
              { word: "caused_at", label: t("quality.causedAt") },
            ]
      }
    />
  );
}

interface BarsProps {
  readonly by: By;
  readonly params: Record<string, unknown>;
  readonly onOpen: (row: ParetoRow) => void;
}

function Bars({ by, params, onOpen }: BarsProps) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<ParetoRow>[] = [
    { title: t(`quality.by.${by}`), render: (_, row) => named(row, by, t, i18n.language) },
    { title: t("column.order"), dataIndex: "key" },
    {
      title: by === "characteristic" ? t("quality.failedResults") : t("quality.pieces"),
      ...right,
      render: (_, row) => number(row.pieces),
    },
    {
      title: by === "characteristic" ? t("quality.page.tasks") : t("figure.reports"),
      ...right,
      dataIndex: "reports",
    },
    { title: t("quality.share"), ...right, render: (_, row) => percent(row.share) },
    { title: t("quality.cumulative"), ...right, render: (_, row) => percent(row.cumulative) },
  ];
  return (
    <QueryTable<ParetoRow>
      query="quality.pareto"
      params={params as never}
      columns={columns.filter((one) => one.title !== t("column.order"))}
      rowKey={(row) => `${row.plan ?? ""} ${row.key}`}
      caption={t("quality.page.defects")}
      onOpen={onOpen}
      totals={(rows) => t("table.sum", { sum: number(sum(rows.map((row) => row.pieces))) })}
    />
  );
}

interface LinesProps {
  readonly asked: Asked;
  readonly since: { readonly since?: string; readonly until?: string };
}

/** Every report behind the bars. */
function Lines({ asked, since }: LinesProps) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<DefectRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.occurred_at, i18n.language) },
    {
      title: t("quality.defect"),
      render: (_, row) =>
        named({ ...row, key: row.defect_code } as never, "code", t, i18n.language),
    },
    { title: t("quality.pieces"), ...right, render: (_, row) => number(row.quantity) },
    {
      title: t("quality.defectClassOf"),
      render: (_, row) => t(`quality.defectClass.${row.defect_class}`, row.defect_class),
    },
    { title: t("quality.outcomeOf"), render: (_, row) => t(`quality.outcome.${row.outcome}`) },
    { title: t("column.operation"), dataIndex: "operation" },
    { title: t("column.machine"), dataIndex: "work_unit" },
    { title: t("quality.causedAt"), render: (_, row) => row.caused_at ?? "–" },
    { title: t("quality.causedBy"), render: (_, row) => row.caused_by ?? "–" },
    {
      title: t("column.job"),
      render: (_, row) => (
        <Link to="/jobs/$code" params={{ code: row.job_order }}>
          {row.job_order}
        </Link>
      ),
    },
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
  ];
  return (
    <>
      <Typography.Title level={4}>{t("quality.oneByOne")}</Typography.Title>
      <QueryTable<DefectRow>
        query="quality.defects"
        params={{ ...since, ...filters(asked), limit: 100 }}
        columns={columns}
        rowKey={(row) => row.id}
        caption={t("quality.oneByOne")}
        empty={t("quality.noDefect")}
        totals={(rows) => t("table.sum", { sum: number(sum(rows.map((row) => row.quantity))) })}
      />
    </>
  );
}
