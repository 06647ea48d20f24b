/** The moves of a lot or of a place, newest first. */

import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { instant, number } from "@/shared/format";
import type { MoveRow } from "./rows";

interface Props {
  readonly material: string;
  readonly lot: string;
  readonly place?: string;
}

export function Moves({ material, lot, place }: Props) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<MoveRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.occurred_at, i18n.language) },
    { title: t("column.from"), dataIndex: "source" },
    { title: t("column.to"), dataIndex: "target" },
    {
      title: t("column.quantity"),
      align: "right",
      render: (_, row) => `${number(row.quantity)} ${row.unit ?? ""}`,
    },
    {
      title: t("column.state"),
      render: (_, row) => (row.reverses ? t("value.takenBack") : ""),
    },
  ];
  return (
    <QueryTable<MoveRow>
      query="kernel.moves"
      params={{ material, lot, place, limit: 100 }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("stockPage.moves")}
    />
  );
}
