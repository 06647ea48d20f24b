/** From a lot or serial up and down its genealogy: made from, made into, where all of it is. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Flex, Segmented, Skeleton, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { instant, number } from "@/shared/format";
import { levels, type TraceRow } from "./rows";
import "./trace.css";

export type Direction = "forward" | "backward";

interface Props {
  readonly material: string;
  readonly lot: string;
  readonly direction: Direction;
  readonly onTurn: (direction: Direction) => void;
}

const LOTS_MAX = 1000;

export function TracePage({ material, lot, direction, onTurn }: Props) {
  const { t } = useTranslation();
  const params = { material, lot, direction, limit: LOTS_MAX };
  return (
    <>
      <Flex gap={12} align="center" wrap>
        <Typography.Title level={2}>
          {t("menu.trace")} {lot}
        </Typography.Title>
        <Segmented<Direction>
          aria-label={t("trace.direction")}
          value={direction}
          onChange={onTurn}
          options={[
            { value: "backward", label: `← ${t("trace.backward")}` },
            { value: "forward", label: `${t("trace.forward")} →` },
          ]}
        />
        <Link to="/lots/$material/$lot" params={{ material, lot }}>
          {t("trace.lot")}
        </Link>
      </Flex>
      <Steps params={params} direction={direction} />
      <Typography.Title level={4}>{t("trace.whereAll")}</Typography.Title>
      <Whereabouts params={params} direction={direction} />
      <Typography.Title level={4}>{t("trace.worked")}</Typography.Title>
      <Worked material={material} lot={lot} />
    </>
  );
}

interface Asked {
  readonly params: Readonly<Record<string, string | number>>;
  readonly direction: Direction;
}

function Steps({ params, direction }: Asked) {
  const { t } = useTranslation();
  const found = useQuery(asked<TraceRow>("kernel.trace", params));
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 4 }} />;
  return (
    <ol className="trace" aria-label={t("trace.tree")}>
      {levels(found.data.rows).map((level) => (
        <li key={level.depth} className="trace-level">
          <h3>{level.depth === 0 ? t("trace.asked") : t("trace.step", { count: level.depth })}</h3>
          {level.materials.map((one) => (
            <details key={one.material} open={one.rows.length <= 12}>
              <summary>
                {one.material} <span className="trace-count">{one.rows.length}</span>
              </summary>
              <ul>
                {one.rows.map((row) => (
                  <li key={row.id}>
                    <Link
                      to="/trace/$material/$lot"
                      params={{ material: row.material, lot: row.lot }}
                      search={{ direction }}
                    >
                      {row.lot}
                    </Link>
                    {row.held_by.length > 0 && (
                      <span className="trace-held"> ✖ {t("trace.held")}</span>
                    )}
                  </li>
                ))}
              </ul>
            </details>
          ))}
        </li>
      ))}
    </ol>
  );
}

function Whereabouts({ params, direction }: Asked) {
  const { t } = useTranslation();
  const right = { align: "right" as const };
  const columns: ColumnType<TraceRow>[] = [
    { title: t("trace.depth"), ...right, dataIndex: "depth" },
    { title: t("column.material"), dataIndex: "material" },
    {
      title: t("column.lot"),
      render: (_, row) => (
        <Link to="/lots/$material/$lot" params={{ material: row.material, lot: row.lot }}>
          {row.lot}
        </Link>
      ),
    },
    { title: t("trace.inStock"), ...right, render: (_, row) => number(row.in_stock) },
    { title: t("count.in_process"), ...right, render: (_, row) => number(row.in_process) },
    { title: t("trace.shipped"), ...right, render: (_, row) => number(row.shipped) },
    { title: t("column.scrap"), ...right, render: (_, row) => number(row.scrapped) },
    { title: t("trace.elsewhere"), ...right, render: (_, row) => number(row.elsewhere) },
    { title: t("column.unit"), dataIndex: "unit" },
    {
      title: direction === "forward" ? t("trace.customers") : t("trace.suppliers"),
      render: (_, row) => row.partners.join(", "),
    },
    {
      title: t("column.job"),
      render: (_, row) =>
        row.job_orders.map((code) => (
          <Link key={code} to="/jobs/$code" params={{ code }} className="trace-job">
            {code}
          </Link>
        )),
    },
  ];
  return (
    <QueryTable<TraceRow>
      query="kernel.trace"
      params={params}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("trace.whereAll")}
    />
  );
}

interface WorkedRow {
  readonly id: string;
  readonly job_order: string;
  readonly operation: string;
  readonly work_unit: string | null;
  readonly at: string;
  readonly good: string;
  readonly defective: string;
  readonly scrap: string;
}

function Worked({ material, lot }: { readonly material: string; readonly lot: string }) {
  const { t, i18n } = useTranslation();
  const right = { align: "right" as const };
  const columns: ColumnType<WorkedRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.at, i18n.language) },
    { title: t("column.operation"), dataIndex: "operation" },
    { title: t("column.machine"), dataIndex: "work_unit" },
    {
      title: t("column.job"),
      render: (_, row) => (
        <Link to="/jobs/$code" params={{ code: row.job_order }}>
          {row.job_order}
        </Link>
      ),
    },
    { title: t("column.good"), ...right, render: (_, row) => number(row.good) },
    { title: t("column.bad"), ...right, render: (_, row) => number(row.defective) },
    { title: t("column.scrap"), ...right, render: (_, row) => number(row.scrap) },
  ];
  return (
    <QueryTable<WorkedRow>
      query="kernel.lot_reports"
      params={{ material, lot, limit: 100 }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("trace.worked")}
      empty={t("trace.notWorked")}
    />
  );
}
