/** One characteristic: its control chart with broken rules, its histogram, its capability. */

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Alert, Card, Skeleton, Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked as ask } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import type { Params } from "@/shared/api/words";
import { Chart } from "@/shared/charts/Chart";
import { instant } from "@/shared/format";
import { type Asked, paramsOf } from "./asked";
import { Index } from "./CapabilityPage";
import { Frame, Narrow } from "./Frame";
import { controlOption, histogramOption } from "./options";
import { type CapableRow, figure, limitsOf, type PointRow } from "./rows";
import type { PageProps } from "./TasksPage";

interface Props extends PageProps {
  readonly plan: string;
  readonly characteristic: string;
}

const WHICH = ["since", "until", "material", "inspection"] as const;
const KINDS = ["xbar_r", "xbar_s", "i_mr", "p", "np", "c", "u"] as const;
const SIZES = ["2", "3", "4", "5", "10", "20"] as const;
const LOCATION_PX = 320;
const SPREAD_PX = 200;

export function ChartPage({ plan, characteristic, asked, onAsk }: Props) {
  const { t } = useTranslation();
  const which = { plan, characteristic, ...paramsOf(asked, WHICH) };
  const drawn = {
    ...which,
    ...paramsOf(asked, ["chart", "subgroup", "rules", "limits_until"]),
    limit: 1000,
  };
  const points = useQuery(ask("quality.control_chart", drawn));
  const capable = useQuery(ask("quality.capability", { ...which, limit: 1 }));
  if (points.error)
    return <Alert type="error" showIcon title={sentence(points.error, t("state.away"))} />;
  if (!points.data || !capable.data) return <Skeleton active paragraph={{ rows: 10 }} />;
  const row = capable.data.rows[0];
  const rows = points.data.rows;
  const behind: Asked = { plan, characteristic, ...only(asked) };
  return (
    <Frame
      title={row?.name || characteristic}
      extra={
        <>
          <Typography.Text type="secondary">
            {plan} · {row ? `${limitsOf(row)} ${row.unit}` : ""}
          </Typography.Text>
          <Link to="/quality/values" search={behind}>
            {t("quality.allValues")}
          </Link>
        </>
      }
    >
      <Choices asked={asked} onAsk={onAsk} />
      {rows.length === 0 ? (
        <Nothing says={t("quality.tooLittle")} first={["plans"]} />
      ) : (
        <>
          <Control rows={rows} behind={behind} />
          <div className="quality-cards">
            {row && <Capability row={row} behind={behind} />}
            {row && row.kind === "variable" && <Bins which={which} row={row} behind={behind} />}
          </div>
          <Points params={drawn} rows={rows} />
        </>
      )}
    </Frame>
  );
}

function only(asked: Asked): Asked {
  return Object.fromEntries(
    WHICH.flatMap((word) => (asked[word] === undefined ? [] : [[word, asked[word]]])),
  ) as Asked;
}

function Choices({ asked, onAsk }: PageProps) {
  const { t } = useTranslation();
  return (
    <Narrow
      asked={asked}
      onAsk={onAsk}
      days
      by={[
        {
          word: "chart",
          label: t("quality.chartOf"),
          choices: Object.fromEntries(KINDS.map((one) => [one, t(`quality.chart.${one}`)])),
        },
        {
          word: "subgroup",
          label: t("quality.subgroup"),
          choices: Object.fromEntries(
            SIZES.map((one) => [one, t("quality.inRow", { count: Number(one) })]),
          ),
        },
        {
          word: "rules",
          label: t("quality.rules"),
          choices: { western_electric: "Western Electric", nelson: "Nelson" },
        },
        { word: "material", label: t("column.material") },
        { word: "inspection", label: t("quality.inspection") },
        { word: "limits_until", label: t("quality.limitsUntil"), isDay: true },
      ]}
    />
  );
}

function Control({ rows, behind }: { readonly rows: readonly PointRow[]; readonly behind: Asked }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const first = rows[0];
  const words = useMemo(
    () => ({
      value: t("quality.value"),
      center: t("quality.center"),
      ucl: "UCL",
      lcl: "LCL",
      outside: t("quality.outside"),
    }),
    [t],
  );
  const location = useMemo(() => controlOption(rows, "location", words), [rows, words]);
  const spread = useMemo(() => controlOption(rows, "spread", words), [rows, words]);
  if (!first) return null;
  const open = (index: number) => {
    const inspection = rows[index]?.inspection;
    if (inspection) void navigate({ to: "/quality/values", search: { ...behind, inspection } });
  };
  const [above, below] = t(`quality.chart.${first.chart}`).split("-");
  const broken = [...new Set(rows.flatMap((row) => [...row.signals, ...row.spread_signals]))];
  return (
    <Card
      title={`${t("quality.controlChart")}: ${t(`quality.chart.${first.chart}`)}`}
      extra={
        broken.length > 0 ? (
          <Tag color="red">
            <span aria-hidden="true">◆</span> {t("quality.broken", { rules: broken.join(", ") })}
          </Tag>
        ) : (
          <Tag color="green">
            <span aria-hidden="true">✔</span> {t("quality.calm")}
          </Tag>
        )
      }
    >
      {first.left_out > 0 && (
        <Alert type="info" showIcon title={t("quality.leftOut", { count: first.left_out })} />
      )}
      <Typography.Text strong>{above}</Typography.Text>
      <Chart
        option={location}
        height={LOCATION_PX}
        label={`${t("quality.controlChart")} ${above}`}
        onPick={open}
      />
      {first.spread_center !== null && (
        <>
          <Typography.Text strong>{below}</Typography.Text>
          <Chart
            option={spread}
            height={SPREAD_PX}
            label={`${t("quality.controlChart")} ${below}`}
            onPick={open}
          />
        </>
      )}
    </Card>
  );
}

