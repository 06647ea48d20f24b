/** 订单进度: every line of every order with where its goods are, when they come, what holds them. */

import { Link } from "@tanstack/react-router";
import { App, Button, Drawer, Flex, Grid, Input, Segmented, Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SheetImport } from "@/engine/sheet/SheetImport";
import { QueryTable } from "@/engine/table/QueryTable";
import { named, number } from "@/shared/format";
import { NewSalesOrder } from "./NewSalesOrder";
import { usePresent } from "./present";
import { type Line, type Narrowed, paramsOf, SHOWS, showOf } from "./rows";
import { Bar, Expected, holdOf, StateTag } from "./Signs";
import { useOnlySite } from "./site";
import "./sales.css";

interface Props {
  readonly asked: Narrowed;
  readonly onAsk: (asked: Narrowed) => void;
  readonly onOpen: (code: string) => void;
  readonly mayCreate: boolean;
}

export function ProgressPage({ asked, onAsk, onOpen, mayCreate }: Props) {
  const { t } = useTranslation();
  const wide = Grid.useBreakpoint().md ?? true;
  const columns = useColumns(onAsk, asked);
  const card = useCard();
  const present = usePresent();
  return (
    <>
      <Flex gap={12} align="center" wrap className="sales-head">
        <Typography.Title level={2}>{t("sales.title")}</Typography.Title>
        {mayCreate && <Create onOpen={onOpen} />}
      </Flex>
      <Filters asked={asked} onAsk={onAsk} />
      <QueryTable<Line>
        query="sales.order_progress"
        params={{ ...paramsOf(asked), ...present }}
        columns={wide ? columns : [card]}
        rowKey={(row) => row.id}
        caption={t("sales.title")}
        onOpen={(row) => onOpen(row.sales_order)}
        totals={(rows) => {
          const late = rows.filter((row) => row.is_late).length;
          return late > 0 ? (
            <Typography.Text type="danger" strong>
              ! {t("sales.lateLines", { count: late })}
            </Typography.Text>
          ) : (
            t("sales.noneLate")
          );
        }}
        empty={mayCreate ? t("sales.emptyHelp") : t("sales.empty")}
      />
    </>
  );
}

type Asking = Pick<Props, "asked" | "onAsk">;

function Filters({ asked, onAsk }: Asking) {
  const { t } = useTranslation();
  const without = (name: keyof Narrowed) => {
    const { [name]: _, ...rest } = asked;
    return rest;
  };
  return (
    <Flex gap={8} wrap align="center" className="sales-filters">
      <Segmented
        aria-label={t("column.state")}
        value={showOf(asked.show)}
        options={SHOWS.map((value) => ({ value, label: t(`show.${value}`) }))}
        onChange={(show) => onAsk({ ...asked, show })}
      />
      <Input.Search
        className="sales-search"
        allowClear
        defaultValue={asked.search ?? ""}
        placeholder={t("sales.search")}
        aria-label={t("sales.search")}
        onSearch={(search) => onAsk(search ? { ...asked, search } : without("search"))}
      />
      {(["customer", "salesperson", "material"] as const).map(
        (name) =>
          asked[name] && (
            <Tag key={name} closable onClose={() => onAsk(without(name))}>
              {t(`sales.${name}`)}: {asked[name]}
            </Tag>
          ),
      )}
    </Flex>
  );
}

