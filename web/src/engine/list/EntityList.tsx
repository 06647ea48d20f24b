/** Any entity's records as a table with its title and search: virtual rows, loaded as one scrolls. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Input, Skeleton, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { type Entity, entityQuery, say } from "../metadata";
import { RecordTable, type Selection, without } from "./RecordTable";
import type { Asked, Row } from "./records";
import { useRows } from "./window";
import "../words";
import "./list.css";

export { listed } from "./columns";
export type { Selection } from "./RecordTable";

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

const NOTHING_MORE = {};

export function EntityList(props: Props) {
  const { entity, asked, onAsk, onOpen, actions, columns, selection } = props;
  const { t } = useTranslation();
  const described = useQuery(entityQuery(entity));
  const rows = useRows(entity, asked, NOTHING_MORE);
  const failure = described.error ?? rows.failure;
  if (failure) {
    const again = () => (described.error ? void described.refetch() : rows.again());
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
  return (
    <div className="list">
      <Head entity={described.data} asked={asked} onAsk={onAsk} total={rows.total}>
        {actions?.(described.data)}
      </Head>
      <RecordTable
        entity={described.data}
        rows={rows}
        asked={asked}
        onAsk={onAsk}
        onOpen={onOpen}
        {...(columns ? { columns } : {})}
        {...(selection ? { selection } : {})}
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
