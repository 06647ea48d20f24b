/** What lies where: by material, lot, place and status, with totals and the moves behind a row. */

import { Link } from "@tanstack/react-router";
import { Button, Drawer, Flex, Form, Input, Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { number, sum } from "@/shared/format";
import { Moves } from "./Moves";
import { byUnit, type StockAsked, type StockRow } from "./rows";

interface Props {
  readonly asked: StockAsked;
  readonly onAsk: (asked: StockAsked) => void;
}

export function StockPage({ asked, onAsk }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<StockRow | null>(null);
  const right = { align: "right" as const };
  const columns: ColumnType<StockRow>[] = [
    { title: t("column.material"), dataIndex: "material" },
    {
      title: t("column.lot"),
      render: (_, row) =>
        row.lot && (
          <Link
            to="/lots/$material/$lot"
            params={{ material: row.material, lot: row.lot }}
            onClick={(event) => event.stopPropagation()}
          >
            {row.lot}
          </Link>
        ),
    },
    { title: t("column.place"), dataIndex: "place" },
    {
      title: t("column.status"),
      render: (_, row) => (
        <>
          {t(`stock.${row.status}`, row.status)}{" "}
          {row.held_by.length > 0 && <Tag color="red">✖ {row.held_by.join(", ")}</Tag>}
        </>
      ),
    },
    { title: t("column.quantity"), ...right, render: (_, row) => number(row.quantity) },
    { title: t("column.reserved"), ...right, render: (_, row) => number(row.reserved) },
    { title: t("column.unit"), dataIndex: "unit" },
    {
      title: t("column.value"),
      ...right,
      render: (_, row) => (row.value === null ? "" : `${number(row.value)} ${row.currency}`),
    },
    { title: t("column.expires"), dataIndex: "expires_on" },
  ];
  return (
    <>
      <Typography.Title level={2}>{t("menu.stock")}</Typography.Title>
      <Narrow asked={asked} onAsk={onAsk} />
      <QueryTable<StockRow>
        query="kernel.on_hand"
        params={{ ...asked, limit: 200 }}
        columns={columns}
        rowKey={(row) => row.id}
        caption={t("menu.stock")}
        onOpen={setOpen}
        empty={Object.keys(asked).length > 0 ? t("list.none") : t("stockPage.empty")}
        totals={(rows) => <Totals rows={rows} />}
      />
      <Drawer
        open={open !== null}
        title={`${t("stockPage.moves")} ${open?.material ?? ""} ${open?.lot ?? ""}`}
        onClose={() => setOpen(null)}
        destroyOnHidden
        size="large"
      >
        {open && <Moves material={open.material} lot={open.lot} place={open.place} />}
      </Drawer>
    </>
  );
}

function Totals({ rows }: { readonly rows: readonly StockRow[] }) {
  const totals = byUnit(rows, (some) => sum(some.map((row) => row.quantity)));
  return <>{totals.map((one) => `${number(one.total)} ${one.unit}`).join(" · ")}</>;
}

const ASKED = ["material", "lot", "place", "status"] as const;

function Narrow({ asked, onAsk }: Props) {
  const { t } = useTranslation();
  const narrow = (values: StockAsked) => {
    const given = Object.entries(values).filter(([, value]) => value);
    onAsk(Object.fromEntries(given.map(([key, value]) => [key, String(value).trim()])));
  };
  return (
    <Form<StockAsked>
      key={JSON.stringify(asked)}
      layout="inline"
      initialValues={asked}
      onFinish={narrow}
    >
      <Flex gap={8} wrap>
        {ASKED.map((name) => (
          <Form.Item key={name} name={name} noStyle>
            <Input
              allowClear
              className="stock-word"
              placeholder={t(`column.${name}`)}
              aria-label={t(`column.${name}`)}
            />
          </Form.Item>
        ))}
        <Button htmlType="submit">{t("table.find")}</Button>
      </Flex>
    </Form>
  );
}