function useColumns(onAsk: Props["onAsk"], asked: Narrowed): readonly ColumnType<Line>[] {
  const { t, i18n } = useTranslation();
  const right = { align: "right" as const };
  const only = (part: Narrowed) => (event: React.MouseEvent) => {
    event.stopPropagation();
    onAsk({ ...asked, ...part });
  };
  return [
    {
      title: t("sales.order"),
      render: (_, row) => (
        <>
          <Link to="/sales/$code" params={{ code: row.sales_order }}>
            {row.sales_order}
          </Link>
          /{row.line}
          {row.customer_number && (
            <Typography.Text type="secondary" className="sales-under">
              {row.customer_number}
            </Typography.Text>
          )}
        </>
      ),
    },
    {
      title: t("sales.customer"),
      render: (_, row) => (
        <Button
          type="link"
          size="small"
          className="sales-only"
          onClick={only({ customer: row.customer })}
        >
          {customerOf(row, i18n.language)}
        </Button>
      ),
    },
    {
      title: t("column.material"),
      render: (_, row) => (
        <>
          {row.material}
          <Typography.Text type="secondary" className="sales-under">
            {named(row, i18n.language)}
          </Typography.Text>
        </>
      ),
    },
    {
      title: t("step.quantity"),
      ...right,
      render: (_, row) => `${number(row.quantity)} ${row.unit}`,
    },
    { title: t("step.finished"), ...right, render: (_, row) => number(row.finished) },
    { title: t("step.shipped"), ...right, render: (_, row) => number(row.shipped) },
    { title: t("sales.open"), ...right, render: (_, row) => number(row.open) },
    { title: t("column.progress"), width: 140, render: (_, row) => <Bar line={row} /> },
    { title: t("sales.promised"), dataIndex: "promised_on" },
    { title: t("sales.expected"), render: (_, row) => <Expected line={row} /> },
    {
      title: t("column.state"),
      render: (_, row) => (
        <>
          <StateTag line={row} />
          {row.state === "open" && (
            <Typography.Text type="secondary" className="sales-under">
              {holdOf(row, t)}
            </Typography.Text>
          )}
        </>
      ),
    },
    {
      title: t("sales.salesperson"),
      render: (_, row) =>
        row.salesperson && (
          <Button
            type="link"
            size="small"
            className="sales-only"
            onClick={only({ salesperson: row.salesperson })}
          >
            {row.salesperson_name}
          </Button>
        ),
    },
  ];
}

export function customerOf(row: Line, language: string): string {
  return language.startsWith("en") && row.customer_name_en
    ? row.customer_name_en
    : row.customer_name;
}

/** A line on a phone: all that is asked on the way, without scrolling sideways. */
function useCard(): ColumnType<Line> {
  const { t, i18n } = useTranslation();
  return {
    title: t("sales.title"),
    render: (_, row) => (
      <div className="sales-card">
        <Flex justify="space-between" gap={8} wrap>
          <Link to="/sales/$code" params={{ code: row.sales_order }}>
            {row.sales_order}/{row.line}
          </Link>
          <span>
            <StateTag line={row} />
          </span>
        </Flex>
        <div>{customerOf(row, i18n.language)}</div>
        <div>
          {row.material} {named(row, i18n.language)}
        </div>
        <Bar line={row} />
        <Flex justify="space-between" gap={8} wrap>
          <span>
            {t("sales.shippedOf", {
              shipped: number(row.shipped),
              ordered: number(row.quantity),
              unit: row.unit,
            })}
          </span>
          <span>
            {row.promised_on} → <Expected line={row} />
          </span>
        </Flex>
        {row.state === "open" && (
          <Typography.Text type="secondary">{holdOf(row, t)}</Typography.Text>
        )}
      </div>
    ),
  };
}

function Create({ onOpen }: { readonly onOpen: (code: string) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const site = useOnlySite();
  const [doing, setDoing] = useState<"one" | "sheet" | null>(null);
  return (
    <Flex gap={8} className="sales-do">
      <Button onClick={() => setDoing("sheet")}>{t("sales.import")}</Button>
      <Button type="primary" onClick={() => setDoing("one")}>
        {t("sales.new")}
      </Button>
      <SheetImport
        target="sales_order"
        title={t("sales.importTitle")}
        {...(site ? { same: { site } } : {})}
        open={doing === "sheet"}
        onClose={() => setDoing(null)}
      />
      <Drawer
        open={doing === "one"}
        title={t("sales.new")}
        onClose={() => setDoing(null)}
        destroyOnHidden
        size="large"
      >
        <NewSalesOrder
          onCancel={() => setDoing(null)}
          onDone={(code) => {
            message.success(t("form.saved"));
            onOpen(code);
          }}
        />
      </Drawer>
    </Flex>
  );
}
