/** One lot or serial: where it stands, what holds it, what was made of it, every move. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Descriptions, Empty, Flex, Skeleton, Table, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { instant, number } from "@/shared/format";
import { Moves } from "./Moves";

interface Lot {
  readonly material: string;
  readonly lot: string;
  readonly unit: string;
  readonly is_serial: boolean;
  readonly produced_at: string | null;
  readonly received_at: string | null;
  readonly expires_on: string | null;
  readonly supplier: string | null;
  readonly supplier_lot: string;
  readonly stands: readonly {
    readonly place: string;
    readonly kind: string;
    readonly status: string;
    readonly quantity: string;
    readonly reserved: string;
  }[];
  readonly holds: readonly {
    readonly code: string;
    readonly reason: string;
    readonly released_at: string | null;
  }[];
}

export function LotPage({ material, lot }: { readonly material: string; readonly lot: string }) {
  const { t } = useTranslation();
  const found = useQuery(asked<Lot>("kernel.lot", { material, lot }));
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const row = found.data.rows[0];
  if (!row) return <Empty description={t("lot.unknown", { lot })} />;
  return (
    <>
      <Flex gap={12} align="center" wrap>
        <Typography.Title level={2}>{row.lot}</Typography.Title>
        {row.holds
          .filter((one) => one.released_at === null)
          .map((one) => (
            <Tag key={one.code} color="red">
              ✖ {one.code} {one.reason}
            </Tag>
          ))}
        <Link to="/trace/$material/$lot" params={{ material, lot }}>
          <Button type="primary">{t("menu.trace")}</Button>
        </Link>
      </Flex>
      <Facts row={row} />
      <Typography.Title level={4}>{t("lot.where")}</Typography.Title>
      <Table
        size="middle"
        pagination={false}
        rowKey={(one) => `${one.place} ${one.status}`}
        dataSource={[...row.stands]}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Empty description={t("lot.gone")} /> }}
        columns={[
          { title: t("column.place"), dataIndex: "place" },
          { title: t("column.status"), render: (_, one) => t(`stock.${one.status}`, one.status) },
          {
            title: t("column.quantity"),
            align: "right",
            render: (_, one) => `${number(one.quantity)} ${row.unit}`,
          },
          { title: t("column.reserved"), align: "right", render: (_, one) => number(one.reserved) },
        ]}
      />
      <Typography.Title level={4}>{t("stockPage.moves")}</Typography.Title>
      <Moves material={material} lot={lot} />
    </>
  );
}

function Facts({ row }: { readonly row: Lot }) {
  const { t, i18n } = useTranslation();
  return (
    <Descriptions
      size="small"
      items={[
        { key: "material", label: t("column.material"), children: row.material },
        {
          key: "at",
          label: row.produced_at ? t("lot.produced") : t("lot.received"),
          children: instant(row.produced_at ?? row.received_at, i18n.language),
        },
        { key: "expires", label: t("column.expires"), children: row.expires_on ?? "–" },
        {
          key: "supplier",
          label: t("lot.supplier"),
          children: [row.supplier, row.supplier_lot].filter(Boolean).join(" · ") || "–",
        },
      ]}
    />
  );
}
