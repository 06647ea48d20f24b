/** Rows of a list of any length as a virtual table; one may jump anywhere in it. */

import { Grid, InputNumber, Table, Typography } from "antd";
import type { TableRef } from "antd/es/table";
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Entity, type Field, say } from "../metadata";
import { MarkAll } from "../table/MarkAll";
import { useKeyboardScroll } from "../table/scrolled";
import { chosen, columnsOf, type Marked, rowLook } from "./columns";
import { CardOrder, RowCard } from "./RowCard";
import { type Asked, nextOrder, PAGE, type Row } from "./records";
import type { RowsWindow } from "./window";

const LOAD_BEFORE_END_PX = 600;
const ROW_PX = 40;
/** The column of the boxes, and what a phone leaves free beside a list. */
const MARK_PX = 48;
const PHONE_EDGE_PX = 24;
/** Up to so many rows a table is as long as it is. */
const SHORT = 20;

export interface Selection {
  readonly rows: readonly Row[];
  readonly onChange: (rows: readonly Row[]) => void;
}

interface Props {
  readonly entity: Entity;
  readonly rows: RowsWindow;
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly onOpen: (row: Row) => void;
  readonly columns?: readonly string[];
  readonly selection?: Selection;
  readonly marked?: Marked;
  readonly cell?: (row: Row, field: Field, text: string) => ReactNode;
  /** What stands there where there is nothing. */
  readonly empty: ReactNode;
  /** What stands behind the last column of each row. */
  readonly end?: (row: Row) => ReactNode;
  /** A row on a phone, all in one. */
  readonly card?: (row: Row) => ReactNode;
}

export function RecordTable(props: Props) {
  const { entity, rows, asked, onAsk, onOpen, columns: only, selection, marked, cell } = props;
  const { end, card } = props;
  const selects = selection !== undefined;
  const isWide = Grid.useBreakpoint().md ?? true;
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLElement>(null);
  const table = useRef<TableRef>(null);
  useKeyboardScroll(place);
  const height = useHeightLeft(place, rows.total !== null && rows.total > PAGE);
  const scrolled = useKeptPlace(table, rows);
  const columns = useMemo(() => {
    const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
    const fields = chosen(entity, only);
    if (!isWide) {
      const room = window.innerWidth - PHONE_EDGE_PX - (selects ? MARK_PX : 0);
      const inOne = (row: Row) =>
        card?.(row) ?? (
          <RowCard row={row} fields={fields} reading={reading} cell={cell} end={end} />
        );
      return [
        {
          key: "card",
          width: Math.max(240, room),
          render: (_: unknown, row: Row) => inOne(row),
        },
      ];
    }
    const each = columnsOf(fields, { asked, reading, marked, cell });
    return end
      ? [
          ...each,
          {
            key: "end",
            width: 180,
            fixed: "end" as const,
            render: (_: unknown, row: Row) => end(row),
          },
        ]
      : each;
  }, [entity, only, asked, i18n.language, t, marked, cell, end, card, isWide, selects]);
  const sorting = (
    <CardOrder
      fields={chosen(entity, only)}
      order={asked.order}
      language={i18n.language}
      onOrder={(order) => onAsk(without({ ...asked, order }))}
    />
  );
  const isLong = rows.hasMore || rows.first > 0 || rows.rows.length > PAGE;
  const isTall = isLong || rows.rows.length > SHORT;
  return (
    <section ref={place} className="list-rows" aria-label={say(entity.label, i18n.language)}>
      {isLong && <p className="list-paper">{t("jump.paper")}</p>}
      <Table<Row>
        ref={table}
        virtual={isLong}
        size="middle"
        rowKey="id"
        columns={isWide ? columns : columns.map((one) => ({ ...one, title: sorting }))}
        dataSource={rows.rows as Row[]}
        loading={rows.isPending}
        pagination={false}
        scroll={{
          x: columns.reduce((sum, one) => sum + Number(one.width), 0),
          ...(isTall ? { y: height } : {}),
        }}
        locale={{ emptyText: props.empty }}
        onRow={(row) => opening(row, onOpen, rowLook(row, marked))}
        {...(selection ? { rowSelection: marking(selection) } : {})}
        onScroll={(event) => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          scrolled(scrollTop);
          if (scrollHeight - scrollTop - clientHeight < LOAD_BEFORE_END_PX) rows.onEnd();
          if (scrollTop < LOAD_BEFORE_END_PX && rows.first > 0) rows.onBegin();
        }}
        onChange={(_, __, sorter) => {
          const field = Array.isArray(sorter) ? sorter[0]?.columnKey : sorter.columnKey;
          if (field) onAsk(without({ ...asked, order: nextOrder(asked.order, String(field)) }));
        }}
      />
      {rows.total !== null && rows.total > PAGE && (
        <Jump rows={rows} onJump={() => table.current?.scrollTo({ top: 0 })} />
      )}
    </section>
  );
}

