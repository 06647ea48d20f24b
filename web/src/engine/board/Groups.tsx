/** Groups with subtotals and a total over everything that fits, as the server counts them. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert, Button, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { shown } from "../fields/value";
import type { Asked } from "../list/records";
import { type Entity, type Field, say } from "../metadata";
import { Nothing } from "../nothing/Nothing";
import {
  type GroupRow,
  groupField,
  isNewBlock,
  measuresOf,
  type Period,
  readGroups,
  within,
} from "./groups";
import "./board.css";

interface Props {
  readonly entity: Entity;
  readonly asked: Asked;
  readonly by: readonly string[];
  readonly measures: readonly string[];
  readonly onOpen: (asked: Asked) => void;
}

const COUNT: Field = {
  name: "count",
  type: "number",
  label: { en: "", zh: "" },
  level: "read",
};

export function Groups({ entity, asked, by, measures, onOpen }: Props) {
  const { t } = useTranslation();
  const label = usePeriodName();
  const told = measuresOf(measures);
  const more = { measures: told };
  const key = [entity.entity, asked, by, told] as const;
  const pages = useInfiniteQuery({
    queryKey: ["records", "groups", ...key],
    queryFn: ({ pageParam }) => readGroups(entity.entity, asked, by, { ...more, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.after,
  });
  const blocks = useQuery({
    queryKey: ["records", "blocks", ...key],
    queryFn: () => readGroups(entity.entity, asked, by.slice(0, 1), more),
    enabled: by.length > 1,
  });
  const total = useQuery({
    queryKey: ["records", "total", ...key],
    queryFn: () => readGroups(entity.entity, asked, [], more),
  });
  if (pages.error)
    return <Alert type="error" showIcon title={sentence(pages.error, t("state.away"))} />;
  if (!pages.data) return <Skeleton active />;
  const rows = pages.data.pages.flatMap((page) => page.rows);
  const fields = by.flatMap((name) => groupField(entity, name, label) ?? []);
  if (rows.length === 0) return <Nothing says={t("groups.none")} />;
  return (
    <div className="groups">
      <table>
        <Heads entity={entity} fields={fields} measures={told} />
        <tbody>
          {rows.map((row, at) => {
            const open = () => onOpen(within(asked, fields, row));
            const block = blockOf(blocks.data?.rows, by[0] ?? "", row);
            const begins = by.length > 1 && isNewBlock(rows, at, by[0] ?? "");
            return (
              <Group
                key={JSON.stringify(by.map((name) => row[name] ?? null))}
                row={row}
                fields={fields}
                entity={entity}
                measures={told}
                onOpen={open}
                {...(begins && block ? { block } : {})}
              />
            );
          })}
        </tbody>
        {total.data?.rows[0] && (
          <tfoot>
            <tr>
              <th scope="row" colSpan={fields.length}>
                {t("groups.total")}
              </th>
              <Measures entity={entity} row={total.data.rows[0]} measures={told} />
            </tr>
          </tfoot>
        )}
      </table>
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("groups.more")}
        </Button>
      )}
    </div>
  );
}

function blockOf(rows: readonly GroupRow[] | undefined, first: string, row: GroupRow) {
  const wanted = JSON.stringify(row[first] ?? null);
  return rows?.find((one) => JSON.stringify(one[first] ?? null) === wanted);
}

interface HeadsProps {
  readonly entity: Entity;
  readonly fields: readonly Field[];
  readonly measures: readonly string[];
}

function Heads({ entity, fields, measures }: HeadsProps) {
  const { i18n } = useTranslation();
  const nameOf = useMeasureName(entity);
  return (
    <thead>
      <tr>
        {fields.map((field) => (
          <th key={field.name} scope="col">
            {say(field.label, i18n.language)}
          </th>
        ))}
        {measures.map((one) => (
          <th key={one} scope="col" className="groups-number">
            {nameOf(one)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** What a period of a field is called: "Due, by month". */
export function usePeriodName(): (period: Period, field: Field) => Field["label"] {
  const { t, i18n } = useTranslation();
  return (period, field) => {
    const name = t(`view.period.${period}`, { field: say(field.label, i18n.language) });
    return { en: name, zh: name };
  };
}

/** What a measure is called: "Sum of Ordered". */
export function useMeasureName(entity: Entity): (measure: string) => string {
  const { t, i18n } = useTranslation();
  return (measure) => {
    const [what = "count", name = ""] = measure.split(":");
    const field = entity.fields.find((one) => one.name === name);
    return t(`view.measure.${what}`, { field: field ? say(field.label, i18n.language) : name });
  };
}

interface GroupProps {
  readonly row: GroupRow;
  readonly block?: GroupRow;
  readonly entity: Entity;
  readonly fields: readonly Field[];
  readonly measures: readonly string[];
  readonly onOpen: () => void;
}

function Group({ row, block, entity, fields, measures, onOpen }: GroupProps) {
  const { t, i18n } = useTranslation();
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  const said = (field: Field, of: GroupRow) =>
    shown(field, of[field.name], reading) || t("groups.empty");
  const [first, ...others] = fields;
  return (
    <>
      {block && first && (
        <tr className="groups-block">
          <th scope="rowgroup" colSpan={fields.length}>
            {said(first, block)}
          </th>
          <Measures entity={entity} row={block} measures={measures} />
        </tr>
      )}
      <tr>
        {first && <td>{said(first, row)}</td>}
        {others.map((field) => (
          <td key={field.name}>{said(field, row)}</td>
        ))}
        {measures.map((one, at) => (
          <td key={one} className="groups-number">
            {at === 0 ? (
              <Button type="link" size="small" onClick={onOpen} title={t("groups.rows")}>
                <Measure entity={entity} measure={one} value={row[one]} />
              </Button>
            ) : (
              <Measure entity={entity} measure={one} value={row[one]} />
            )}
          </td>
        ))}
      </tr>
    </>
  );
}

interface MeasuresProps {
  readonly entity: Entity;
  readonly row: GroupRow;
  readonly measures: readonly string[];
}

function Measures({ entity, row, measures }: MeasuresProps) {
  return measures.map((one) => (
    <td key={one} className="groups-number">
      <Measure entity={entity} measure={one} value={row[one]} />
    </td>
  ));
}

interface MeasureProps {
  readonly entity: Entity;
  readonly measure: string;
  readonly value: unknown;
}

function Measure({ entity, measure, value }: MeasureProps) {
  const { t, i18n } = useTranslation();
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  const field = entity.fields.find((one) => one.name === measure.split(":")[1]);
  const { unit } = field ?? COUNT;
  return shown({ ...COUNT, ...(unit ? { unit } : {}) }, value, reading);
}
