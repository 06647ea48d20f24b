/** What lies where: row by row or added up, with totals over everything and the moves of a row. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Drawer, Select, Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked as askedOf } from "@/shared/api/query";
import { number } from "@/shared/format";
import { ExpiryTag, HeldTags } from "./Marks";
import { Moves } from "./Moves";
import { Narrow } from "./Narrow";
import {
  GROUPINGS,
  narrowed,
  openedGroup,
  type StockAsked,
  type StockRow,
  type SummaryRow,
} from "./rows";
import { BookButton, StockNav } from "./StockNav";

interface Props {
  readonly asked: StockAsked;
  readonly onAsk: (asked: StockAsked) => void;
}

const RIGHT = { align: "right" as const };

export function StockPage({ asked, onAsk }: Props) {
  const { t } = useTranslation();
  const by = (GROUPINGS as readonly string[]).includes(asked.by ?? "") ? asked.by : undefined;
  const [open, setOpen] = useState<StockRow | null>(null);
  return (
    <>
      <StockNav title={t("menu.stock")} />
      <Narrow
        fields={["material", "lot", "place", "status"]}
        asked={{ ...asked }}
        onAsk={(next) => onAsk(by ? { ...next, by } : next)}
      >
        <Select
          aria-label={t("stockPage.by")}
          value={by ?? ""}
          onChange={(next) => onAsk({ ...narrowed(asked), ...(next ? { by: next } : {}) })}
          popupMatchSelectWidth={false}
          options={[
            { value: "", label: t("stockPage.each") },
            ...GROUPINGS.map((one) => ({ value: one, label: t(`groupedBy.${one}`) })),
          ]}
        />
      </Narrow>
      {by ? (
        <Grouped asked={asked} by={by} onAsk={onAsk} />
      ) : (
        <Rows asked={asked} onOpen={setOpen} />
      )}
      <Drawer
        open={open !== null}
        title={`${t("stockPage.moves")} · ${open?.material ?? ""} ${open?.lot ?? ""}`}
        onClose={() => setOpen(null)}
        destroyOnHidden
        size="large"
      >
        {open && <Moves asked={{ material: open.material, lot: open.lot, place: open.place }} />}
      </Drawer>
    </>
  );
}

/** The sums over everything that is asked, not only over what was scrolled to. */
function Totals({ asked }: { readonly asked: StockAsked }) {
  const { t } = useTranslation();
  const params = { ...narrowed(asked), by: "all", limit: 100 };
  const rows = useQuery(askedOf("inventory.stock_summary", params)).data?.rows ?? [];
  return (
    <>
      {t("stockPage.inAll")}{" "}
      <strong>{rows.map((one) => `${number(one.quantity)} ${one.unit}`).join(" · ")}</strong>
    </>
  );
}

function Rows({
  asked,
  onOpen,
}: {
  readonly asked: StockAsked;
  readonly onOpen: (row: StockRow) => void;
}) {
  const { t } = useTranslation();
  const columns: ColumnType<StockRow>[] = [
    { title: t("column.material"), dataIndex: "material" },
    { title: t("column.lot"), render: (_, row) => <LotLink row={row} /> },
    { title: t("column.place"), dataIndex: "place" },
    { title: t("column.unitCode"), dataIndex: "handling_unit" },
    {
      title: t("column.status"),
      render: (_, row) => (
        <>
          {t(`stock.${row.status}`, row.status)} <HeldTags holds={row.held_by} />
        </>
      ),
    },
    { title: t("column.quantity"), ...RIGHT, render: (_, row) => number(row.quantity) },
    { title: t("column.reserved"), ...RIGHT, render: (_, row) => number(row.reserved) },
    { title: t("column.unit"), dataIndex: "unit" },
    {
      title: t("column.value"),
      ...RIGHT,
      render: (_, row) => (row.value === null ? "" : `${number(row.value)} ${row.currency}`),
    },
    { title: t("column.expires"), render: (_, row) => <ExpiryTag on={row.expires_on} /> },
    {
      key: "book",
      render: (_, { material, lot, place, status, quantity, handling_unit }) => (
        <BookButton
          brought={{
            material,
            lot,
            place,
            status,
            quantity: number(quantity).replaceAll(",", ""),
            ...(handling_unit ? { unit: handling_unit } : {}),
          }}
        />
      ),
    },
  ];
  return (
    <QueryTable<StockRow>
      query="kernel.on_hand"
      params={{ ...narrowed(asked), limit: 200 }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("menu.stock")}
      onOpen={onOpen}
      empty={Object.keys(narrowed(asked)).length > 0 ? t("list.none") : t("stockPage.empty")}
      totals={() => <Totals asked={asked} />}
    />
  );
}

function LotLink({ row }: { readonly row: StockRow }) {
  return row.lot ? (
    <Link
      to="/lots/$material/$lot"
      params={{ material: row.material, lot: row.lot }}
      onClick={(event) => event.stopPropagation()}
    >
      {row.lot}
    </Link>
  ) : null;
}

function Grouped({ asked, by, onAsk }: Props & { readonly by: string }) {
  const { t } = useTranslation();
  const group = (row: SummaryRow) => {
    if (row.key === "") return t(`groupedBy.no_${by}`, "–");
    return by === "status" ? t(`stock.${row.key}`, row.key) : row.key;
  };
  const columns: ColumnType<SummaryRow>[] = [
    { title: t(`groupedBy.${by}`), render: (_, row) => group(row) },
    ...(by === "lot" ? [{ title: t("column.material"), dataIndex: "material" }] : []),
    ...(["material", "place", "owner"].includes(by)
      ? [{ title: t("column.name"), dataIndex: "name" }]
      : []),
    { title: t("column.quantity"), ...RIGHT, render: (_, row) => number(row.quantity) },
    { title: t("column.unit"), dataIndex: "unit" },
    { title: t("stockPage.notFree"), ...RIGHT, render: (_, row) => number(row.blocked) },
    { title: t("column.value"), ...RIGHT, render: (_, row) => number(row.value) },
    { title: t("stockPage.firstExpiry"), render: (_, row) => <ExpiryTag on={row.expires_first} /> },
    {
      title: t("stockPage.held"),
      ...RIGHT,
      render: (_, row) => (row.held > 0 ? <Tag color="red">✖ {row.held}</Tag> : ""),
    },
    { title: t("stockPage.keys"), ...RIGHT, dataIndex: "rows" },
  ];
  return (
    <QueryTable<SummaryRow>
      query="inventory.stock_summary"
      params={{ ...narrowed(asked), by, limit: 200 }}
      columns={columns}
      rowKey={(row) => `${row.key} ${row.material} ${row.unit}`}
      caption={t("menu.stock")}
      onOpen={(row) => {
        const next = openedGroup(asked, by, row);
        if (next) onAsk(next);
      }}
      empty={Object.keys(narrowed(asked)).length > 0 ? t("list.none") : t("stockPage.empty")}
      totals={() => <Totals asked={asked} />}
    />
  );
}
