/** One record beside its list: fields, related records, history, files, words, and what to do. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Descriptions, Flex, Skeleton, Tabs, Tag } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { Drawer } from "@/shared/ui/layers";
import { shown } from "../fields/value";
import { EntityForm } from "../form/EntityForm";
import { RecordActions } from "../form/RecordActions";
import { RecordTable } from "../list/RecordTable";
import { type Asked, type Row, readPage } from "../list/records";
import { useRows } from "../list/window";
import { type Entity, entityQuery, may, type Related, say, whyFixed } from "../metadata";
import { Nothing } from "../nothing/Nothing";
import { useBesideTabs } from "./besideTabs";
import "./detail.css";

export const NEW = "new";
export const CHANGE = "change";

interface Props {
  readonly entity: Entity;
  /** Id of the record that is open; NEW = a form for a new one; null = nothing is open. */
  readonly record: string | null;
  readonly tab: string | undefined;
  readonly onTab: (tab: string) => void;
  readonly onClose: () => void;
  readonly onDone: () => Promise<unknown>;
  /** Open a record of another kind. */
  readonly onOther: (entity: string, record: string) => void;
  readonly extra?: (row: Row) => ReactNode;
}

export function RecordDrawer(props: Props) {
  const { entity, record, tab, onClose, onDone, onTab } = props;
  const { t, i18n } = useTranslation();
  const isNew = record === NEW;
  const asked: Asked = { filter: `id = "${record}"`, archived: true };
  const found = useQuery({
    queryKey: ["records", "one", entity.entity, record],
    queryFn: () => readPage(entity.entity, asked, { limit: 1 }),
    enabled: record !== null && !isNew,
  });
  const row = found.data?.rows[0];
  const name = row ? String(row[entity.key[0] ?? "id"] ?? "") : "";
  const done = async () => {
    await onDone();
    if (isNew || tab === CHANGE) onClose();
  };
  return (
    <Drawer
      open={record !== null}
      title={
        <>
          {say(entity.label, i18n.language)} {name}{" "}
          {row?.archived === true && <Tag>{t("beside.archived")}</Tag>}
        </>
      }
      onClose={onClose}
      destroyOnHidden
      size="large"
      extra={
        row &&
        tab !== CHANGE && (
          <Flex gap={8} wrap>
            {props.extra?.(row)}
            <RecordActions entity={entity} row={row} onDone={() => void onDone()} />
            {may(entity, "change") && !row.archived && mayOpen(entity, row) && (
              <Button type="primary" onClick={() => onTab(CHANGE)}>
                {t("form.change")}
              </Button>
            )}
          </Flex>
        )
      }
    >
      {isNew && <EntityForm entity={entity} onDone={() => void done()} onCancel={onClose} />}
      {!isNew && found.error && (
        <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />
      )}
      {!isNew && found.isPending && <Skeleton active />}
      {!isNew && found.data && !row && <Nothing says={t("beside.missing")} />}
      {row && <Standing entity={entity} row={row} />}
      {row && tab === CHANGE && (
        <EntityForm
          key={String(row.version)}
          entity={entity}
          record={row}
          onDone={() => void done()}
          onCancel={() => onTab("fields")}
        />
      )}
      {row && tab !== CHANGE && <Beside {...props} row={row} />}
    </Drawer>
  );
}

/** Whether a form for changing a record has anything to ask. */
function mayOpen(entity: Entity, row: Row): boolean {
  return !row._fixed || (entity.editable?.always.length ?? 0) > 0;
}

/** Why a record stands as it is. */
function Standing({ entity, row }: { readonly entity: Entity; readonly row: Row }) {
  const { i18n } = useTranslation();
  const why = whyFixed(entity, row, i18n.language);
  return why && <Alert className="detail-fixed" type="info" showIcon title={why} />;
}

function Beside(props: Props & { readonly row: Row }) {
  const { entity, row, tab, onTab, onOther } = props;
  const { t, i18n } = useTranslation();
  const about = { entity: entity.entity, record: row.id };
  const besides = useBesideTabs(entity, about);
  const items = [
    { key: "fields", label: t("beside.fields"), children: <Fields entity={entity} row={row} /> },
    ...besides,
    ...entity.related.map((one) => ({
      key: `${one.entity}.${one.field}`,
      label: relatedName(entity, one, i18n.language),
      children: <RelatedRows related={one} record={row.id} onOther={onOther} />,
    })),
  ];
  return <Tabs activeKey={tab ?? "fields"} onChange={onTab} items={items} destroyOnHidden />;
}

/** What related records are called; by their link too where a kind points here twice. */
function relatedName(entity: Entity, one: Related, language: string): string {
  const isOnly = entity.related.filter(({ entity: kind }) => kind === one.entity).length === 1;
  const name = say(one.label, language);
  return isOnly ? name : `${name} · ${say(one.link, language)}`;
}

function Fields({ entity, row }: { readonly entity: Entity; readonly row: Row }) {
  const { t, i18n } = useTranslation();
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  return (
    <Descriptions
      column={1}
      size="small"
      bordered
      items={entity.fields.map((field) => ({
        key: field.name,
        label: say(field.label, i18n.language),
        children: shown(field, row[field.name], reading),
      }))}
    />
  );
}

interface RelatedProps {
  readonly related: Related;
  readonly record: string;
  readonly onOther: (entity: string, record: string) => void;
}

const NOTHING_MORE = {};

function RelatedRows({ related, record, onOther }: RelatedProps) {
  const { t, i18n } = useTranslation();
  const [order, setOrder] = useState<string>();
  const described = useQuery(entityQuery(related.entity));
  const filter = `${related.field}.id = "${record}"`;
  const asked: Asked = order ? { filter, order } : { filter };
  const rows = useRows(related.entity, asked, NOTHING_MORE);
  const failure = described.error ?? rows.failure;
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!described.data) return <Skeleton active />;
  return (
    <RecordTable
      entity={described.data}
      rows={rows}
      asked={asked}
      onAsk={(next) => setOrder(next.order)}
      onOpen={(row) => onOther(related.entity, row.id)}
      empty={
        <Nothing says={t("nothing.rows", { what: say(described.data.label, i18n.language) })} />
      }
    />
  );
}

/** Read a list's records again, and everything beside them. */
export function useAgain(): () => Promise<unknown> {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ["records"] });
    await queries.invalidateQueries({ queryKey: ["record"] });
  };
}
