/** Any entity's records as a table: virtual rows, loaded as one scrolls. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert, Button, Empty, Flex, Input, Skeleton, Table, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { type Reading, shown } from "../fields/value";
import { type Entity, entityQuery, type Field, say } from "../metadata";
import { type Asked, nextOrder, type Row, recordsQuery } from "./records";
import "./list.css";

const WIDE = new Set(["long_text", "json"]);
const RIGHT = new Set(["number", "quantity", "money", "roll_up", "subform"]);
const SORTABLE = new Set(["text", "number", "instant", "date", "option", "quantity", "money"]);
const LOAD_BEFORE_END_PX = 600;
const ROW_PX = 40;

interface Props {
  readonly entity: string;
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly onOpen: (row: Row) => void;
  readonly actions?: (entity: Entity) => ReactNode;
  /** The fields shown, in this order; all when absent. */
  readonly columns?: readonly string[];
  /** Rows that people marked to do something with; none can be marked when absent. */
  readonly selection?: Selection;
}

export interface Selection {
  readonly rows: readonly Row[];
  readonly onChange: (rows: readonly Row[]) => void;
}

export function EntityList(props: Props) {
  const { entity, asked, onAsk, onOpen, actions, columns, selection } = props;
  const { t } = useTranslation();
  const described = useQuery(entityQuery(entity));
  const pages = useInfiniteQuery(recordsQuery(entity, asked));
  const failure = described.error ?? pages.error;
  if (failure) {
    const again = () => void (described.error ? described.refetch() : pages.refetch());
    return (
      <Alert
        type="error"
        showIcon
        title={sentence(failure, t("state.away"))}
        action={<Button onClick={again}>{t("state.retry")}</Button>}
      />
    );
  }
  if (!described.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const first = pages.data?.pages[0];
  return (
    <div className="list">
      <Head entity={described.data} asked={asked} onAsk={onAsk} total={first?.total ?? null}>
        {actions?.(described.data)}
      </Head>
      <Rows
        entity={described.data}
        {...(columns ? { columns } : {})}
        {...(selection ? { selection } : {})}
        rows={rows}
        asked={asked}
        onAsk={onAsk}
        onOpen={onOpen}
        loading={pages.isPending}
        onEnd={() => {
          if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
        }}
      />
    </div>
  );
}

interface HeadProps {
  readonly entity: Entity;
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly total: number | null;
  readonly children: ReactNode;
}

function Head({ entity, asked, onAsk, total, children }: HeadProps) {
  const { t, i18n } = useTranslation();
  return (
    <Flex className="list-head" gap={12} align="center" wrap>
      <Typography.Title level={2}>{say(entity.label, i18n.language)}</Typography.Title>
      {total !== null && (
        <Typography.Text type="secondary">{t("list.total", { count: total })}</Typography.Text>
      )}
      <Input.Search
        className="list-search"
        allowClear
        defaultValue={asked.search ?? ""}
        placeholder={t("list.search")}
        aria-label={t("list.search")}
        onSearch={(search) => onAsk(without({ ...asked, search }))}
      />
      {children}
    </Flex>
  );
}

interface RowsProps {
  readonly entity: Entity;
  readonly rows: readonly Row[];
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly onOpen: (row: Row) => void;
  readonly loading: boolean;
  readonly onEnd: () => void;
  readonly columns?: readonly string[];
  readonly selection?: Selection;
}

function Rows(props: RowsProps) {
  const { entity, rows, asked, onAsk, onOpen, loading, onEnd, columns: only, selection } = props;
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const height = useHeightLeft(place);
  const columns = useMemo(() => {
    const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
    return columnsOf(chosen(entity, only), { asked, reading });
  }, [entity, only, asked, i18n.language, t]);
  return (
    <div ref={place} className="list-rows">
      <Table<Row>
        virtual
        size="middle"
        rowKey="id"
        columns={columns}
        dataSource={rows as Row[]}
        loading={loading}
        pagination={false}
        scroll={{ x: columns.reduce((sum, one) => sum + Number(one.width), 0), y: height }}
        locale={{
          emptyText: <Empty description={asked.search ? t("list.none") : t("list.empty")} />,
        }}
        onRow={(row) => ({ onClick: () => onOpen(row), className: "list-row" })}
        onHeaderRow={() => ({})}
        {...(selection ? { rowSelection: marked(selection) } : {})}
        onScroll={(event) => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          if (scrollHeight - scrollTop - clientHeight < LOAD_BEFORE_END_PX) onEnd();
        }}
        onChange={(_, __, sorter) => {
          const field = Array.isArray(sorter) ? sorter[0]?.columnKey : sorter.columnKey;
          if (field) onAsk(without({ ...asked, order: nextOrder(asked.order, String(field)) }));
        }}
      />
    </div>
  );
}

/** Marking rows: kept by id, also while other pages are read. */
function marked({ rows, onChange }: Selection) {
  return {
    columnWidth: 48,
    preserveSelectedRowKeys: true,
    selectedRowKeys: rows.map((row) => row.id),
    onChange: (_: unknown, chosen: Row[]) => onChange(chosen),
  };
}

/** The table fills what the window has left; rows of a fixed height make a million of them cheap. */
function useHeightLeft(place: React.RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(ROW_PX * 10);
  useLayoutEffect(() => {
    const measure = () => {
      const top = place.current?.getBoundingClientRect().top ?? 0;
      setHeight(Math.max(ROW_PX * 5, window.innerHeight - top - ROW_PX * 2));
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, [place]);
  return height;
}

/** The fields wanted, in their order; what the reader may not see is left out. */
function chosen(entity: Entity, only: readonly string[] | undefined): readonly Field[] {
  if (only === undefined) return listed(entity);
  return only.flatMap((name) => entity.fields.find((field) => field.name === name) ?? []);
}

function columnsOf(
  fields: readonly Field[],
  { asked, reading }: { readonly asked: Asked; readonly reading: Reading },
): ColumnType<Row>[] {
  return fields.map((field) => ({
    key: field.name,
    title: say(field.label, reading.language),
    width: WIDE.has(field.type) ? 320 : 160,
    ellipsis: true,
    align: RIGHT.has(field.type) ? "right" : "left",
    sorter: SORTABLE.has(field.type) && field.level !== "masked",
    sortOrder: sortOrder(asked.order, field.name),
    render: (_, row) => shown(field, row[field.name], reading),
  }));
}

/** The fields a list shows by itself: what people call the record first, long texts last. */
export function listed(entity: Entity): readonly Field[] {
  const rank = (field: Field) => {
    const named = [...entity.key, entity.title].indexOf(field.name);
    if (named >= 0) return named;
    return WIDE.has(field.type) ? 200 : 100;
  };
  return [...entity.fields].sort((a, b) => rank(a) - rank(b));
}

function sortOrder(order: string | undefined, field: string): "ascend" | "descend" | null {
  if (order === field) return "ascend";
  return order === `-${field}` ? "descend" : null;
}

/** Leave out what is not asked, so that the address stays short. */
function without(asked: { readonly [key in keyof Asked]?: Asked[key] | undefined }): Asked {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) as Asked;
}
