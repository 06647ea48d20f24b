/** Work orders: the list with its filters, one or many at once, new ones by hand or from a sheet. */

import { App, Button, Drawer, Dropdown, Flex, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EntityList } from "@/engine/list/EntityList";
import type { Asked, Row } from "@/engine/list/records";
import { SheetImport } from "@/engine/sheet/SheetImport";
import { words } from "@/shared/api/query";
import { BulkActions, type BulkRights } from "./BulkActions";
import { listed, type Narrowed, STANDS, standOf } from "./list";
import { NewOrder } from "./NewOrder";
import { useOnlySite } from "./site";
import "./orders.css";

export type OrdersAsked = Asked & Narrowed;

interface Props {
  readonly asked: OrdersAsked;
  readonly onAsk: (asked: OrdersAsked) => void;
  readonly onOpen: (code: string) => void;
  readonly may: BulkRights & { readonly create: boolean };
}

export function OrdersPage({ asked, onAsk, onOpen, may }: Props) {
  const { t } = useTranslation();
  const [marked, setMarked] = useState<readonly Row[]>([]);
  const { stand: _, material, ...rest } = asked;
  const narrowed: Narrowed = {
    ...(asked.stand ? { stand: asked.stand } : {}),
    ...(material ? { material } : {}),
  };
  const shown = listed(rest, narrowed);
  const mayMark = may.release || may.hold;
  return (
    <>
      <EntityList
        entity="work_order"
        columns={SHOWN}
        asked={shown}
        onAsk={({ search, order }) =>
          onAsk({ ...narrowed, ...(search ? { search } : {}), ...(order ? { order } : {}) })
        }
        onOpen={(row) => onOpen(String(row.code))}
        {...(mayMark ? { selection: { rows: marked, onChange: setMarked } } : {})}
        actions={() => (
          <>
            <Segmented
              aria-label={t("column.state")}
              className="orders-stands"
              value={standOf(narrowed)}
              options={STANDS.map((value) => ({ value, label: t(`stand.${value}`) }))}
              onChange={(value) => {
                const { stand: __, ...others } = asked;
                onAsk(value === "all" ? others : { ...others, stand: value });
              }}
            />
            {material && (
              <Tag
                closable
                onClose={() => {
                  const { material: __, ...others } = asked;
                  onAsk(others);
                }}
              >
                {material}
              </Tag>
            )}
            <Flex gap={8} className="orders-do">
              <Files asked={shown} />
              {may.create && <Create onOpen={onOpen} />}
            </Flex>
          </>
        )}
      />
      {marked.length > 0 && <BulkActions rows={marked} may={may} onDone={() => setMarked([])} />}
    </>
  );
}

/** The list as it is filtered, as a file. */
function Files({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation();
  const address = (format: string) =>
    `/api/v1/records/work_order/export?${words({ ...asked, format })}${SHOWN.map((one) => `&fields=${one}`).join("")}`;
  const items = (["xlsx", "csv"] as const).map((format) => ({
    key: format,
    label: (
      <a href={address(format)} download>
        {format === "csv" ? "CSV" : "Excel"}
      </a>
    ),
  }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button>{t("table.export")}</Button>
    </Dropdown>
  );
}

function Create({ onOpen }: { readonly onOpen: (code: string) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const site = useOnlySite();
  const [doing, setDoing] = useState<"one" | "sheet" | null>(null);
  return (
    <>
      <Button onClick={() => setDoing("sheet")}>{t("order.import")}</Button>
      <Button type="primary" onClick={() => setDoing("one")}>
        {t("order.new")}
      </Button>
      <SheetImport
        target="work_order"
        title={t("order.importTitle")}
        {...(site ? { same: { site } } : {})}
        open={doing === "sheet"}
        onClose={() => setDoing(null)}
      />
      <Drawer
        open={doing === "one"}
        title={t("order.new")}
        onClose={() => setDoing(null)}
        destroyOnHidden
        size="large"
      >
        <NewOrder
          onCancel={() => setDoing(null)}
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
