/** Every characteristic that was measured with its capability; a row opens its control chart. */

import { Link, useNavigate } from "@tanstack/react-router";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { paramsOf } from "./asked";
import { Frame, Narrow } from "./Frame";
import { type CapableRow, figure, grade, limitsOf } from "./rows";
import type { PageProps } from "./TasksPage";

const right = { align: "right" as const };

export function CapabilityPage({ asked, onAsk }: PageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Frame title={t("quality.page.charts")}>
      <Narrow
        asked={asked}
        onAsk={onAsk}
        days
        by={[
          { word: "plan", label: t("quality.plan") },
          { word: "material", label: t("column.material") },
          { word: "inspection", label: t("quality.inspection") },
        ]}
      />
      <QueryTable<CapableRow>
        query="quality.capability"
        params={{
          ...paramsOf(asked, ["since", "until", "plan", "material", "inspection"]),
          limit: 500,
        }}
        columns={useColumns()}
        rowKey={(row) => `${row.plan} ${row.characteristic}`}
        caption={t("quality.page.charts")}
        empty={t("quality.nothingMeasured")}
        first={["plans"]}
        totals={(rows) => <Totals rows={rows} />}
        onOpen={(row) =>
          void navigate({
            to: "/quality/charts/$plan/$characteristic",
            params: { plan: row.plan, characteristic: row.characteristic },
            search: asked,
          })
        }
      />
    </Frame>
  );
}

function Totals({ rows }: { readonly rows: readonly CapableRow[] }) {
  const { t } = useTranslation();
  const results = rows.reduce((all, row) => all + row.inspected, 0);
  const failed = rows.reduce((all, row) => all + row.failed, 0);
  const poor = rows.filter((row) => grade(row.cpk) === "poor").length;
  return <>{t("quality.capableTotals", { results, failed, poor })}</>;
}

export function Index({ value }: { readonly value: number | null }) {
  const { t } = useTranslation();
  const found = grade(value);
  if (found === null) return <>–</>;
  const text = value?.toFixed(2);
  return found === "poor" ? (
    <strong className="quality-poor">
      <span role="img" aria-label={t("quality.poor")}>
        ▼
      </span>{" "}
      {text}
    </strong>
  ) : (
    text
  );
}

function useColumns(): ColumnType<CapableRow>[] {
  const { t } = useTranslation();
  const index = (key: "cp" | "cpk" | "pp" | "ppk", title: string): ColumnType<CapableRow> => ({
    title,
    ...right,
    sorter: (a, b) => (a[key] ?? Number.MAX_VALUE) - (b[key] ?? Number.MAX_VALUE),
    render: (_, row) => <Index value={row[key]} />,
  });
  return [
    { title: t("quality.plan"), dataIndex: "plan" },
    {
      title: t("quality.characteristic"),
      render: (_, row) => (
        <Link
          to="/quality/charts/$plan/$characteristic"
          params={{ plan: row.plan, characteristic: row.characteristic }}
          onClick={(event) => event.stopPropagation()}
        >
          {row.name || row.characteristic}
        </Link>
      ),
    },
    { title: t("quality.limits"), render: (_, row) => `${limitsOf(row)} ${row.unit}` },
    { title: "n", ...right, dataIndex: "inspected" },
    {
      title: t("quality.failedResults"),
      ...right,
      sorter: (a, b) => a.failed - b.failed,
      render: (_, row) =>
        row.failed > 0 ? (
          <Link
            className="quality-bad"
            to="/quality/values"
            search={{ plan: row.plan, characteristic: row.characteristic, failed: "yes" }}
            onClick={(event) => event.stopPropagation()}
          >
            ✖ {row.failed}
          </Link>
        ) : (
          0
        ),
    },
    { title: t("quality.mean"), ...right, render: (_, row) => figure(row.mean) },
    { title: "s", ...right, render: (_, row) => figure(row.sigma_overall, 4) },
    index("cp", "Cp"),
    index("cpk", "Cpk"),
    index("pp", "Pp"),
    index("ppk", "Ppk"),
    {
      title: t("quality.signals"),
      ...right,
      sorter: (a, b) => a.signals - b.signals,
      render: (_, row) => row.signals,
    },
  ];
}
