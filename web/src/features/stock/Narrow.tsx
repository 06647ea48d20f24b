/** The words that narrow a list; they stand in the page's address. */

import { Button, DatePicker, Flex, Form, Input, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CodeInput } from "./CodeInput";
import { STATUSES } from "./tasks";

type Words = { readonly [name: string]: string | undefined };

interface Props {
  readonly fields: readonly ("material" | "lot" | "place" | "status" | "from" | "to")[];
  readonly asked: Words;
  readonly onAsk: (asked: Record<string, string>) => void;
  readonly children?: ReactNode;
}

export function Narrow({ fields, asked, onAsk, children }: Props) {
  const { t } = useTranslation();
  const narrow = (values: Words) => {
    const given = Object.entries(values).filter(([, value]) => value);
    onAsk(Object.fromEntries(given.map(([key, value]) => [key, String(value).trim()])));
  };
  return (
    <Form<Words>
      key={JSON.stringify(asked)}
      className="stock-narrow"
      initialValues={asked}
      onFinish={narrow}
      role="search"
    >
      <Flex gap={8} wrap align="center">
        {fields.map((name) => (
          <Form.Item key={name} name={name} noStyle>
            <Word name={name} />
          </Form.Item>
        ))}
        <Button htmlType="submit">{t("table.find")}</Button>
        {Object.keys(asked).length > 0 && (
          <Button type="link" onClick={() => onAsk({})}>
            {t("stockPage.all")}
          </Button>
        )}
        {children}
      </Flex>
    </Form>
  );
}

interface WordProps {
  readonly name: Props["fields"][number];
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

function Word({ name, id, value, onChange }: WordProps) {
  const { t } = useTranslation();
  const label = t(`column.${name}`);
  const given = { ...(id ? { id } : {}), ...(onChange ? { onChange } : {}) };
  if (name === "status") {
    return (
      <Select
        {...given}
        allowClear
        className="stock-word"
        value={value ?? null}
        aria-label={label}
        placeholder={label}
        onChange={(chosen: string | null) => onChange?.(chosen ?? "")}
        options={STATUSES.map((one) => ({ value: one, label: t(`stock.${one}`) }))}
      />
    );
  }
  if (name === "material" || name === "place") {
    return (
      <span className="stock-word">
        <CodeInput kind={name} value={value ?? ""} {...given} placeholder={label} label={label} />
      </span>
    );
  }
  if (name === "from" || name === "to") {
    return (
      <DatePicker
        {...(id ? { id } : {})}
        className="stock-word"
        value={value ? dayjs(value) : null}
        placeholder={label}
        aria-label={label}
        onChange={(day) => onChange?.(day?.format("YYYY-MM-DD") ?? "")}
      />
    );
  }
  return (
    <Input
      {...(id ? { id } : {})}
      allowClear
      className="stock-word"
      value={value ?? ""}
      placeholder={label}
      aria-label={label}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}
