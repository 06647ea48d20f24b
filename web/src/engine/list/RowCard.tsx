/** A row on a phone: what people call it above, the rest below it with its names, nothing cut off. */

import { Flex, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Reading, shown } from "../fields/value";
import { type Field, say } from "../metadata";
import { isSortable } from "./columns";
import type { Row } from "./records";

/** So many fields tell a record from others; its page tells the rest. */
const LINES = 8;

interface Props {
  readonly row: Row;
  readonly fields: readonly Field[];
  readonly reading: Reading;
  readonly cell?: ((row: Row, field: Field, text: string) => ReactNode) | undefined;
  readonly end?: ((row: Row) => ReactNode) | undefined;
}

export function RowCard({ row, fields, reading, cell, end }: Props) {
  const told = fields.flatMap((field) => {
    const text = shown(field, row[field.name], reading);
    return text ? [{ field, content: cell ? cell(row, field, text) : text }] : [];
  });
  const [name, ...rest] = told;
  return (
    <div className="row-card">
      <strong>{name?.content}</strong>
      {rest.slice(0, LINES).map(({ field, content }) => (
        <Flex key={field.name} justify="space-between" gap={12}>
          <span className="row-card-name">{say(field.label, reading.language)}</span>
          <span>{content}</span>
        </Flex>
      ))}
      {end?.(row)}
    </div>
  );
}

interface OrderProps {
  readonly fields: readonly Field[];
  readonly order: string | undefined;
  readonly language: string;
  readonly onOrder: (order: string | undefined) => void;
}

/** What cards are sorted by: a phone has no heads of columns. */
export function CardOrder({ fields, order, language, onOrder }: OrderProps) {
  const { t } = useTranslation();
  const options = fields.filter(isSortable).flatMap(({ name, label }) =>
    ["", "-"].map((sign) => ({
      value: sign + name,
      label: `${say(label, language)} ${sign ? "↓" : "↑"}`,
    })),
  );
  return (
    <Select
      allowClear
      size="small"
      className="row-order"
      aria-label={t("list.sort")}
      placeholder={t("list.sort")}
      value={order ?? null}
      options={options}
      onChange={(next: string | undefined) => onOrder(next)}
    />
  );
}
