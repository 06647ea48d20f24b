/** What lies there of the goods a line speaks of, so that nobody has to look it up elsewhere. */

import { Form, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { number, sum } from "@/shared/format";
import { useStockAt } from "./LotInput";
import type { Line, Task, Values } from "./tasks";

export function StockThere({ task, line }: { readonly task: Task; readonly line: number }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Values>();
  const from = task.line.find((one) => one.kind === "lot")?.from ?? "";
  const lines = Form.useWatch("lines", form) as readonly Line[] | undefined;
  const head = Form.useWatch((values: Values) => values[from], form) as unknown;
  const own = lines?.[line] ?? {};
  const place = String(own[from] ?? head ?? "");
  const material = String(own.material ?? "");
  const lot = String(own.lot ?? "");
  const found = useStockAt(material, place);
  if (from === "" || !found.data || material === "" || place === "") return null;
  const rows = found.data.rows.filter((row) => lot === "" || row.lot === lot);
  const unit = rows[0]?.unit ?? "";
  const free = rows.filter((row) => row.status === "available" && row.held_by.length === 0);
  return (
    <Typography.Text type="secondary" aria-live="polite">
      {t("stockPage.there", {
        place,
        quantity: `${number(sum(rows.map((row) => row.quantity)))} ${unit}`,
        free: `${number(sum(free.map((row) => row.quantity)))} ${unit}`,
      })}
    </Typography.Text>
  );
}
