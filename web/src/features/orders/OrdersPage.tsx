/** Work orders: the list with its filters, one or many at once, new ones by hand or from a sheet. */

import { Link } from "@tanstack/react-router";
import { App, Button, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { useOnlySite } from "@/engine/list/first";
import type { Row } from "@/engine/list/records";
import { PrintButton } from "@/engine/print/PrintButton";
import { byCode } from "@/engine/print/prints";
import { SheetImport } from "@/engine/sheet/SheetImport";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { Narrowed } from "@/engine/views/Narrowed";
import { Drawer } from "@/shared/ui/layers";
import { BulkActions, type BulkRights } from "./BulkActions";
import { CardsOfMany } from "./CardsButton";
import { type Narrowing, narrowing, STANDS, type Stand, standOf } from "./list";
import { NewOrder } from "./NewOrder";
import { StatusTag } from "./StatusTag";
import "./orders.css";

/** What is being entered: one order by hand, or a sheet of them. */
type Doing = "new" | "import";

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (code: string) => void;
  readonly may: BulkRights & { readonly create: boolean; readonly cards: boolean };
}

type Named = Readonly<Record<Stand, string>>;

const CELLS = { status: (row: Row) => <StatusTag status={String(row.status)} /> };

export function OrdersPage({ looking, onLook, onOpen, may }: Props) {
  const { t } = useTranslation();
  const { do: doing, ...narrowed }: Narrowing & { readonly do?: string } = looking.words ?? {};
  const within = narrowing(narrowed);
  return (
    <Listing
      source="work_order"
      looking={looking}
      onLook={onLook}
      onOpen={(row) => onOpen(String(row.code))}
      preset={{
        title: t("menu.orders"),
        empty: t("order.noneYet"),
        columns: SHOWN,
        cells: CELLS,
        ...(within ? { within } : {}),
        tools: (
          <Narrowed<Stand>
            words={narrowed}
            stands={Object.fromEntries(STANDS.map((one) => [one, t(`stand.${one}`)])) as Named}
            chosen={standOf(narrowed)}
            usual="all"
            also={["material"]}
            onNarrow={(words) => onLook({ ...looking, words })}
          />
        ),
        bulk: (rows, onDone) => (
          <>
            <BulkActions rows={rows} may={may} onDone={onDone} />
            <PrintButton entity="work_order" print={byCode(rows)} />
            {may.cards && <CardsOfMany codes={rows.map((row) => String(row.code))} />}
          </>
        ),
      }}
      actions={() => (
        <Flex gap={8} className="orders-do">
          <Link to="/jobs">
            <Button>{t("jobs.title")}</Button>
          </Link>
          {may.create && (
            <Create
              doing={doing}
              onDo={(next) =>
                onLook({ ...looking, words: next ? { ...narrowed, do: next } : { ...narrowed } })
              }
              onOpen={onOpen}
            />
          )}
        </Flex>
      )}
    />
  );
}

interface CreateProps {
  readonly doing: string | undefined;
  readonly onDo: (doing: Doing | null) => void;
  readonly onOpen: (code: string) => void;
}

function Create({ doing, onDo, onOpen }: CreateProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const site = useOnlySite();
  return (
    <>
      <Button onClick={() => onDo("import")}>{t("order.import")}</Button>
      <Button type="primary" onClick={() => onDo("new")}>
        {t("order.new")}
      </Button>
      <SheetImport
        target="work_order"
        title={t("order.importTitle")}
        {...(site ? { same: { site } } : {})}
        open={doing === "import"}
        onClose={() => onDo(null)}
      />
      <Drawer
        open={doing === "new"}
        title={t("order.new")}
        onClose={() => onDo(null)}
        destroyOnHidden
        size="large"
      >
        <NewOrder
          onCancel={() => onDo(null)}
          onDone={(code) => {
            message.success(t("form.saved"));
            onOpen(code);
          }}
        />
      </Drawer>
    </>
  );
}

const SHOWN = [
  "code",
  "material",
  "status",
  "ordered",
  "unit",
  "due_at",
  "priority",
  "customer_ref",
  "released_at",
  "completed_at",
] as const;
