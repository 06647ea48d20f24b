/** The columns of a list: what is shown of each field, with the sign of its row's state. */

import type { ColumnType } from "antd/es/table";
import type { ReactNode } from "react";
import { type Reading, shown } from "../fields/value";
import { type Entity, type Field, say } from "../metadata";
import type { ColourRule } from "../views/content";
import { SIGNS } from "../views/content";
import type { Asked, Row } from "./records";

const WIDE = new Set(["long_text", "json"]);
const RIGHT = new Set(["number", "quantity", "money", "roll_up", "subform"]);
const SORTABLE = new Set(["text", "number", "instant", "date", "option", "quantity", "money"]);

export interface Marked {
  readonly rules: readonly ColourRule[];
  /** The first rule that is true, by row. */
  readonly of: ReadonlyMap<string, number>;
}

interface Told {
  readonly asked: Asked;
  readonly reading: Reading;
  readonly marked?: Marked | undefined;
  /** What stands in a cell in place of its text. */
  readonly cell?: ((row: Row, field: Field, text: string) => ReactNode) | undefined;
}

/** The fields a list shows by itself: what people call the record first, long texts last. */
export function listed(entity: Entity): readonly Field[] {
  const rank = (field: Field) => {
    const named = [...entity.key, entity.title].indexOf(field.name);
    if (named >= 0) return named;
    return WIDE.has(field.type) ? 200 : 100;
  };
  const own = entity.fields.filter(({ name }) => !name.includes("."));
  return own.sort((a, b) => rank(a) - rank(b));
}

/** The fields wanted, in their order; what the reader may not see is left out. */
export function chosen(entity: Entity, only: readonly string[] | undefined): readonly Field[] {
  if (only === undefined || only.length === 0) return listed(entity);
  return only.flatMap((name) => entity.fields.find((field) => field.name === name) ?? []);
}

const WIDTHS: Partial<Record<Field["type"], number>> = {
  long_text: 320,
  json: 320,
  number: 110,
  quantity: 120,
  money: 130,
  switch: 90,
  date: 110,
  instant: 150,
  option: 130,
  link: 190,
};

/** Links whose names are short. */
const SHORT_LINKS: Readonly<Record<string, number>> = { unit: 90, currency: 90 };

const widthOf = (field: Field) =>
  SHORT_LINKS[field.to ?? ""] ?? SHORT_LINKS[field.name] ?? WIDTHS[field.type] ?? 160;

export function isRight(field: Field): boolean {
  return RIGHT.has(field.type);
}

export function isSortable(field: Field): boolean {
  return SORTABLE.has(field.type) && field.level !== "masked";
}

export function columnsOf(fields: readonly Field[], told: Told): ColumnType<Row>[] {
  const { asked, reading, marked, cell } = told;
  return fields.map((field, at) => ({
    key: field.name,
    title: say(field.label, reading.language),
    width: widthOf(field),
    ellipsis: true,
    align: isRight(field) ? "right" : "left",
    sorter: isSortable(field),
    sortOrder: sortOrder(asked.order, field.name),
    render: (_, row) => {
      const text = shown(field, row[field.name], reading);
      const content = cell ? cell(row, field, text) : text;
      const rule = at === 0 ? marked?.rules[marked.of.get(row.id) ?? -1] : undefined;
      if (!rule) return content;
      return (
        <>
          <span className={`mark mark-${rule.colour}`} role="img" aria-label={rule.when}>
            {SIGNS[rule.icon]}
          </span>{" "}
          {content}
        </>
      );
    },
  }));
}

/** How a row looks: the colour of the first rule that is true for it. */
export function rowLook(row: Row, marked: Marked | undefined): string {
  const rule = marked?.rules[marked.of.get(row.id) ?? -1];
  return rule ? `list-row row-${rule.colour}` : "list-row";
}

function sortOrder(order: string | undefined, field: string): "ascend" | "descend" | null {
  if (order === field) return "ascend";
  return order === `-${field}` ? "descend" : null;
}
