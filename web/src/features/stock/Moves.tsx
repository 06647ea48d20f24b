/** The journal: every move of a lot, a place or of some days, newest first. */

import { Link } from "@tanstack/react-router";
import { Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Row } from "@/engine/list/records";
import { QueryTable } from "@/engine/table/QueryTable";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { instant, number } from "@/shared/format";
import { Drawer } from "@/shared/ui/layers";
import { Narrow } from "./Narrow";
import { type MoveRow, placeParts } from "./rows";
import { StockNav } from "./StockNav";

export interface MovesAsked {
  readonly material?: string;
  readonly lot?: string;
  readonly place?: string;
  readonly from?: string;
  readonly to?: string;
}

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
}

const SHOWN = [
  "occurred_at",
  "verb",
  "source",
  "target",
  "material",
  "lot",
  "quantity",
  "unit",
  "value",
  "by",
] as const;

const moved = (row: Row) => row as unknown as MoveRow;

/** What stands in the cells of a move. */
const CELLS = {
  verb: (row: Row) => <Booking row={moved(row)} />,
  source: (row: Row) => <End place={moved(row).source} status={moved(row).source_status} />,
  target: (row: Row) => <End place={moved(row).target} status={moved(row).target_status} />,
  lot: (row: Row) => <LotOf row={moved(row)} />,
  value: (row: Row) => worth(moved(row)),
};

export function MovesPage({ looking, onLook }: Props) {
  const { t } = useTranslation();
  const asked: MovesAsked = looking.words ?? {};
  const [open, setOpen] = useState<MoveRow | null>(null);
  return (
    <>
      <StockNav title={t("stockPage.moves")} />
      <Narrow
        fields={["material", "lot", "place", "from", "to"]}
        asked={{ ...asked }}
        onAsk={(words) => onLook({ ...looking, words })}
      />
      <Listing
        source="kernel.moves"
        looking={looking}
        onLook={onLook}
        onOpen={(row) => setOpen(moved(row))}
        preset={{
          title: null,
          columns: SHOWN,
          params: paramsOf(asked),
          cells: CELLS,
          ...(Object.keys(asked).length > 0
            ? { empty: t("list.none"), first: [] }
            : { empty: t("stockPage.noMoves"), first: ["receive"] }),
        }}
      />
      <Drawer
        open={open !== null}
        title={`${t("stockPage.moves")} · ${open?.material ?? ""} ${open?.lot ?? ""}`}
        onClose={() => setOpen(null)}
        destroyOnHidden
        size="large"
      >
        {open?.material && (
          <Moves asked={{ material: open.material, ...(open.lot ? { lot: open.lot } : {}) }} />
        )}
      </Drawer>
    </>
  );
}

/** What the journal is asked for. */
function paramsOf({ from, to, ...rest }: MovesAsked): Readonly<Record<string, string>> {
  return { ...rest, ...(from ? { posted_from: from } : {}), ...(to ? { posted_to: to } : {}) };
}

function Booking({ row }: { readonly row: MoveRow }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`verb.${(row.verb ?? "").split(".")[1] ?? ""}`, row.verb ?? "")}{" "}
      {row.reverses && <Tag>{t("value.takenBack")}</Tag>}
    </>
  );
}

function LotOf({ row: { material, lot } }: { readonly row: MoveRow }) {
  if (!material || !lot || lot === "-") return null;
  return (
    <Link
      to="/lots/$material/$lot"
      params={{ material, lot }}
      onClick={(event) => event.stopPropagation()}
    >
      {lot}
    </Link>
  );
}

const worth = (row: MoveRow) => (row.value === null ? "" : `${number(row.value)} ${row.currency}`);

interface EndProps {
  readonly place: string;
  readonly status: string;
}

/** An end of a move: its place, and its status where goods are not free there. */
function End({ place, status }: EndProps) {
  const { t } = useTranslation();
  const { kind, code } = placeParts(place);
  const name =
    kind === null ? code : [t(`placeKind.${kind}`, kind), code].filter(Boolean).join(" ");
  return (
    <span title={place}>
      {name} {status !== "available" && <Tag>{t(`stock.${status}`, status)}</Tag>}
    </span>
  );
}

export function Moves({ asked }: { readonly asked: MovesAsked }) {
  const { t, i18n } = useTranslation();
  const columns: ColumnType<MoveRow>[] = [
    { title: t("column.at"), render: (_, row) => instant(row.occurred_at, i18n.language) },
    {
      title: t("stockPage.booking"),
      render: (_, row) => <Booking row={row} />,
    },
    {
      title: t("column.from"),
      render: (_, row) => <End place={row.source} status={row.source_status} />,
    },
    {
      title: t("column.to"),
      render: (_, row) => <End place={row.target} status={row.target_status} />,
    },
    { title: t("column.material"), dataIndex: "material" },
    {
      title: t("column.lot"),
      render: (_, row) => <LotOf row={row} />,
    },
    {
      title: t("column.quantity"),
      align: "right",
      render: (_, row) => `${number(row.quantity)} ${row.unit ?? ""}`,
    },
    {
      title: t("column.value"),
      align: "right",
      render: (_, row) => worth(row),
    },
    { title: t("stockPage.byWhom"), dataIndex: "by" },
  ];
  return (
    <QueryTable<MoveRow>
      query="kernel.moves"
      params={{ ...paramsOf(asked), limit: 100 }}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t("stockPage.moves")}
      empty={Object.keys(asked).length > 0 ? t("list.none") : t("stockPage.noMoves")}
    />
  );
}
