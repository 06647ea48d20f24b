/** Ask for an inspection that follows the work: of goods where they are, nothing waits for it. */

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Input, InputNumber } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { useToday } from "@/shared/plant/today";
import { Drawer } from "@/shared/ui/layers";
import { CodeInput } from "./CodeInput";

export function AskButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t("quality.ask")}
      </Button>
      <Drawer
        open={open}
        title={t("quality.ask")}
        onClose={() => setOpen(false)}
        destroyOnHidden
        size={420}
      >
        <Asking />
      </Drawer>
    </>
  );
}

function Asking() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const site = useToday().today?.site?.code;
  if (site === undefined) return null;
  const fields = [
    {
      name: "code",
      label: t("quality.inspection"),
      needed: true,
      input: <Input maxLength={40} />,
    },
    {
      name: "site",
      label: t("column.site"),
      needed: true,
      initial: site,
      input: <CodeInput entity="site" />,
    },
    {
      name: "material",
      label: t("column.material"),
      needed: true,
      input: <CodeInput entity="material" />,
    },
    {
      name: "quantity",
      label: t("column.quantity"),
      needed: true,
      input: <InputNumber<string> stringMode min="0" className="quality-number" />,
    },
    { name: "operation", label: t("quality.askedWhat"), input: <Input maxLength={80} /> },
  ];
  return (
    <CommandForm
      fields={fields}
      okText={t("quality.ask")}
      draft="quality.request_inspection"
      onGive={async (values) => {
        const said = Object.entries(values).filter(([, value]) => value);
        await give("quality.request_inspection", Object.fromEntries(said));
        await queries.invalidateQueries({ queryKey: ["query"] });
        await navigate({
          to: "/quality/inspections/$code",
          params: { code: String(values.code) },
        });
      }}
    />
  );
}
