/** OEE with its three factors, and where the rest went: losses as a waterfall, days as a line. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Card, Col, Flex, Row, Skeleton, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { Chart } from "@/shared/charts/Chart";
import { duration, number, percent } from "@/shared/format";
import { daysBefore } from "@/shared/format/clock";
import type { Window } from "@/shared/plant/today";
import { Frame } from "./Frame";
import { lossesOf, outside } from "./losses";
import type { OeeRow } from "./rows";
import type { Asking } from "./search";

const TREND_DAYS = 13;
/** Below so many pixels the names of the losses stand aslant. */
const NARROW = 700;
const WIDE_LABELS = { interval: 0, width: 52, overflow: "break", fontSize: 10 } as const;
/** Above it the planned time of a piece is wrong rather than the machine fast. */
const DOUBTFUL = 1.2;

export function OeePage(asking: Asking) {
  return (
    <Frame page="oee" timed placed={false} {...asking}>
      {(window) => <Oee window={window} {...asking} />}
    </Frame>
  );
}

function Oee({ window, search, onSearch }: Asking & { readonly window: Window }) {
  const { t } = useTranslation();
  const oee = useQuery(asked("cockpit.oee", { ...window.span }));
  if (oee.error) {
    return <Alert type="error" showIcon title={sentence(oee.error, t("state.away"))} />;
  }
  if (!oee.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const rows = oee.data.rows;
  const unit = search.unit || null;
  const chosen = rows.find((row) => row.work_unit === unit);
  return (
    <>
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={14}>
          <Card title={unit ?? t("machines.plant")}>
            {chosen ? <Factors row={chosen} /> : t("machines.notHeard")}
            {chosen && <Waterfall row={chosen} />}
          </Card>
        </Col>
        <Col xs={24} xl={10}>
          <Trend window={window} unit={unit} />
        </Col>
      </Row>
      <Machines window={window} onChoose={(code) => onSearch({ unit: code })} />
    </>
  );
}

function Factors({ row }: { readonly row: OeeRow }) {
  const { t } = useTranslation();
  const factors = [
    ["oee", row.oee, row.earned_s, row.planned_busy_s],
    ["a", row.availability, row.production_s, row.planned_busy_s],
    ["e", row.effectiveness, row.standard_s, row.production_s],
    ["q", row.quality_ratio, row.earned_s, row.standard_s],
  ] as const;
  const { off, unheard } = outside(row);
  return (
    <>
      <dl className="factors">
        {factors.map(([name, value, above, below]) => (
          <div key={name}>
            <dt>{t(`machines.factor.${name}`)}</dt>
            <dd>
              <strong>{percent(value)}</strong>
              <span>
                {hours(above)} / {hours(below)} h
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {(row.effectiveness ?? 0) > DOUBTFUL && (
        <Alert type="warning" showIcon title={t("machines.tooFast")} />
      )}
      <Typography.Text type="secondary">
        {t("machines.outside", { off: duration(off), unheard: duration(unheard) })}
      </Typography.Text>
    </>
  );
}

function hours(seconds: number): string {
  return (seconds / 3600).toFixed(1);
}

const BAR = { whole: "#0d9488", loss: "#d97706", gain: "#64748b" } as const;

function Waterfall({ row }: { readonly row: OeeRow }) {
  const { t } = useTranslation();
  const steps = useMemo(() => lossesOf(row), [row]);
  const option = useMemo(() => {
    return {
      tooltip: { trigger: "axis", renderMode: "richText" },
      grid: { left: 8, right: 8, top: 24, bottom: 4, containLabel: true },
      xAxis: {
        type: "category",
        data: steps.map((one) => t(`machines.loss.${one.name}`)),
        axisLabel: window.innerWidth < NARROW ? { interval: 0, rotate: 60 } : WIDE_LABELS,
      },
      yAxis: { type: "value", name: "h" },
      series: [
        {
          type: "bar",
          stack: "all",
          silent: true,
          itemStyle: { color: "transparent" },
          tooltip: { show: false },
          data: steps.map((one) => one.base / 3600),
        },
        {
          type: "bar",
          stack: "all",
          name: t("machines.hours"),
          label: {
            show: true,
            position: "top",
            formatter: ({ dataIndex }: { dataIndex: number }) =>
              hours(steps[dataIndex]?.seconds ?? 0),
          },
          data: steps.map((one) => ({
            value: Math.abs(Math.round(one.seconds / 36) / 100),
            itemStyle: {
              color: one.kind === "whole" ? BAR.whole : one.seconds < 0 ? BAR.gain : BAR.loss,
            },
          })),
        },
      ],
    };
  }, [steps, t]);
  return (
    <>
      <Chart option={option} height={300} label={t("machines.waterfall")} />
      <ul className="losses">
        {steps
          .filter((one) => one.kind === "loss")
          .map((one) => (
            <li key={one.name}>
              {t(`machines.loss.${one.name}`)} {duration(Math.abs(one.seconds))} ·{" "}
              {percent(row.planned_busy_s > 0 ? one.seconds / row.planned_busy_s : null)}
            </li>
          ))}
      </ul>
    </>
  );
}

function Trend({ window, unit }: { readonly window: Window; readonly unit: string | null }) {
  const { t } = useTranslation();
  const days = useQuery(
    asked("cockpit.oee", {
      ...daysBefore(window.span, TREND_DAYS),
      by: "day",
      ...(unit ? { work_unit: unit } : { total: true }),
    }),
  ).data?.rows;
  const option = useMemo(() => {
    const own = days?.filter((row) => row.work_unit === unit) ?? [];
    const line = (name: string, of: (row: OeeRow) => number | null, wide = false) => ({
      name,
      type: "line",
      showSymbol: false,
      lineStyle: { width: wide ? 3 : 1 },
      data: own.map((row) => {
        const value = of(row);
        return value === null ? null : Math.round(value * 1000) / 10;
      }),
    });
    return {
      tooltip: { trigger: "axis", renderMode: "richText" },
      color: ["#0d9488", "#65a30d", "#8b5cf6", "#d97706"],
      legend: { top: 0, icon: "roundRect", itemHeight: 4 },
      grid: { left: 8, right: 8, top: 64, bottom: 4, containLabel: true },
      xAxis: { type: "category", data: own.map((row) => row.part.slice(5)) },
      yAxis: { type: "value", name: "%", min: 0 },
      series: [
        line("OEE", (row) => row.oee, true),
        line(t("machines.factor.a"), (row) => row.availability),
        line(t("machines.factor.e"), (row) => row.effectiveness),
        line(t("machines.factor.q"), (row) => row.quality_ratio),
      ],
    };
  }, [days, unit, t]);
  return (
    <Card title={t("machines.trend")} loading={!days}>
      <Chart option={option} height={380} label={t("machines.trend")} />
    </Card>
  );
}

function Machines({
  window,
  onChoose,
}: {
  readonly window: Window;
  readonly onChoose: (unit: string) => void;
}) {
  const { t } = useTranslation();
  const right = { align: "right" as const };
  const columns: ColumnType<OeeRow>[] = [
    {
      title: t("column.machine"),
      dataIndex: "work_unit",
      render: (_, row) => row.work_unit ?? <strong>{t("machines.plant")}</strong>,
    },
    { title: "OEE", ...right, render: (_, row) => <strong>{percent(row.oee)}</strong> },
    { title: t("machines.factor.a"), ...right, render: (_, row) => percent(row.availability) },
    { title: t("machines.factor.e"), ...right, render: (_, row) => percent(row.effectiveness) },
    { title: t("machines.factor.q"), ...right, render: (_, row) => percent(row.quality_ratio) },
    {
      title: t("machines.loss.planned"),
      ...right,
      render: (_, row) => duration(row.planned_busy_s),
    },
    { title: t("column.produced"), ...right, render: (_, row) => number(row.produced) },
    { title: t("column.good"), ...right, render: (_, row) => number(row.good) },
  ];
  return (
    <>
      <Flex className="machines-under">
        <Typography.Title level={4}>{t("machines.each")}</Typography.Title>
      </Flex>
      <QueryTable<OeeRow>
        query="cockpit.oee"
        params={{ ...window.span }}
        columns={columns}
        rowKey={(row) => row.work_unit ?? ""}
        caption="OEE"
        onOpen={(row) => onChoose(row.work_unit ?? "")}
        paged={false}
      />
    </>
  );
}
