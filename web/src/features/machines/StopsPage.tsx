/** Stops of a day or shift: which cost most, and which nobody has explained yet. */

import { useQuery } from "@tanstack/react-query";
import { Button, Card, Col, Flex, Row, Segmented, Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { Chart } from "@/shared/charts/Chart";
import { namesBelow } from "@/shared/charts/names";
import { duration, instant, named } from "@/shared/format";
import { StateTag } from "@/shared/plant/StateTag";
import type { Window } from "@/shared/plant/today";
import { Frame } from "./Frame";
import type { ParetoRow, StopRow } from "./rows";
import { StopDrawer } from "./StopDrawer";
import type { Asking } from "./search";

const CUTS = ["reason", "work_unit", "said"] as const;
const STOPS_MAX = 1000;

interface Props extends Asking {
  readonly mayLabel: boolean;
}

export function StopsPage(props: Props) {
  return (
    <Frame page="stops" timed placed={false} search={props.search} onSearch={props.onSearch}>
      {(window) => (
        <>
          <Pareto window={window} {...props} />
          <Stops window={window} {...props} />
        </>
      )}
    </Frame>
  );
}

function Pareto({ window, search, onSearch }: Props & { readonly window: Window }) {
  const { t, i18n } = useTranslation();
  const by = CUTS.find((one) => one === search.by) ?? "reason";
  const rows = useQuery(
    asked("cockpit.stop_pareto", { ...window.span, by, work_unit: search.unit }),
  ).data?.rows;
  const option = useMemo(() => {
    const shown = rows?.slice(0, 12) ?? [];
    const name = (row: ParetoRow) =>
      row.key === null
        ? t("machines.unexplained")
        : row.name
          ? named({ name: row.name, name_en: row.name_en }, i18n.language)
          : row.key || t("machines.saidNothing");
    return {
      tooltip: { trigger: "axis", renderMode: "richText" },
      grid: { left: 8, right: 8, top: 28, bottom: 4, containLabel: true },
      xAxis: {
        type: "category",
        data: shown.map((row) => `${name(row)} (${row.stops})`),
        axisLabel: namesBelow(shown.length),
      },
      yAxis: [
        { type: "value", name: "min" },
        { type: "value", name: "%", max: 100, splitLine: { show: false } },
      ],
      series: [
        {
          name: t("machines.minutes"),
          type: "bar",
          color: "#d97706",
          data: shown.map((row) => Math.round(row.seconds / 6) / 10),
        },
        {
          name: t("machines.running"),
          type: "line",
          yAxisIndex: 1,
          color: "#0d9488",
          data: shown.map((row) => Math.round(row.running_share * 1000) / 10),
        },
      ],
    };
  }, [rows, t, i18n.language]);
  return (
    <Row gutter={[16, 16]}>
      <Col span={24}>
        <Card
          title={t("machines.pareto")}
          loading={!rows}
          extra={
            <Segmented
              name="by"
              aria-label={t("machines.by")}
              value={by}
              options={CUTS.map((one) => ({ value: one, label: t(`machines.cut.${one}`) }))}
              onChange={(chosen) => onSearch({ by: chosen })}
            />
          }
        >
          {rows?.length === 0 ? (
            <Nothing says={t("machines.noStops")} />
          ) : (
            <Chart option={option} height={260} label={t("machines.pareto")} />
          )}
        </Card>
      </Col>
    </Row>
  );
}

function Stops({ window, search, onSearch, mayLabel }: Props & { readonly window: Window }) {
  const { t, i18n } = useTranslation();
  const zone = window.today.site?.zone;
  const params = {
    ...window.span,
    work_unit: search.unit,
    unlabelled: search.only === "yes",
    limit: STOPS_MAX,
  };
  const columns: ColumnType<StopRow>[] = [
    {
      title: t("column.from"),
      dataIndex: "started_at",
      defaultSortOrder: "descend",
      sorter: (one, two) => one.started_at.localeCompare(two.started_at),
      render: (_, row) => instant(row.started_at, i18n.language, zone),
    },
    { title: t("column.machine"), dataIndex: "work_unit" },
    { title: t("column.state"), render: (_, row) => <StateTag state={row.state} /> },
    {
      title: t("machines.length"),
      dataIndex: "length_s",
      align: "right",
      sorter: (one, two) => one.length_s - two.length_s,
      render: (_, row) => duration(row.length_s),
    },
    { title: t("column.said"), dataIndex: "said" },
    { title: t("column.job"), dataIndex: "job_order" },
    {
      title: t("column.reason"),
      dataIndex: "reason",
      render: (_, row) => <Reason row={row} mayLabel={mayLabel} />,
    },
    { title: t("machines.note"), dataIndex: "note" },
  ];
  return (
    <>
      <Flex className="machines-under" gap={8} wrap align="center">
        <Segmented
          name="only"
          aria-label={t("machines.which")}
          value={search.only === "yes" ? "yes" : ""}
          options={[
            { value: "", label: t("machines.allStops") },
            { value: "yes", label: t("machines.onlyUnexplained") },
          ]}
          onChange={(only) => onSearch({ only })}
        />
        {search.unit && (
          <Tag closable onClose={() => onSearch({ unit: "" })}>
            {search.unit}
          </Tag>
        )}
      </Flex>
      <QueryTable<StopRow>
        query="kernel.stops"
        params={params}
        columns={columns}
        rowKey={(row) => row.id}
        caption={t("machines.stops")}
        empty={t(search.only === "yes" ? "machines.allExplained" : "machines.noStops")}
        onOpen={(row) => onSearch({ stop: row.id })}
      />
      {search.stop && (
        <StopDrawer
          id={search.stop}
          span={window.span}
          zone={zone ?? "UTC"}
          mayLabel={mayLabel}
          onClose={() => onSearch({ stop: "" })}
          onOther={(stop) => onSearch({ stop })}
        />
      )}
    </>
  );
}

function Reason({ row, mayLabel }: { readonly row: StopRow; readonly mayLabel: boolean }) {
  const { t } = useTranslation();
  if (row.reason !== null) return row.reason;
  if (row.is_provisional) return <Tag>{t("machines.goesOn")}</Tag>;
  return mayLabel ? (
    <Button size="small">{t("machines.explain")}</Button>
  ) : (
    <Tag color="gold">{t("machines.unexplained")}</Tag>
  );
}
