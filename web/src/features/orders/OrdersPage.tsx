/** Work orders: the list, and a form for a new one. */

import { App, Button, Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EntityList } from "@/engine/list/EntityList";
import type { Asked } from "@/engine/list/records";
import { NewOrder } from "./NewOrder";

interface Props {
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly onOpen: (code: string) => void;
  readonly mayCreate: boolean;
}

export function OrdersPage({ asked, onAsk, onOpen, mayCreate }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  return (
    <>
      <EntityList
        entity="work_order"
        columns={SHOWN}
        asked={asked}
        onAsk={onAsk}
        onOpen={(row) => onOpen(String(row.code))}
        actions={() =>
          mayCreate && (
            <Button type="primary" onClick={() => setOpen(true)}>
              {t("order.new")}
            </Button>
          )
        }
      />
      <Drawer
        open={open}
        title={t("order.new")}
        onClose={() => setOpen(false)}
        destroyOnHidden
        size="large"
      >
        <NewOrder
          onCancel={() => setOpen(false)}
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
