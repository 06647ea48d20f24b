/** One lot or serial: where it stands, what holds it, what it is made of, inspections, every move. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Descriptions, Flex, Skeleton, Table, Tag, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { BesideButton } from "@/engine/detail/BesideButton";
import { Nothing } from "@/engine/nothing/Nothing";
import { PrintButton } from "@/engine/print/PrintButton";
import { among } from "@/engine/print/prints";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { instant, number, percent } from "@/shared/format";
import { HoldButton, ReleaseButton } from "./HoldButton";
import { ExpiryTag, HeldTags } from "./Marks";
import { Moves } from "./Moves";
import { BookButton } from "./StockNav";

interface Neighbor {
  readonly material: string;
  readonly lot: string;
  readonly at: string;
  readonly quantity_in: string;
  readonly quantity_out: string;
}

interface Stand {
  readonly place: string;
  readonly kind: string;
  readonly status: string;
  readonly owner: string | null;
  readonly handling_unit: string | null;
  readonly quantity: string;
  readonly reserved: string;
}

interface Lot {
  readonly id: string;
  readonly material: string;
  readonly lot: string;
  readonly unit: string;
  readonly is_serial: boolean;
  readonly produced_at: string | null;
  readonly received_at: string | null;
  readonly expires_on: string | null;
  readonly supplier: string | null;
  readonly supplier_lot: string;
  readonly stands: readonly Stand[];
  readonly holds: readonly {
    readonly code: string;
    readonly reason: string;
    readonly note: string;
    readonly placed_at: string;
    readonly released_at: string | null;
  }[];
  readonly made_from: readonly Neighbor[];
  readonly made_into: readonly Neighbor[];
}

/** Places that are ours to book from; the others are where it went. */
const OURS: ReadonlySet<string> = new Set(["store", "line_side", "finished", "transit"]);
/** Places where somebody could touch it, or whom it went to; what it was made into has a table. */
const SOMEWHERE: ReadonlySet<string> = new Set([
  ...OURS,
  "supplier_site",
  "customer_site",
  "wip",
  "defective",
  "customer",
  "scrap",
]);

export function LotPage({ material, lot }: { readonly material: string; readonly lot: string }) {
  const { t } = useTranslation();
  const found = useQuery(asked("kernel.lot", { material, lot }));
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const row = found.data.rows[0];
  if (!row) return <Nothing says={t("lot.unknown", { lot })} first={["stock"]} />;
  return (
    <>
      <Head row={row} />
      <Facts row={row} />
      <Part title={t("lot.where")}>
        <Stands row={row} />
      </Part>
      <Part title={t("lot.balance")}>
        <Balance material={material} lot={lot} />
      </Part>
      <Flex gap={24} wrap>
        <Neighbors title={t("lot.madeFrom")} rows={row.made_from} />
        <Neighbors title={t("lot.madeInto")} rows={row.made_into} />
      </Flex>
      <Part title={t("lot.inspections")}>
        <Inspections material={material} lot={lot} />
      </Part>
      {row.holds.length > 0 && (
        <Part title={t("lot.holds")}>
          <Holds row={row} />
        </Part>
      )}
      <Part title={t("stockPage.moves")}>
        <Moves asked={{ material, lot }} />
      </Part>
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="lot-part" aria-label={title}>
      <Typography.Title level={4}>{title}</Typography.Title>
      {children}
    </section>
  );
}

function Head({ row }: { readonly row: Lot }) {
  const { t } = useTranslation();
  const open = row.holds.filter((one) => one.released_at === null);
  const { material, lot } = row;
  return (
    <Flex gap={12} align="center" wrap className="lot-head">
      <Typography.Title level={2}>
        {material} · {lot}
      </Typography.Title>
      <HeldTags holds={open.map((one) => `${one.code} ${one.reason}`)} />
      <Flex gap={8} wrap>
        <Link to="/trace/$material/$lot" params={{ material, lot }}>
          <Button type="primary">{t("menu.trace")}</Button>
        </Link>
        <PrintButton
          entity="lot"
          print={{
            filter: `${among("code", [lot])} and ${among("material.code", [material])}`,
          }}
        />
        <BesideButton
          entity="lot"
          filter={`code = ${JSON.stringify(lot)} and material.code = ${JSON.stringify(material)}`}
          name={`${material} · ${lot}`}
        />
        <BookButton brought={{ material, lot }} />
        <HoldButton material={material} lot={lot} />
        {open.map((one) => (
          <ReleaseButton key={one.code} code={one.code} material={material} lot={lot} />
        ))}
      </Flex>
    </Flex>
  );
}

function Facts({ row }: { readonly row: Lot }) {
  const { t, i18n } = useTranslation();
  return (
    <Descriptions
      size="small"
      items={[
        {
          key: "kind",
          label: t("lot.kind"),
          children: row.is_serial ? t("lot.serial") : t("lot.lot"),
        },
        {
          key: "at",
          label: row.produced_at ? t("lot.produced") : t("lot.received"),
          children: instant(row.produced_at ?? row.received_at, i18n.language),
        },
        {
          key: "expires",
          label: t("column.expires"),
          children: row.expires_on ? <ExpiryTag on={row.expires_on} /> : "–",
        },
        {
          key: "supplier",
          label: t("lot.supplier"),
          children: [row.supplier, row.supplier_lot].filter(Boolean).join(" · ") || "–",
        },
      ]}
    />
  );
}

