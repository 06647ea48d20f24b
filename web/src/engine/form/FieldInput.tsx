/** One field's control, by its type. */

import { DatePicker, Input, Select, Switch } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { Linked } from "../fields/value";
import { type Field, say } from "../metadata";
import { LinkInput } from "./LinkInput";

interface Props {
  readonly field: Field;
  readonly id?: string;
  /** What it is called, where no label stands beside it. */
  readonly label?: string;
  readonly value?: unknown;
  readonly onChange?: (value: unknown) => void;
  /** The links the record has now, so that they are shown by name. */
  readonly known?: readonly Linked[];
}

/** Types that a form of ours can ask for; the others are entered where they are made. */
export const ASKED: ReadonlySet<Field["type"]> = new Set([
  "text",
  "long_text",
  "number",
  "money",
  "quantity",
  "instant",
  "date",
  "time",
  "duration",
  "switch",
  "option",
  "options",
  "link",
  "links",
]);

export function FieldInput({ field, id, label, value, onChange, known }: Props) {
  const { i18n } = useTranslation();
  const named = { ...(id ? { id } : {}), ...(label ? { "aria-label": label } : {}) };
  const set = (given: unknown) => onChange?.(given === "" ? null : given);
  switch (field.type) {
    case "switch":
      return <Switch {...named} checked={Boolean(value)} onChange={set} />;
    case "option":
    case "options":
      return (
        <Select
          {...named}
          {...(field.type === "options" ? { mode: "multiple" as const } : {})}
          allowClear
          value={value ?? null}
          onChange={(chosen) => set(chosen ?? null)}
          options={Object.entries(field.options ?? {}).map(([key, one]) => ({
            value: key,
            label: say(one.label, i18n.language),
            disabled: one.disabled ?? false,
          }))}
        />
      );
    case "link":
    case "links":
      return (
        <LinkInput
          {...named}
          to={field.to ?? ""}
          many={field.type === "links"}
          value={(value ?? null) as string | string[] | null}
          onChange={set}
          {...(known ? { known } : {})}
        />
      );
    case "instant":
    case "date":
      return <TimeInput field={field} value={value} set={set} {...named} />;
    case "long_text":
      return (
        <Input.TextArea
          {...named}
          rows={4}
          value={String(value ?? "")}
          onChange={(event) => set(event.target.value)}
        />
      );
    default:
      return (
        <Input
          {...named}
          inputMode={field.type === "number" || field.type === "quantity" ? "decimal" : "text"}
          {...(field.length ? { maxLength: field.length } : {})}
          suffix={field.unit ?? null}
          value={String(value ?? "")}
          onChange={(event) => set(event.target.value)}
        />
      );
  }
}

interface TimeProps {
  readonly field: Field;
  readonly id?: string;
  readonly "aria-label"?: string;
  readonly value: unknown;
  readonly set: (value: unknown) => void;
}

function TimeInput({ field, id, "aria-label": label, value, set }: TimeProps) {
  const withTime = field.type === "instant";
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(label ? { "aria-label": label } : {})}
      showTime={withTime}
      value={value ? dayjs(String(value)) : null}
      onChange={(at) => set(at ? (withTime ? at.toISOString() : at.format("YYYY-MM-DD")) : null)}
    />
  );
}
