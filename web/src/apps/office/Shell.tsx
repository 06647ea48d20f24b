/** The frame around every page: menu, language, look, who is signed in. */

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { Button, Dropdown, Flex, Layout, Space, Typography } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { onSignedOut } from "@/shared/api/http";
import { signOut, whoAmI } from "@/shared/api/session";
import { LanguageChoice } from "./LanguageChoice";
import { LookChoice } from "./LookChoice";

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
          <Space>
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
        <Link to="/" activeOptions={{ exact: true }}>
          {t("menu.home")}
        </Link>
        <Link to="/records">{t("menu.records")}</Link>
        <a href="/api/reference">{t("menu.reference")}</a>
      </nav>
      <Layout.Content className="shell-page">
        <Outlet />
      </Layout.Content>
    </Layout>
  );
}
