/** What the machines did through a day or shift, one lane each; a lane opens its states and stops. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Skeleton, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { duration, instant, named } from "@/shared/format";
import { StateTag } from "@/shared/plant/StateTag";
import { STATES } from "@/shared/plant/states";
import type { Window } from "@/shared/plant/today";
import { Frame } from "./Frame";
import { Lanes } from "./Lanes";
import type { StopRow } from "./rows";
import type { Asking } from "./search";

export function TimelinePage(asking: Asking) {
  return (
    <Frame page="timeline" timed placed {...asking}>
      {(window) => <Timeline window={window} {...asking} />}
    </Frame>
  );
}

function Timeline({ window, search, onSearch }: Asking & { readonly window: Window }) {
  const { t, i18n } = useTranslation();
  const lanes = useQuery(asked("cockpit.timeline", { ...window.span, within: search.within }));
  if (lanes.error) {
    return <Alert type="error" showIcon title={sentence(lanes.error, t("state.away"))} />;
  }
  if (!lanes.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (lanes.data.rows.length === 0)
    return <Nothing says={t("machines.silent")} first={["equipment"]} />;
  const chosen = lanes.data.rows.find((row) => row.work_unit === search.unit);
  return (
    <>
      <ul className="wall-counts" aria-label={t("machines.legend")}>
        {STATES.map((state) => (
          <li key={state}>
            <StateTag state={state} />
          </li>
        ))}
      </ul>
      <Lanes
        lanes={lanes.data.rows}
        span={window.span}
        zone={window.today.site?.zone ?? "UTC"}
        search={search}
        onSearch={onSearch}
      />
      {chosen && (
        <section aria-label={chosen.work_unit}>
          <Typography.Title level={4}>
            {named(chosen, i18n.language)}{" "}
            <Button size="small" onClick={() => onSearch({ unit: "" })}>
              {t("machines.allLanes")}
            </Button>
          </Typography.Title>
          <States window={window} unit={chosen.work_unit} />
        </section>
      )}
    </>
  );
}

function States({ window, unit }: { readonly window: Window; readonly unit: string }) {
  const { t, i18n } = useTranslation();
  const zone = window.today.site?.zone;
  const columns: ColumnType<StopRow>[] = [
    {
      title: t("column.state"),
      dataIndex: "state",
      render: (_, row) => <StateTag state={row.state} />,
    },
    {
      title: t("column.from"),
      dataIndex: "started_at",
      render: (_, row) => instant(row.started_at, i18n.language, zone),
    },
    {
      title: t("column.to"),
      dataIndex: "ended_at",
      render: (_, row) => instant(row.ended_at, i18n.language, zone),
    },
    {
      title: t("machines.length"),
      dataIndex: "length_s",
      align: "right",
      render: (_, row) => duration(row.length_s),
    },
    { title: t("column.said"), dataIndex: "said" },
    { title: t("column.job"), dataIndex: "job_order" },
  ];
  return (
    <QueryTable<StopRow>
      query="kernel.machine_states"
      params={{ ...window.span, work_unit: unit, limit: 1000 }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("machines.timeline")}
    />
  );
}
