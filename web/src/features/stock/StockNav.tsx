/** The pages of the stock desk, and what can be booked from any of them. */

import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Dropdown, Flex, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "./may";
import { OpeningButton } from "./OpeningButton";
import { type Brought, TASKS } from "./tasks";
import "./stock.css";

const PAGES = [
  { to: "/stock", word: "onHand", needs: "balance:read" },
  { to: "/stock/moves", word: "moves", needs: "move:read" },
  { to: "/stock/counts", word: "counts", needs: "stock_count:read" },
  { to: "/stock/units", word: "units", needs: "handling_unit:read" },
] as const;

interface Props {
  readonly title: string;
  readonly children?: ReactNode;
}

export function StockNav({ title, children }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <header className="stock-head">
      <Flex gap={12} align="center" justify="space-between" wrap>
        <Typography.Title level={2}>{title}</Typography.Title>
        <Flex gap={8} wrap>
          {children}
          <OpeningButton />
          <BookButton primary />
        </Flex>
      </Flex>
      <nav className="area-pages" aria-label={t("stockPage.pages")}>
        {PAGES.filter(({ needs }) => may(needs)).map(({ to, word }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === "/stock", includeSearch: false }}>
            {t(`stockPage.${word}`)}
          </Link>
        ))}
      </nav>
    </header>
  );
}

/** What may be booked, of a row's goods or of any; chosen, it opens as a form of its own address. */
export function BookButton({
  brought = {},
  primary = false,
}: {
  readonly brought?: Brought;
  readonly primary?: boolean;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const hasGoods = brought.material !== undefined;
  const tasks = TASKS.filter(
    ({ name, needs }) => may(needs) && !(hasGoods && ["receive", "takeBack"].includes(name)),
  ).filter(({ name }) => name !== "putAway" || !hasGoods || brought.unit !== undefined);
  if (tasks.length === 0) return null;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: tasks.map(({ name }) => ({ key: name, label: t(`task.${name}`) })),
        onClick: ({ key, domEvent }) => {
          domEvent.stopPropagation();
          void navigate({ to: "/stock/do/$task", params: { task: key }, search: brought });
        },
      }}
    >
      <Button
        type={primary ? "primary" : "default"}
        size={primary ? "middle" : "small"}
        onClick={(event) => event.stopPropagation()}
      >
        {t("stockPage.book")} ▾
      </Button>
    </Dropdown>
  );
}
