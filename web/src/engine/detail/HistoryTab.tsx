/** What happened to a record: when, who, and each field before and after. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Alert, Button, Skeleton, Timeline, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { moment } from "@/shared/format";
import { type Reading, shown } from "../fields/value";
import { type Entity, say } from "../metadata";
import { Nothing } from "../nothing/Nothing";
import { type About, type Happening, readHistory } from "./beside";

export function HistoryTab({ entity, about }: { readonly entity: Entity; readonly about: About }) {
  const { t } = useTranslation();
  const pages = useInfiniteQuery({
    queryKey: ["record", "history", about],
    queryFn: ({ pageParam }) => readHistory(about, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.after,
  });
  if (pages.error)
    return <Alert type="error" showIcon title={sentence(pages.error, t("state.away"))} />;
  if (!pages.data) return <Skeleton active />;
  const rows = pages.data.pages.flatMap((page) => page.rows);
  if (rows.length === 0) return <Nothing says={t("beside.noHistory")} />;
  return (
    <>
      <Timeline
        items={rows.map((row, at) => ({
          key: `${row.event}.${at}`,
          content: <Happened entity={entity} row={row} />,
        }))}
      />
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("beside.older")}
        </Button>
      )}
    </>
  );
}

function Happened({ entity, row }: { readonly entity: Entity; readonly row: Happening }) {
  const { t, i18n } = useTranslation();
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  const told = row.changes.length > 0 ? [] : Object.entries(row.told);
  return (
    <>
      <Typography.Text strong>{say(row.label, i18n.language)}</Typography.Text>{" "}
      <Typography.Text type="secondary">
        {row.by.name ?? t("beside.system")} · {moment(row.occurred_at, i18n.language)}
      </Typography.Text>
      <dl className="history">
        {row.changes.map((one) => (
          <div key={one.field}>
            <dt>{nameOf(entity, one.field, i18n.language)}</dt>
            <dd>
              {t("beside.from", {
                old: textOf(entity, one.field, one.old, reading),
                new: textOf(entity, one.field, one.new, reading),
              })}
            </dd>
          </div>
        ))}
        {told.map(([field, value]) => (
          <div key={field}>
            <dt>{nameOf(entity, field, i18n.language)}</dt>
            <dd>{textOf(entity, field, value, reading)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function nameOf(entity: Entity, name: string, language: string): string {
  const field = entity.fields.find((one) => one.name === name);
  return field ? say(field.label, language) : name;
}

function textOf(entity: Entity, name: string, value: unknown, reading: Reading): string {
  const field = entity.fields.find((one) => one.name === name);
  if (!field) return value === null ? "–" : String(value);
  const isPlain = typeof value !== "object" || value === null;
  if (field.type === "link" && isPlain) return value === null ? "–" : String(value);
  if (["links", "files", "subform"].includes(field.type) && !Array.isArray(value))
    return value === null ? "–" : String(value);
  return shown(field, value, reading) || "–";
}