function Stands({ row }: { readonly row: Lot }) {
  const { t } = useTranslation();
  const { material, lot } = row;
  return (
    <Table<Stand>
      size="middle"
      pagination={false}
      rowKey={(one) => `${one.place} ${one.status} ${one.owner} ${one.handling_unit}`}
      dataSource={row.stands.filter((one) => SOMEWHERE.has(one.kind))}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Nothing says={t("lot.gone")} /> }}
      columns={[
        { title: t("column.place"), dataIndex: "place" },
        { title: t("column.kind"), render: (_, one) => t(`placeKind.${one.kind}`, one.kind) },
        { title: t("column.unitCode"), dataIndex: "handling_unit" },
        { title: t("column.status"), render: (_, one) => t(`stock.${one.status}`, one.status) },
        {
          title: t("column.quantity"),
          align: "right",
          render: (_, one) => `${number(one.quantity)} ${row.unit}`,
        },
        { title: t("column.reserved"), align: "right", render: (_, one) => number(one.reserved) },
        {
          key: "book",
          render: (_, { place, status, quantity, handling_unit, kind }) =>
            OURS.has(kind) && (
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
      ]}
    />
  );
}

const CAME = ["received", "opening", "found", "unreported", "created"] as const;
const WENT = [
  "in_stock",
  "in_process",
  "consumed",
  "shipped",
  "scrapped",
  "missing",
  "adjusted",
] as const;

type BalanceRow = Readonly<Record<(typeof CAME)[number] | (typeof WENT)[number], string>> & {
  readonly unit: string;
  readonly located_share: string | null;
};

/** What came equals what is and went; nothing of it is lost. */
function Balance({ material, lot }: { readonly material: string; readonly lot: string }) {
  const { t } = useTranslation();
  const row = useQuery(asked("kernel.mass_balance", { material, lot })).data?.rows[0];
  if (!row) return null;
  const shown = (name: keyof BalanceRow) => Number(row[name]) !== 0;
  const tags = (names: readonly (keyof BalanceRow)[]) =>
    names.filter(shown).map((name) => (
      <span key={name} className="lot-share">
        {t(`lotBalance.${name}`)} <strong>{number(row[name])}</strong>
      </span>
    ));
  return (
    <Flex gap={8} wrap align="center" className="lot-balance">
      {tags(CAME)}
      <strong>=</strong>
      {tags(WENT)}
      <Tag color={Number(row.located_share) === 1 ? "green" : "orange"}>
        {t("lot.located")} {percent(row.located_share === null ? null : Number(row.located_share))}
      </Tag>
    </Flex>
  );
}

function Neighbors({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly Neighbor[];
}) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <Part title={`${title} (${rows.length})`}>
      <Table<Neighbor>
        size="small"
        pagination={rows.length > 10 ? { pageSize: 10, size: "small" } : false}
        rowKey={(one) => `${one.material} ${one.lot} ${one.at}`}
        dataSource={[...rows]}
        columns={[
          { title: t("column.material"), dataIndex: "material" },
          {
            title: t("column.lot"),
            render: (_, { material, lot }) => (
              <Link to="/lots/$material/$lot" params={{ material, lot }}>
                {lot}
              </Link>
            ),
          },
          { title: t("column.place"), dataIndex: "at" },
          { title: t("lot.in"), align: "right", render: (_, one) => number(one.quantity_in) },
          { title: t("lot.out"), align: "right", render: (_, one) => number(one.quantity_out) },
        ]}
      />
    </Part>
  );
}

interface ResultRow {
  readonly id: string;
  readonly inspection: string;
  readonly name: string;
  readonly characteristic: string;
  readonly value: string | null;
  readonly attribute_ok: boolean | null;
  readonly lsl: string | null;
  readonly usl: string | null;
  readonly unit: string;
  readonly passed: boolean | null;
  readonly measured_at: string;
}

function Inspections({ material, lot }: { readonly material: string; readonly lot: string }) {
  const { t, i18n } = useTranslation();
  const value = (row: ResultRow) =>
    row.value === null
      ? row.attribute_ok
        ? t("lot.ok")
        : t("lot.notOk")
      : `${number(row.value)} ${row.unit}`;
  return (
    <QueryTable<ResultRow>
      query="quality.lot_results"
      params={{ material, lot, limit: 100 }}
      caption={t("lot.inspections")}
      rowKey={(row) => row.id}
      empty={t("lot.notInspected")}
      columns={[
        { title: t("column.at"), render: (_, row) => instant(row.measured_at, i18n.language) },
        { title: t("lot.inspection"), dataIndex: "inspection" },
        { title: t("lot.characteristic"), render: (_, row) => row.name || row.characteristic },
        { title: t("column.value"), align: "right", render: (_, row) => value(row) },
        {
          title: t("lot.limits"),
          render: (_, row) =>
            row.lsl === null && row.usl === null
              ? ""
              : `${number(row.lsl)} … ${number(row.usl)} ${row.unit}`,
        },
        {
          title: t("lot.judgement"),
          render: (_, row) =>
            row.passed === null ? (
              ""
            ) : (
              <Tag color={row.passed ? "green" : "red"}>
                {row.passed ? `✔ ${t("lot.passed")}` : `✖ ${t("lot.failed")}`}
              </Tag>
            ),
        },
      ]}
    />
  );
}

function Holds({ row }: { readonly row: Lot }) {
  const { t, i18n } = useTranslation();
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={(one) => `${one.code} ${one.placed_at}`}
      dataSource={[...row.holds]}
      columns={[
        { title: t("lot.hold"), dataIndex: "code" },
        { title: t("column.reason"), dataIndex: "reason" },
        { title: t("lot.note"), dataIndex: "note" },
        { title: t("column.since"), render: (_, one) => instant(one.placed_at, i18n.language) },
        {
          title: t("lot.released"),
          render: (_, one) =>
            one.released_at === null ? (
              <Tag color="red">✖ {t("lot.bites")}</Tag>
            ) : (
              instant(one.released_at, i18n.language)
            ),
        },
      ]}
    />
  );
}
