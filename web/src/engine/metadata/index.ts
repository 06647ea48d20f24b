/** What the server tells of entities: fields as this reader sees them, labels, commands. */

import { queryOptions } from "@tanstack/react-query";
import { request } from "@/shared/api/http";

/** A text in both languages. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

export type FieldType =
  | "text"
  | "long_text"
  | "number"
  | "money"
  | "quantity"
  | "instant"
  | "date"
  | "time"
  | "duration"
  | "switch"
  | "option"
  | "options"
  | "link"
  | "links"
  | "file"
  | "files"
  | "json"
  | "subform"
  | "lookup"
  | "roll_up"
  | "running_number";

export interface Option {
  readonly label: Text;
  readonly color?: string | null;
  readonly disabled?: boolean;
}

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly label: Text;
  readonly level: "masked" | "read" | "edit";
  readonly note?: Text | null;
  readonly required?: boolean;
  readonly is_entered?: boolean;
  readonly to?: string | null;
  readonly unit?: string | null;
  readonly length?: number | null;
  readonly places?: number | null;
  readonly min?: string | null;
  readonly max?: string | null;
  readonly options?: Readonly<Record<string, Option>>;
  readonly fields?: readonly Field[];
  /** Of a group's day: it is a day of instants. */
  readonly of_instant?: boolean;
}

export interface EntityNamed {
  readonly entity: string;
  readonly label: Text;
  readonly note: string;
  readonly commands: readonly string[];
}

/** A way of looking at records that an entity offers, and the field it goes by. */
export interface Offer {
  readonly kind: "list" | "kanban" | "calendar" | "tree" | "gallery";
  readonly by: string | null;
}

/** Records of another kind that point at these. */
export interface Related {
  readonly entity: string;
  readonly field: string;
  readonly label: Text;
  /** What the link is called. */
  readonly link: Text;
}

/** A command one may give on a record, with what its form asks. */
export interface Action {
  readonly verb: string;
  readonly label: Text;
  /** The command's field that names the record. */
  readonly record: string;
  readonly by_code: boolean;
  readonly is_versioned: boolean;
  readonly fields: readonly Field[];
}

/** That records may be changed only at times; each row tells whether it may now. */
export interface Editable {
  /** Why one may not be; `{field}` stands for its value. */
  readonly title: Text;
  /** Fields that may be changed all the same. */
  readonly always: readonly string[];
}

export interface Entity extends EntityNamed {
  readonly key: readonly string[];
  readonly title: string;
  readonly per_site: boolean;
  readonly is_tree: boolean;
  readonly fields: readonly Field[];
  readonly views: readonly Offer[];
  readonly related: readonly Related[];
  readonly actions: readonly Action[];
  readonly editable?: Editable | null;
}

export const entitiesQuery = queryOptions({
  queryKey: ["entities"],
  queryFn: async () =>
    (await request<{ entities: EntityNamed[] }>("GET", "/api/v1/entities")).entities,
  staleTime: 60_000,
});

export const entityQuery = (entity: string) =>
  queryOptions({
    queryKey: ["entity", entity],
    queryFn: () => request<Entity>("GET", `/api/v1/entities/${encodeURIComponent(entity)}`),
    staleTime: 60_000,
  });

/** Whether rows are what a query answers, and no records: its name holds a dot. */
export const isAnswer = ({ entity }: EntityNamed): boolean => entity.includes(".");

/** A text in the reader's language. */
export function say(text: Text, language: string): string {
  return language === "zh" ? text.zh : text.en;
}

/** Whether the reader may give a command of this kind. */
export function may(
  entity: EntityNamed,
  kind: "create" | "change" | "archive" | "restore",
): boolean {
  return entity.commands.includes(`${entity.entity}.${kind}`);
}

interface Known {
  readonly _fixed?: boolean;
}

/** Why a record, or one field of it, may not be changed now; null where it may. */
export function whyFixed(
  entity: Entity,
  row: Readonly<Record<string, unknown>> & Known,
  language: string,
  field?: string,
): string | null {
  const rule = entity.editable;
  if (!row._fixed || !rule || (field !== undefined && rule.always.includes(field))) return null;
  return say(rule.title, language).replace(/\{(\w+)\}/g, (_, name: string) => word(row[name]));
}

function word(value: unknown): string {
  if (typeof value === "object" && value !== null && "code" in value) return String(value.code);
  return String(value ?? "-").replace(/^(-?\d+)\.(\d*?)0*$/, (_, whole: string, rest: string) =>
    rest ? `${whole}.${rest}` : whole,
  );
}
