/** Measured values behind a figure, in the order they were measured. */

import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { paramsOf } from "./asked";
import { Frame, Narrow } from "./Frame";
import { useValueColumns, ValueTotals } from "./InspectionPage";
import type { ValueRow } from "./rows";
import type { PageProps } from "./TasksPage";

const WORDS = [
  "since",
  "until",
  "plan",
  "characteristic",
  "material",
  "inspection",
  "lot",
  "failed",
  "low",
  "high",
] as const;

export function ValuesPage({ asked, onAsk }: PageProps) {
  const { t } = useTranslation();
  const range = [asked.low, asked.high].filter((one) => one !== undefined);
  return (
    <Frame title={t("quality.values")} extra={range.length > 0 && <Tag>{range.join(" … ")}</Tag>}>
      <Narrow
        asked={asked}
        onAsk={onAsk}
        days
        by={[
          { word: "plan", label: t("quality.plan") },
          { word: "characteristic", label: t("quality.characteristic") },
          { word: "material", label: t("column.material") },
          { word: "inspection", label: t("quality.inspection") },
          { word: "lot", label: t("column.lot") },
          {
            word: "failed",
            label: t("quality.judgement"),
            choices: { yes: t("quality.onlyFailed") },
          },
        ]}
      />
      <QueryTable<ValueRow>
        query="quality.measurements"
        params={{ ...paramsOf(asked, WORDS), limit: 200 }}
        columns={useValueColumns(true)}
        rowKey={(row) => row.id}
        caption={t("quality.values")}
        empty={t("quality.nothingMeasured")}
        first={["plans"]}
        totals={(rows) => <ValueTotals rows={rows} />}
      />
    </Frame>
  );
}