/** Go to any row of a long list by its number. */
function Jump({ rows, onJump }: { readonly rows: RowsWindow; readonly onJump: () => void }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<number | null>(null);
  const go = async () => {
    if (wanted === null) return;
    await rows.jump(wanted - 1);
    onJump();
  };
  const last = rows.first + rows.rows.length;
  return (
    <div className="list-jump">
      <Typography.Text type="secondary">
        {t("jump.shown", { first: rows.first + 1, last, total: rows.total ?? last })}
      </Typography.Text>
      <InputNumber
        size="small"
        min={1}
        {...(rows.isEstimate || rows.total === null ? {} : { max: rows.total })}
        precision={0}
        value={wanted}
        onChange={setWanted}
        onPressEnter={() => void go()}
        placeholder={t("jump.row")}
        aria-label={t("jump.row")}
      />
    </div>
  );
}

/** A row opens by click and by key. */
function opening(row: Row, onOpen: (row: Row) => void, className: string) {
  return {
    className,
    tabIndex: 0,
    onClick: (event: React.MouseEvent) => {
      if (!(event.target as HTMLElement).closest("[data-own]")) onOpen(row);
    },
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === "Enter" && event.target === event.currentTarget) onOpen(row);
    },
  };
}

/** Marking rows: kept by id, also while other pages are read. */
function marking({ rows, onChange }: Selection) {
  return {
    columnWidth: MARK_PX,
    columnTitle: (box: ReactNode) => <MarkAll>{box}</MarkAll>,
    preserveSelectedRowKeys: true,
    selectedRowKeys: rows.map((row) => row.id),
    onChange: (_: unknown, chosenRows: Row[]) => onChange(chosenRows),
    onCell: () => ({ "data-own": true }) as React.HTMLAttributes<HTMLElement>,
  };
}

/** Rows that come or go in front of what one reads must not move it. */
function useKeptPlace(table: React.RefObject<TableRef | null>, rows: RowsWindow) {
  const top = useRef(0);
  const first = useRef(rows.first);
  const top0 = rows.rows[0]?.id;
  const anchor = useRef(top0);
  useLayoutEffect(() => {
    const moved = first.current - rows.first;
    const isSame = Math.abs(moved) <= PAGE;
    if (moved !== 0 && isSame && anchor.current !== undefined) {
      const row = table.current?.nativeElement.querySelector<HTMLElement>(".list-row");
      const step = row?.offsetHeight || ROW_PX;
      table.current?.scrollTo({ top: Math.max(0, top.current + moved * step) });
    }
    first.current = rows.first;
    anchor.current = top0;
  }, [rows.first, top0, table]);
  return (scrollTop: number) => {
    top.current = scrollTop;
  };
}

/** The table fills what the window has left; rows of a fixed height make a million of them cheap. */
function useHeightLeft(place: React.RefObject<HTMLElement | null>, isLong: boolean): number {
  const [height, setHeight] = useState(ROW_PX * 10);
  useLayoutEffect(() => {
    const measure = () => {
      const top = place.current?.getBoundingClientRect().top ?? 0;
      const foot = ROW_PX * (isLong ? 3 : 2);
      setHeight(Math.max(ROW_PX * 5, window.innerHeight - top - foot));
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, [place, isLong]);
  return height;
}

/** Leave out what is not asked, so that the address stays short. */
export function without(asked: { readonly [key in keyof Asked]?: Asked[key] | undefined }): Asked {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) as Asked;
}
