/** The journal: every move of a lot, a place or of some days, newest first. */

import { Link } from "@tanstack/react-router";
import { Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { instant, number } from "@/shared/format";
import { Narrow } from "./Narrow";
import type { MoveRow } from "./rows";
import { StockNav } from "./StockNav";

export interface MovesAsked {
  readonly material?: string;
  readonly lot?: string;
  readonly place?: string;
  readonly from?: string;
  readonly to?: string;
}

interface Props {
  readonly asked: MovesAsked;
  readonly onAsk: (asked: MovesAsked) => void;
}

export function MovesPage({ asked, onAsk }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <StockNav title={t("stockPage.moves")} />
      <Narrow
        fields={["material", "lot", "place", "from", "to"]}
        asked={{ ...asked }}
        onAsk={onAsk}
      />
      <Moves asked={asked} />
    </>
  );
}

/** An end of a move: its place, and its status where goods are not free there. */
const end = (place: string, status: string) =>
  status === "available" ? place : `${place}!${status}`;

export function Moves({ asked }: { readonly asked: MovesAsked }) {
  const { t, i18n } = useTranslation();
  const { from, to, ...rest } = asked;
  const days = { ...(from ? { posted_from: from } : {}), ...(to ? { posted_to: to } : {}) };
  const columns: ColumnType<MoveRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.occurred_at, i18n.language) },
    {
      title: t("stockPage.booking"),
      render: (_, row) => (
        <>
          {t(`verb.${(row.verb ?? "").split(".")[1] ?? ""}`, row.verb ?? "")}{" "}
          {row.reverses && <Tag>{t("value.takenBack")}</Tag>}
        </>
      ),
    },
    { title: t("column.from"), render: (_, row) => end(row.source, row.source_status) },
    { title: t("column.to"), render: (_, row) => end(row.target, row.target_status) },
    { title: t("column.material"), dataIndex: "material" },
    {
      title: t("column.lot"),
      render: (_, { material, lot }) =>
        material && lot && lot !== "-" ? (
          <Link to="/lots/$material/$lot" params={{ material, lot }}>
            {lot}
          </Link>
        ) : null,
    },
    {
      title: t("column.quantity"),
      align: "right",
      render: (_, row) => `${number(row.quantity)} ${row.unit ?? ""}`,
    },
    {
      title: t("column.value"),
      align: "right",
      render: (_, row) => (row.value === null ? "" : `${number(row.value)} ${row.currency}`),
    },
    { title: t("stockPage.byWhom"), dataIndex: "by" },
  ];
  return (
    <QueryTable<MoveRow>
      query="kernel.moves"
      params={{ ...rest, ...days, limit: 100 }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("stockPage.moves")}
      empty={Object.keys(asked).length > 0 ? t("list.none") : t("stockPage.noMoves")}
    />
  );
}
