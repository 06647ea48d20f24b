/** The parts below a sales order's lines: work orders, shipments, its story. */

import { Link } from "@tanstack/react-router";
import { Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { instant, number } from "@/shared/format";
import { usePresent } from "./present";
import type { Shipped, Told, Work } from "./rows";

interface Part {
  readonly code: string;
}

const right = { align: "right" as const };

export function WorkOrders({ code }: Part) {
  const { t, i18n } = useTranslation();
  const present = usePresent();
  const columns: ColumnType<Work>[] = [
    { title: t("sales.line"), dataIndex: "line" },
    {
      title: t("column.order"),
      render: (_, row) => (
        <Link to="/orders/$code" params={{ code: row.work_order }}>
          {row.work_order}
        </Link>
      ),
    },
    { title: t("column.material"), dataIndex: "material" },
    { title: t("column.state"), render: (_, row) => <Tag>{t(`workStatus.${row.status}`)}</Tag> },
    { title: t("sales.forLine"), ...right, render: (_, row) => number(row.quantity) },
    { title: t("step.finished"), ...right, render: (_, row) => number(row.finished) },
    { title: t("column.due"), render: (_, row) => instant(row.due_at, i18n.language) },
    {
      title: t("sales.expected"),
      render: (_, row) => (
        <Typography.Text {...(row.is_late ? { type: "danger" as const, strong: true } : {})}>
          {row.is_late && "! "}
          {instant(row.expected_at, i18n.language)}
        </Typography.Text>
      ),
    },
  ];
  return (
    <QueryTable<Work>
      query="sales.order_work"
      params={{ sales_order: code, ...present }}
      columns={columns}
      rowKey={(row) => `${row.line} ${row.work_order}`}
      caption={t("sales.workOrders")}
      empty={t("sales.noWork")}
      paged={false}
    />
  );
}

export function Shipments({ code }: Part) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<Shipped>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.shipped_at, i18n.language) },
    { title: t("sales.shipment"), dataIndex: "code" },
    { title: t("sales.line"), dataIndex: "line" },
    { title: t("column.material"), dataIndex: "material" },
    {
      title: t("sales.quantity"),
      ...right,
      render: (_, row) => `${number(row.quantity)} ${row.unit}`,
    },
    {
      title: t("value.takenBack"),
      ...right,
      render: (_, row) => (Number(row.taken_back) > 0 ? number(row.taken_back) : "–"),
    },
    {
      title: t("sales.lots"),
      render: (_, row) =>
        row.lots.map((lot) => (
          <Link
            key={lot}
            to="/trace/$material/$lot"
            params={{ material: row.material, lot }}
            className="sales-lot"
          >
            {lot}
          </Link>
        )),
    },
    { title: t("sales.by"), dataIndex: "by" },
  ];
  return (
    <QueryTable<Shipped>
      query="sales.order_shipments"
      params={{ sales_order: code }}
      columns={columns}
      rowKey={(row) => `${row.code} ${row.line} ${row.shipped_at}`}
      caption={t("sales.shipments")}
      empty={t("sales.noShipment")}
      paged={false}
    />
  );
}

export function Story({ code }: Part) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<Told>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.at, i18n.language) },
    { title: t("sales.what"), render: (_, row) => t(`told.${row.of}.${row.what}`) },
    { title: t("sales.line"), dataIndex: "code" },
    { title: t("sales.told"), render: (_, row) => toldOf(row, t) },
    { title: t("sales.by"), render: (_, row) => row.by ?? "–" },
  ];
  return (
    <QueryTable<Told>
      query="sales.order_story"
      params={{ sales_order: code }}
      columns={columns}
      rowKey={(row) => `${row.at} ${row.code} ${row.what}`}
      caption={t("sales.story")}
      paged={false}
    />
  );
}

/** What was told with an event, in a few words. */
function toldOf(row: Told, t: TFunction): string {
  const said = row.payload as Readonly<Record<string, unknown>>;
  const text = (name: string) => (said[name] ? String(said[name]) : "");
  const parts: string[] = [];
  if (row.what === "changed" && said.quantity !== undefined) {
    for (const name of ["quantity", "promised_on", "priority"]) {
      const [before, after] = [String(said[`was_${name}`]), String(said[name])];
      if (before !== after) parts.push(`${before} → ${after}`);
    }
  }
  for (const name of ["work_order", "shipment", "name", "address"]) parts.push(text(name));
  if (row.what !== "changed" && said.quantity) parts.push(number(String(said.quantity)));
  if (said.short && Number(said.short) > 0) {
    parts.push(t("sales.shortBy", { count: number(String(said.short)) }));
  }
  parts.push(text("reason"));
  return parts.filter(Boolean).join(" · ");
}
