/** The first day from Excel: what lies in the stores, and orders that are half done. */

import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SheetImport } from "@/engine/sheet/SheetImport";
import { useMay } from "./may";

const SHEETS = [
  { target: "opening_balance", word: "openingStock", needs: "balance:open" },
  { target: "opening_order", word: "openingOrders", needs: "work_order:open" },
] as const;

export function OpeningButton() {
  const { t } = useTranslation();
  const may = useMay();
  const [chosen, setChosen] = useState<string | null>(null);
  const sheets = SHEETS.filter(({ needs }) => may(needs));
  if (sheets.length === 0) return null;
  const words = {
    openingStock: t("stockPage.openingStock"),
    openingOrders: t("stockPage.openingOrders"),
  };
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: sheets.map(({ target, word }) => ({ key: target, label: words[word] })),
          onClick: ({ key }) => setChosen(key),
        }}
      >
        <Button>{t("stockPage.opening")} ▾</Button>
      </Dropdown>
      {sheets.map(({ target, word }) => (
        <SheetImport
          key={target}
          target={target}
          title={words[word]}
          open={chosen === target}
          onClose={() => setChosen(null)}
        />
      ))}
    </>
  );
}
