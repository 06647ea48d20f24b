/** The frame around every page: menu, language, look, who is signed in. */

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { Button, Dropdown, Flex, Layout, Space, Typography } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { CommandMenu } from "@/features/go-to";
import { onSignedOut } from "@/shared/api/http";
import { signOut, whoAmI } from "@/shared/api/session";
import { followHints } from "@/shared/live";
import { LanguageChoice } from "./LanguageChoice";
import { LookChoice } from "./LookChoice";

const PAGES = [
  { to: "/", name: "home" },
  { to: "/orders", name: "orders" },
  { to: "/stock", name: "stock" },
  { to: "/trace", name: "trace" },
  { to: "/records", name: "records" },
] as const;

export function Shell() {
  const { t } = useTranslation();
  const me = useSuspenseQuery({ queryKey: ["me"], queryFn: whoAmI }).data;
  const queries = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    onSignedOut(() => {
      queries.removeQueries({ queryKey: ["me"] });
      void navigate({ to: "/sign-in", search: { back: window.location.pathname } });
    });
  }, [queries, navigate]);
  useEffect(() => followHints(queries), [queries]);
  const { history } = useRouter();
  const pages = PAGES.map(({ to, name }) => ({
    kind: "page" as const,
    title: t(`menu.${name}`),
    address: to,
  }));
  const leave = async () => {
    await signOut();
    queries.clear();
    await navigate({ to: "/sign-in", search: { back: "/" } });
  };
  return (
    <Layout className="shell">
      <Layout.Header className="shell-head">
        <Flex align="center" justify="space-between">
          <Link to="/" className="shell-name">
            <img src="/taktline.svg" alt="" width={24} height={24} /> {t("app.name")}
          </Link>
          <Space className="shell-tools">
            <CommandMenu pages={pages} onGo={(address) => history.push(address)} />
            <LanguageChoice />
            <LookChoice />
            <Dropdown menu={{ items: [{ key: "out", label: t("shell.signOut"), onClick: leave }] }}>
              <Button type="text">
                <Typography.Text strong>{me.name}</Typography.Text>
              </Button>
            </Dropdown>
          </Space>
        </Flex>
      </Layout.Header>
      <nav className="shell-menu" aria-label={t("shell.menu")}>
        {PAGES.map(({ to, name }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === "/" }}>
            {t(`menu.${name}`)}
          </Link>
        ))}
        <a href="/api/reference">{t("menu.reference")}</a>
      </nav>
      <Layout.Content className="shell-page">
        <Outlet />
      </Layout.Content>
    </Layout>
  );
}
