/** The head of every quality page: its name, where else one may go, what it is narrowed to. */

import { Link } from "@tanstack/react-router";
import { Button, DatePicker, Flex, Form, Input, Select, Typography } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Asked, changed, type Word } from "./asked";
import "./quality.css";

const PAGES = [
  { to: "/quality/inspections", name: "tasks", exact: false },
  { to: "/quality/nonconformities", name: "nonconformities", exact: false },
  { to: "/quality/charts", name: "charts", exact: false },
  { to: "/quality/defects", name: "defects", exact: false },
  { to: "/quality/yields", name: "yields", exact: false },
  { to: "/quality/plans", name: "plans", exact: false },
] as const;

export function Frame({
  title,
  extra,
  children,
}: {
  readonly title: ReactNode;
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <>
      <nav className="area-pages" aria-label={t("quality.pages")}>
        {PAGES.map(({ to, name, exact }) => (
          <Link key={to} to={to} activeOptions={{ exact, includeSearch: false }}>
            {t(`quality.page.${name}`)}
          </Link>
        ))}
      </nav>
      <Flex className="quality-head" gap={12} align="center" wrap>
        <Typography.Title level={2}>{title}</Typography.Title>
        {extra}
      </Flex>
      {children}
    </>
  );
}

/** One thing a page may be narrowed by. */
export interface Narrowing {
  readonly word: Word;
  readonly label: string;
  /** Choices by value; a text where there are none. */
  readonly choices?: Readonly<Record<string, string>>;
  /** A day is chosen, not typed. */
  readonly isDay?: boolean;
}

interface NarrowProps {
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly by: readonly Narrowing[];
  /** Whether a range of days may be chosen. */
  readonly days?: boolean;
}

const PRESETS = [0, 6, 29, 89] as const;

/** What the page is narrowed to; it stands in the address. */
export function Narrow({ asked, onAsk, by, days = false }: NarrowProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Record<string, string>>();
  const texts = by.filter((one) => one.choices === undefined && !one.isDay);
  const find = (values: Record<string, string | undefined>) => {
    const trimmed = Object.entries(values).map(([word, value]) => [word, value?.trim()]);
    onAsk(changed(asked, Object.fromEntries(trimmed)));
  };
  return (
    <Form
      key={texts.map((one) => asked[one.word] ?? "").join("\u0000")}
      form={form}
      layout="inline"
      className="quality-narrow"
      initialValues={asked}
      onFinish={find}
    >
      <Flex gap={8} wrap align="center">
        {by.map((one) => (
          <NarrowBy key={one.word} one={one} asked={asked} onAsk={onAsk} />
        ))}
        {days && <Days asked={asked} onAsk={onAsk} />}
        {texts.length > 0 && <Button htmlType="submit">{t("table.find")}</Button>}
      </Flex>
    </Form>
  );
}

interface OneProps extends Pick<NarrowProps, "asked" | "onAsk"> {
  readonly one: Narrowing;
}

function NarrowBy({ one, asked, onAsk }: OneProps) {
  const said = { placeholder: one.label, "aria-label": one.label };
  const set = (value: string | null | undefined) =>
    onAsk(changed(asked, { [one.word]: value ?? undefined }));
  const value = asked[one.word];
  if (one.choices) {
    return (
      <Select
        {...said}
        className="quality-choice"
        allowClear
        value={value ?? null}
        options={Object.entries(one.choices).map(([key, label]) => ({ value: key, label }))}
        onChange={set}
      />
    );
  }
  if (one.isDay) {
    return (
      <DatePicker
        {...said}
        value={value ? dayjs(value) : null}
        onChange={(day) => set(day?.format("YYYY-MM-DD"))}
      />
    );
  }
  return (
    <Form.Item name={one.word} noStyle>
      <Input {...said} allowClear className="quality-word" />
    </Form.Item>
  );
}

function Days({ asked, onAsk }: Pick<NarrowProps, "asked" | "onAsk">) {
  const { t } = useTranslation();
  const day = (date: string | undefined) => (date ? dayjs(date) : null);
  const said = (at: Dayjs | null | undefined) => at?.format("YYYY-MM-DD");
  return (
    <DatePicker.RangePicker
      allowEmpty={[true, true]}
      aria-label={t("quality.days")}
      value={[day(asked.since), day(asked.until)]}
      presets={PRESETS.map((back) => ({
        label: back === 0 ? t("quality.today") : t("quality.lastDays", { count: back + 1 }),
        value: [dayjs().subtract(back, "day"), dayjs()],
      }))}
      onChange={(range) =>
        onAsk(changed(asked, { since: said(range?.[0]), until: said(range?.[1]) }))
      }
    />
  );
}
