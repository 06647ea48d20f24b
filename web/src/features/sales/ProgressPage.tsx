/** 订单进度: every line of every order with where its goods are, when they come, what holds them. */

import { Link } from "@tanstack/react-router";
import { App, Button, Flex, Segmented, Tag, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useOnlySite } from "@/engine/list/first";
import type { Row } from "@/engine/list/records";
import { SheetImport } from "@/engine/sheet/SheetImport";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { named, number } from "@/shared/format";
import { Drawer } from "@/shared/ui/layers";
import { NewSalesOrder } from "./NewSalesOrder";
import { usePresent } from "./present";
import { type Line, type Narrowed, paramsOf, SHOWS, showOf } from "./rows";
import { Bar, Expected, holdOf, StateTag } from "./Signs";
import "./sales.css";

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (code: string) => void;
  readonly mayCreate: boolean;
}

const SHOWN = [
  "sales_order",
  "customer",
  "material",
  "quantity",
  "finished",
  "shipped",
  "open",
  "planned",
  "promised_on",
  "expected_at",
  "state",
  "salesperson",
] as const;

const lined = (row: Row) => row as unknown as Line;

export function ProgressPage({ looking, onLook, onOpen, mayCreate }: Props) {
  const { t } = useTranslation();
  const { do: doing, ...asked }: Narrowed = looking.words ?? {};
  const present = usePresent();
  const onAsk = (words: Narrowed) => onLook({ ...looking, words: { ...words } });
  return (
    <>
      <Flex gap={12} align="center" wrap className="sales-head">
        <Typography.Title level={2}>{t("sales.title")}</Typography.Title>
        {mayCreate && (
          <Create
            doing={doing}
            onDo={(next) => onAsk(next ? { ...asked, do: next } : asked)}
            onOpen={onOpen}
          />
        )}
      </Flex>
      <Listing
        source="sales.order_progress"
        looking={looking}
        onLook={onLook}
        onOpen={(row) => onOpen(lined(row).sales_order)}
        preset={{
          title: null,
          columns: SHOWN,
          params: { ...paramsOf(asked), ...present },
          cells: cellsOf(asked, onAsk),
          card: (row) => <Card row={lined(row)} />,
          tools: <Filters asked={asked} onAsk={onAsk} />,
          empty: mayCreate ? t("sales.emptyHelp") : t("sales.empty"),
          first: ["salesOrder"],
        }}
      />
    </>
  );
}

interface Asking {
  readonly asked: Narrowed;
  readonly onAsk: (asked: Narrowed) => void;
}

function Filters({ asked, onAsk }: Asking) {
  const { t } = useTranslation();
  const without = (name: keyof Narrowed) => {
    const { [name]: _, ...rest } = asked;
    return rest;
  };
  return (
    <>
      <Segmented
        aria-label={t("column.state")}
        value={showOf(asked.show)}
        options={SHOWS.map((value) => ({ value, label: t(`show.${value}`) }))}
        onChange={(show) => onAsk({ ...asked, show })}
      />
      {(["customer", "salesperson", "material"] as const).map(
        (name) =>
          asked[name] && (
            <Tag key={name} closable onClose={() => onAsk(without(name))}>
              {t(`sales.${name}`)}: {asked[name]}
            </Tag>
          ),
      )}
    </>
  );
}

/** What stands in the cells of a line; a name narrows the list to its lines. */
function cellsOf(asked: Narrowed, onAsk: Asking["onAsk"]) {
  const only = (part: Narrowed) => () => onAsk({ ...asked, ...part });
  return {
    sales_order: (row: Row) => <Order row={lined(row)} />,
    customer: (row: Row) => (
      <Only onOnly={only({ customer: lined(row).customer })}>
        <Customer row={lined(row)} />
      </Only>
    ),
    material: (row: Row) => <Material row={lined(row)} />,
    quantity: (row: Row) => `${number(lined(row).quantity)} ${lined(row).unit}`,
    finished: (row: Row) => (
      <>
        {number(lined(row).finished)} <Bar line={lined(row)} />
      </>
    ),
    expected_at: (row: Row) => <Expected line={lined(row)} />,
    state: (row: Row) => <State row={lined(row)} />,
    salesperson: (row: Row) => {
      const { salesperson, salesperson_name } = lined(row);
      return salesperson && <Only onOnly={only({ salesperson })}>{salesperson_name}</Only>;
    },
  };
}

function Only(props: { readonly onOnly: () => void; readonly children: ReactNode }) {
  return (
    <Button
      data-own
      type="link"
      size="small"
      className="sales-only"
      onClick={(event) => {
        event.stopPropagation();
        props.onOnly();
      }}
    >
      {props.children}
    </Button>
  );
}

function Order({ row }: { readonly row: Line }) {
  return (
    <>
      <Link
        to="/sales/$code"
        params={{ code: row.sales_order }}
        onClick={(event) => event.stopPropagation()}
      >
        {row.sales_order}
      </Link>
      /{row.line}
      {row.customer_number && (
        <Typography.Text type="secondary" className="sales-under">
          {row.customer_number}
        </Typography.Text>
      )}
    </>
  );
}

function Customer({ row }: { readonly row: Line }) {
  return customerOf(row, useTranslation().i18n.language);
}

function Material({ row }: { readonly row: Line }) {
  const { i18n } = useTranslation();
  return (
    <>
      {row.material}
      <Typography.Text type="secondary" className="sales-under">
        {named(row, i18n.language)}
      </Typography.Text>
    </>
  );
}

function State({ row }: { readonly row: Line }) {
  const { t } = useTranslation();
  return (
    <>
      <StateTag line={row} />
      {row.state === "open" && (
        <Typography.Text type="secondary" className="sales-under">
          {holdOf(row, t)}
        </Typography.Text>
      )}
    </>
  );
}

export function customerOf(row: Line, language: string): string {
  return language.startsWith("en") && row.customer_name_en
    ? row.customer_name_en
    : row.customer_name;
}

/** A line on a phone: all that is asked on the way, without scrolling sideways. */
function Card({ row }: { readonly row: Line }) {
  const { t, i18n } = useTranslation();
  return (
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
      {row.state === "open" && <Typography.Text type="secondary">{holdOf(row, t)}</Typography.Text>}
    </div>
  );
}

interface CreateProps {
  readonly doing: string | undefined;
  readonly onDo: (doing: "new" | "import" | null) => void;
  readonly onOpen: (code: string) => void;
}

function Create({ doing, onDo, onOpen }: CreateProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const site = useOnlySite();
  return (
    <Flex gap={8} className="sales-do">
      <Button onClick={() => onDo("import")}>{t("sales.import")}</Button>
      <Button type="primary" onClick={() => onDo("new")}>
        {t("sales.new")}
      </Button>
      <SheetImport
        target="sales_order"
        title={t("sales.importTitle")}
        {...(site ? { same: { site } } : {})}
        open={doing === "import"}
        onClose={() => onDo(null)}
      />
      <Drawer
        open={doing === "new"}
        title={t("sales.new")}
        onClose={() => onDo(null)}
        destroyOnHidden
        size="large"
      >
        <NewSalesOrder
          onCancel={() => onDo(null)}
          onDone={(code) => {
            message.success(t("form.saved"));
            onOpen(code);
          }}
        />
      </Drawer>
    </Flex>
  );
}