const INDICES = [
  ["Cp", "cp"],
  ["Cpk", "cpk"],
  ["Pp", "pp"],
  ["Ppk", "ppk"],
  ["Cpm", "cpm"],
] as const;

function Capability({ row, behind }: { readonly row: CapableRow; readonly behind: Asked }) {
  const { t } = useTranslation();
  const said: readonly (readonly [string, React.ReactNode])[] = [
    [
      "n",
      <Link key="n" to="/quality/values" search={behind}>
        {row.inspected}
      </Link>,
    ],
    [
      t("quality.failedResults"),
      <Link key="failed" to="/quality/values" search={{ ...behind, failed: "yes" }}>
        {row.failed}
      </Link>,
    ],
    [t("quality.mean"), figure(row.mean)],
    [t("quality.sigmaWithin"), figure(row.sigma_within, 4)],
    ["s", figure(row.sigma_overall, 4)],
    [t("quality.least"), figure(row.minimum)],
    [t("quality.most"), figure(row.maximum)],
  ];
  return (
    <Card title={t("quality.capability")}>
      {row.kind === "variable" && (
        <dl className="quality-indices">
          {INDICES.filter(([, key]) => row[key] !== null).map(([name, key]) => (
            <div key={key}>
              <dt>{name}</dt>
              <dd>
                <Index value={row[key]} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <dl className="quality-indices quality-indices-small">
        {said.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {row.signals > 0 && row.cpk !== null && (
        <Alert type="warning" showIcon title={t("quality.unstable", { count: row.signals })} />
      )}
    </Card>
  );
}

interface BinsProps {
  readonly which: Params;
  readonly row: CapableRow;
  readonly behind: Asked;
}

function Bins({ which, row, behind }: BinsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const bins = useQuery(ask("quality.histogram", which)).data?.rows;
  const option = useMemo(
    () =>
      bins &&
      histogramOption(bins, row, {
        count: t("quality.count"),
        normal: t("quality.normal"),
        mean: t("quality.mean"),
      }),
    [bins, row, t],
  );
  const open = (index: number) => {
    const bin = bins?.[index];
    if (!bin || bin.smallest === null) return;
    const search = { ...behind, low: String(bin.smallest), high: String(bin.largest) };
    void navigate({ to: "/quality/values", search });
  };
  return (
    <Card title={t("quality.histogram")} loading={!option}>
      {option && (
        <Chart option={option} height={280} label={t("quality.histogram")} onPick={open} />
      )}
    </Card>
  );
}

const right = { align: "right" as const };

/** The points as a table: what the chart shows, for the keyboard and for a file. */
function Points({ params, rows }: { readonly params: Params; readonly rows: readonly PointRow[] }) {
  const { t, i18n } = useTranslation();
  const spread: ColumnType<PointRow>[] =
    rows[0]?.spread_center === null
      ? []
      : [
          {
            title: t("quality.spread"),
            ...right,
            render: (_, row) => figure(row.spread),
          },
        ];
  const columns: ColumnType<PointRow>[] = [
    { title: t("quality.point"), ...right, dataIndex: "point" },
    {
      title: t("quality.inspection"),
      render: (_, row) => (
        <Link to="/quality/inspections/$code" params={{ code: row.inspection }}>
          {row.inspection}
        </Link>
      ),
    },
    { title: t("quality.piece"), ...right, render: (_, row) => row.piece ?? "" },
    { title: t("column.lot"), render: (_, row) => row.lot ?? "" },
    { title: t("column.at"), render: (_, row) => instant(row.measured_at, i18n.language) },
    { title: "n", ...right, dataIndex: "size" },
    { title: t("quality.value"), ...right, render: (_, row) => figure(row.value, 6) },
    ...spread,
    { title: "LCL", ...right, render: (_, row) => figure(row.lcl) },
    { title: "UCL", ...right, render: (_, row) => figure(row.ucl) },
    {
      title: t("quality.rules"),
      render: (_, row) =>
        [...row.signals, ...row.spread_signals].map((rule) => (
          <Tag key={rule} color="red">
            ◆ {rule}
          </Tag>
        )),
    },
  ];
  return (
    <>
      <Typography.Title level={4}>{t("quality.points")}</Typography.Title>
      <QueryTable<PointRow>
        query="quality.control_chart"
        params={params}
        columns={columns}
        rowKey={(row) => String(row.point)}
        caption={t("quality.points")}
      />
    </>
  );
}
