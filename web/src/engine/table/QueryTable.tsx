/** A server query as a table: pages as one asks for more, totals, a file of everything. */

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Alert, Button, Dropdown, Flex, Skeleton, Table, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import {
  type Params,
  type QueryName,
  type QueryPage,
  queryFile,
  readRows,
} from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import type { FirstName } from "../nothing/firsts";
import { Nothing } from "../nothing/Nothing";
import { useKeyboardScroll } from "./scrolled";
import "./table.css";

interface Props<Row> {
  readonly query: QueryName;
  readonly params: Params;
  readonly columns: readonly ColumnType<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly caption: string;
  /** Which of the rows read are shown; all when absent. */
  readonly only?: (row: Row) => boolean;
  readonly onOpen?: (row: Row) => void;
  readonly totals?: (rows: readonly Row[]) => ReactNode;
  readonly empty?: ReactNode;
  /** What is done first where there is nothing. */
  readonly first?: readonly FirstName[];
  /** Whether the query has pages, as most have. */
  readonly paged?: boolean;
}

export function QueryTable<Row extends object>(props: Props<Row>) {
  const { query, params, only } = props;
  const { t } = useTranslation();
  const place = useRef<HTMLElement>(null);
  useKeyboardScroll(place);
  const pages = useInfiniteQuery({
    queryKey: ["query", query, params, "pages"],
    queryFn: ({ pageParam }) => readRows<Row>(query, { ...params, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: QueryPage<Row>) => page.after,
    placeholderData: keepPreviousData,
  });
  if (pages.error) {
    return (
      <Alert
        type="error"
        showIcon
        title={sentence(pages.error, t("state.away"))}
        action={<Button onClick={() => void pages.refetch()}>{t("state.retry")}</Button>}
      />
    );
  }
  if (!pages.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const read = pages.data.pages.flatMap((page) => page.rows);
  const rows = only ? read.filter(only) : read;
  return (
    <section ref={place} className="table" aria-label={props.caption}>
      <TableHead {...props} rows={rows} more={pages.hasNextPage} />
      <Table<Row>
        size="middle"
        rowKey={props.rowKey}
        columns={props.columns.map(called)}
        dataSource={rows}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{
          emptyText: (
            <Nothing
              says={props.empty ?? t("nothing.rows", { what: props.caption })}
              first={props.first}
            />
          ),
        }}
        onRow={(row) => opening(row, props.onOpen)}
      />
      {pages.hasNextPage && (
        <Button
          className="table-more"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t("table.more")}
        </Button>
      )}
    </section>
  );
}

/** A column whose cells carry its name: a phone shows them one below the other. */
export function called<Row>(column: ColumnType<Row>): ColumnType<Row> {
  const name = typeof column.title === "string" ? column.title : "";
  return {
    ...column,
    onCell: (row, at) =>
      ({ ...column.onCell?.(row, at), "data-called": name }) as React.HTMLAttributes<HTMLElement>,
  };
}

/** A row opens by click and by key. */
function opening<Row>(row: Row, onOpen: ((row: Row) => void) | undefined) {
  if (!onOpen) return {};
  return {
    className: "table-row",
    tabIndex: 0,
    onClick: () => onOpen(row),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === "Enter" && event.target === event.currentTarget) onOpen(row);
    },
  };
}

function TableHead<Row extends object>(
  props: Props<Row> & { readonly rows: readonly Row[]; readonly more: boolean },
) {
  const { t } = useTranslation();
  const { rows, more, totals, query, params } = props;
  const files = (["csv", "xlsx"] as const).map((format) => ({
    key: format,
    label: (
      <a href={queryFile(query, params, format)} download>
        {format === "csv" ? "CSV" : "Excel"}
      </a>
    ),
  }));
  return (
    <Flex className="table-head" justify="space-between" align="center" gap={12} wrap>
      <Typography.Text type="secondary">
        {more ? t("table.first", { count: rows.length }) : t("list.total", { count: rows.length })}
        {totals && rows.length > 0 && <> · {totals(rows)}</>}
      </Typography.Text>
      {rows.length > 0 && (
        <Dropdown menu={{ items: files }} trigger={["click"]}>
          <Button size="small">{t("table.export")}</Button>
        </Dropdown>
      )}
    </Flex>
  );
}
