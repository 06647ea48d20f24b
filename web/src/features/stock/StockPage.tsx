/** What lies where: row by row or added up, with totals over everything and the moves of a row. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Select, Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Row } from "@/engine/list/records";
import { QueryTable } from "@/engine/table/QueryTable";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { asked as askedOf } from "@/shared/api/query";
import { number } from "@/shared/format";
import { Drawer } from "@/shared/ui/layers";
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
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
}

const RIGHT = { align: "right" as const };

export function StockPage({ looking, onLook }: Props) {
  const { t } = useTranslation();
  const asked: StockAsked = looking.words ?? {};
  const onAsk = (words: StockAsked) => onLook({ ...looking, words: { ...words } });
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
        <Rows looking={looking} onLook={onLook} onOpen={setOpen} />
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

const SHOWN = [
  "material",
  "lot",
  "place",
  "quantity",
  "unit",
  "status",
  "reserved",
  "handling_unit",
  "value",
  "expires_on",
] as const;

/** What stands in the cells of a row of stock. */
const CELLS = {
  lot: (row: Row) => <LotLink row={stocked(row)} />,
  status: (row: Row) => <Status row={stocked(row)} />,
  quantity: (row: Row) => number(stocked(row).quantity),
  value: (row: Row) => {
    const { value, currency } = stocked(row);
    return value === null ? "" : `${number(value)} ${currency}`;
  },
  expires_on: (row: Row) => <ExpiryTag on={stocked(row).expires_on} />,
};

const stocked = (row: Row) => row as unknown as StockRow;

function Status({ row }: { readonly row: StockRow }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`stock.${row.status}`, row.status)} <HeldTags holds={row.held_by} />
    </>
  );
}

function bookOf(row: Row) {
  const { material, lot, place, status, quantity, handling_unit } = stocked(row);
  return (
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
  );
}

interface RowsProps extends Props {
  readonly onOpen: (row: StockRow) => void;
}

function Rows({ looking, onLook, onOpen }: RowsProps) {
  const { t } = useTranslation();
  const asked: StockAsked = looking.words ?? {};
  return (
    <Listing
      source="kernel.on_hand"
      looking={looking}
      onLook={onLook}
      onOpen={(row) => onOpen(stocked(row))}
      preset={{
        title: null,
        columns: SHOWN,
        params: { ...narrowed(asked) },
        cells: CELLS,
        end: bookOf,
        told: <Totals asked={asked} />,
        ...(Object.keys(narrowed(asked)).length > 0
          ? { empty: t("list.none"), first: [] }
          : { empty: t("stockPage.empty"), first: ["receive"] }),
      }}
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

interface GroupedProps {
  readonly asked: StockAsked;
  readonly by: string;
  readonly onAsk: (asked: StockAsked) => void;
}

function Grouped({ asked, by, onAsk }: GroupedProps) {
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
