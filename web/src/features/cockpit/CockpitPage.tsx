/** The start page: how the factory does today; each figure opens the rows that make it. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Card, Col, Flex, Row, Skeleton, Typography } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { asked, type Params, type QueryName, type RowOf } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { Chart } from "@/shared/charts/Chart";
import { instant, named, number, percent, sum } from "@/shared/format";
import { daysBefore } from "@/shared/format/clock";
import { StateTag } from "@/shared/plant/StateTag";
import { isStopped } from "@/shared/plant/states";
import { type Today, useToday } from "@/shared/plant/today";
import { FirstSteps } from "./FirstSteps";
import { type FigureName, NEEDS } from "./figures";
import { firstPass, isShort, outputOf } from "./rows";
import "./cockpit.css";

const TREND_DAYS = 13;
const ORDERS_MAX = 1000;

interface Props {
  readonly name: string;
  /** Whether the reader holds a permission somewhere. */
  readonly may: (permission: string) => boolean;
}

export function CockpitPage({ name, may }: Props) {
  const { t } = useTranslation();
  const { today, failure } = useToday();
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!today) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (today.site?.heard_at == null) return <Beginning name={name} may={may} today={today} />;
  return <Board today={today} may={may} />;
}

/** A factory that never reported: the steps that come first, above its figures once it has orders. */
function Beginning({ name, may, today }: Props & { readonly today: Today }) {
  const orders = useQuery(asked("cockpit.open_orders", { at: today.now, limit: 1 }));
  if (orders.isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  const isRunning = today.site !== null && (orders.data?.rows.length ?? 0) > 0;
  const begins = BEGINNERS.some(may);
  return (
    <>
      {(begins || !isRunning) && <FirstSteps name={name} hasSite={today.site !== null} may={may} />}
      {isRunning && <Board today={today} may={may} />}
    </>
  );
}

/** Who may take at least one of the first steps. */
const BEGINNERS = ["user_account:create", "device:pair"] as const;

interface Shown {
  readonly today: Today;
  readonly may: (permission: string) => boolean;
}

function Board({ today, may }: Shown) {
  const { t, i18n } = useTranslation();
  const site = today.site;
  return (
    <>
      <Flex className="cockpit-head" gap={12} align="baseline" wrap>
        <Typography.Title level={2}>{site ? named(site, i18n.language) : ""}</Typography.Title>
        <Typography.Text type="secondary">
          {t("cockpit.asOf", { at: instant(today.now, i18n.language, site?.zone) })}
        </Typography.Text>
      </Flex>
      <Figures today={today} may={may} />
      <Row gutter={[16, 16]} className="cockpit-below">
        {may(NEEDS.stops) && (
          <Col xs={24} lg={12}>
            <Stations today={today} />
          </Col>
        )}
        {may(NEEDS.output) && (
          <Col xs={24} lg={12}>
            <Trend today={today} />
          </Col>
        )}
      </Row>
    </>
  );
}

/** The rows of a figure; none are asked for by who may not read them. */
function useRows<Name extends QueryName>(
  query: Name,
  params: Params,
  enabled: boolean,
): readonly RowOf<Name>[] | undefined {
  return useQuery({ ...asked(query, params), enabled }).data?.rows;
}

function Figures({ today, may }: Shown) {
  const { t } = useTranslation();
  const { day, now } = today;
  const has = (figure: FigureName) => may(NEEDS[figure]);
  const output = useRows("cockpit.output", { ...day }, has("output"));
  const open = { at: now, limit: ORDERS_MAX };
  const orders = useRows("cockpit.open_orders", open, has("late"));
  const oee = useRows("cockpit.oee", { ...day, total: true }, has("oee"))?.[0];
  const yields = useRows("cockpit.yields", { ...day }, has("yield"));
  const stations = useRows("cockpit.stations", { ...day }, has("stops"));
  const alerts = useRows("cockpit.calls", { limit: ORDERS_MAX }, has("alerts"));
  const alarms = useRows("cockpit.stock_alarms", open, has("alarms"));
  const ready = useRows("inventory.readiness", { limit: ORDERS_MAX }, has("short"));
  const made = output && outputOf(output);
  const late = orders?.filter((row) => row.is_late).length;
  const stops = stations?.filter((row) => isStopped(row.state)).length;
  return (
    <div className="figures">
      {has("output") && (
        <Figure
          figure="output"
          value={made ? number(made.finished) : made === null ? String(output?.length) : undefined}
          note={
            made === null
              ? t("cockpit.materials")
              : made && t("cockpit.ofPlan", { planned: number(made.planned), unit: made.unit })
          }
        />
      )}
      {has("late") && (
        <Figure
          figure="late"
          value={late?.toString()}
          bad={Boolean(late)}
          note={orders && t("cockpit.ofOpen", { count: orders.length })}
        />
      )}
      {has("oee") && (
        <Figure
          figure="oee"
          value={oee ? percent(oee.oee) : undefined}
          note={
            oee &&
            `${t("cockpit.a")} ${percent(oee.availability)} · ${t("cockpit.e")} ${percent(oee.effectiveness)} · ${t("cockpit.q")} ${percent(oee.quality_ratio)}`
          }
        />
      )}
      {has("yield") && (
        <Figure
          figure="yield"
          value={yields && percent(firstPass(yields))}
          note={yields && t("cockpit.rightFirst")}
        />
      )}
      {has("stops") && (
        <Figure
          figure="stops"
          value={stops?.toString()}
          bad={Boolean(stops)}
          note={stations && t("cockpit.ofMachines", { count: stations.length })}
        />
      )}
      {has("alerts") && (
        <Figure
          figure="alerts"
          value={alerts?.length.toString()}
          bad={Boolean(alerts?.length)}
          note={
            alerts &&
            t("cockpit.unanswered", {
              count: alerts.filter((row) => row.acknowledged_at === null).length,
            })
          }
        />
      )}
      {has("alarms") && (
        <Figure
          figure="alarms"
          value={alarms?.length.toString()}
          bad={alarms?.some((row) => row.alarm !== "expiring") ?? false}
          note={
            alarms &&
            t("cockpit.alarms", {
              owed: alarms.filter((row) => row.alarm === "owed").length,
              expired: alarms.filter((row) => row.alarm === "expired").length,
            })
          }
        />
      )}
      {has("short") && (
        <Figure
          figure="short"
          value={ready?.filter(isShort).length.toString()}
          bad={ready?.some(isShort) ?? false}
          note={ready && t("cockpit.ofReleased", { count: ready.length })}
        />
      )}
    </div>
  );
}

interface FigureProps {
  readonly figure: FigureName;
  readonly value: string | undefined;
  readonly note: string | undefined;
  readonly bad?: boolean;
}

function Figure({ figure, value, note, bad }: FigureProps) {
  const { t } = useTranslation();
  return (
    <Link to="/cockpit/$figure" params={{ figure }} className="figure">
      <span className="figure-name">{t(`figure.${figure}`)}</span>
      <span className={bad ? "figure-value figure-bad" : "figure-value"}>
        {bad && <span aria-hidden="true">▲ </span>}
        {value ?? "…"}
      </span>
      <span className="figure-note">{note ?? " "}</span>
    </Link>
  );
}

function Stations({ today }: { readonly today: Today }) {
  const { t, i18n } = useTranslation();
  const rows = useQuery(asked("cockpit.stations", { ...today.day })).data?.rows;
  return (
    <Card title={t("cockpit.stations")} loading={!rows}>
      <ul className="stations">
        {rows?.map((row) => (
          <li key={row.work_unit}>
            <Link
              to="/cockpit/$figure"
              params={{ figure: "reports" }}
              search={{ work_unit: row.work_unit }}
            >
              <span className="station-name">{named(row, i18n.language)}</span>
              <span className="station-job">{row.operation ?? ""}</span>
              <span className="station-good">{number(row.good)}</span>
              <StateTag state={row.state} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Trend({ today }: { readonly today: Today }) {
  const { t } = useTranslation();
  const window = daysBefore(today.day, TREND_DAYS);
  const days = useQuery(asked("cockpit.daily_output", { ...window, limit: 1000 })).data?.rows;
  const output = useQuery(asked("cockpit.output", { ...today.day })).data?.rows;
  const option = useMemo(() => {
    if (!days || !output) return null;
    const main = new Set(
      output.filter((row) => Number(row.planned) > 0).map((row) => row.material),
    );
    const rows = main.size > 0 ? days.filter((row) => main.has(row.material)) : days;
    const dates = [...new Set(rows.map((row) => row.business_date))].sort();
    const units = [
      ...new Set(output.filter((row) => main.has(row.material)).map((row) => row.unit)),
    ];
    const of = (key: "finished" | "bad") =>
      dates.map((date) =>
        Number(sum(rows.filter((row) => row.business_date === date).map((row) => row[key]))),
      );
    return {
      tooltip: { trigger: "axis", renderMode: "richText" },
      legend: { top: 0 },
      grid: { left: 8, right: 8, top: 64, bottom: 4, containLabel: true },
      xAxis: { type: "category", data: dates.map((date) => date.slice(5)) },
      yAxis: { type: "value", name: units.join(" · ") },
      series: [
        { name: t("cockpit.finished"), type: "bar", color: "#0d9488", data: of("finished") },
        { name: t("cockpit.bad"), type: "bar", color: "#d97706", data: of("bad") },
      ],
    };
  }, [days, output, t]);
  return (
    <Card title={t("cockpit.trend")} loading={!option}>
      {option && <Chart option={option} height={320} label={t("cockpit.trend")} />}
    </Card>
  );
}
