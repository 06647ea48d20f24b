/** The frame around every page: menu, language, look, who is signed in. */

import { MenuOutlined } from "@ant-design/icons";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { Button, Dropdown, Flex, Layout, Space, Typography } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { MentionBell } from "@/engine/detail/MentionBell";
import { RepeatedNote } from "@/engine/form/RepeatedNote";
import { SecondSignature } from "@/engine/form/SecondSignature";
import { CommandMenu, hereIs, type Place } from "@/features/go-to";
import { SignInAgain } from "@/features/sign-in";
import { askBack } from "@/shared/api/ended";
import { onSignedOut } from "@/shared/api/http";
import { letSecondSign } from "@/shared/api/second";
import { holds, signOut, whoAmI } from "@/shared/api/session";
import { switchLanguage } from "@/shared/i18n";
import { followHints } from "@/shared/live";
import { useTheme } from "@/shared/theme/mode";
import { Drawer } from "@/shared/ui/layers";
import { LanguageChoice } from "./LanguageChoice";
import { LookChoice } from "./LookChoice";
import { type Group, menuFor, startsFor } from "./menu";

const PAGE = "page";

export function Shell() {
  const { t } = useTranslation();
  const me = useSuspenseQuery({ queryKey: ["me"], queryFn: whoAmI }).data;
  const menu = useSideMenu();
  const leave = useLeave();
  const { history } = useRouter();
  const may = (permission: string) => holds(me.permissions, permission);
  const groups = menuFor(may);
  return (
    <Layout className="shell">
      <a className="shell-skip" href={`#${PAGE}`}>
        {t("shell.skip")}
      </a>
      <Layout.Header className="shell-head">
        <Button
          type="text"
          className="shell-open"
          icon={<MenuOutlined />}
          aria-label={t("shell.menu")}
          onClick={menu.open}
        />
        <Link to="/" className="shell-name">
          <img src="/taktline.svg" alt="" width={24} height={24} /> {t("app.name")}
        </Link>
        <Space className="shell-tools">
          <CommandMenu
            pages={placesOf(groups, may, t)}
            here={hereNow}
            onGo={(address) => history.push(address)}
          />
          <MentionBell
            onOpen={(entity, record) =>
              history.push(`/records/${entity}?record=${record}&tab=comments`)
            }
          />
          <span className="shell-choices">
            <LanguageChoice />
            <LookChoice />
          </span>
          <Dropdown
            trigger={["hover", "click"]}
            menu={{
              items: [
                { key: "account", label: <Link to="/account">{t("menu.account")}</Link> },
                { key: "out", label: t("shell.signOut"), onClick: leave },
              ],
            }}
          >
            <Button type="text">
              <Typography.Text strong>{me.name}</Typography.Text>
            </Button>
          </Dropdown>
        </Space>
      </Layout.Header>
      <div className="shell-body">
        <Menu className="shell-menu beside" groups={groups} />
        <Drawer
          open={menu.isOpen}
          onClose={menu.close}
          placement="left"
          size={260}
          title={t("app.name")}
        >
          <Flex gap={8} className="shell-chosen">
            <LanguageChoice />
            <LookChoice />
          </Flex>
          <Menu className="shell-menu" groups={groups} onChosen={menu.choose} />
        </Drawer>
        <Layout.Content className="shell-page" id={PAGE} tabIndex={-1}>
          <Outlet />
        </Layout.Content>
      </div>
      <SecondSignature />
      <SignInAgain
        me={me}
        onLeave={() =>
          window.location.assign(`/sign-in?${new URLSearchParams({ back: addressNow() })}`)
        }
      />
      <RepeatedNote />
    </Layout>
  );
}

const addressNow = () => window.location.pathname + window.location.search;
const hereNow = () => hereIs(window.location.pathname, window.location.search);

/** What can be switched by name too: a drawer lies over the buttons. */
const SWITCHES = [
  { group: "language", name: "zh", act: () => void switchLanguage("zh") },
  { group: "language", name: "en", act: () => void switchLanguage("en") },
  ...(["light", "dark", "device"] as const).map((wish) => ({
    group: "theme",
    name: wish,
    act: () => useTheme.getState().choose(wish),
  })),
];

/** Pages and places where something begins, as they are called. */
function placesOf(
  groups: readonly Group[],
  may: (permission: string) => boolean,
  t: (key: string) => string,
): readonly Place[] {
  const pages = groups.flatMap(({ entries }) => entries);
  return [
    ...pages.map(({ to, name }) => ({
      kind: "page" as const,
      title: t(`menu.${name}`),
      address: to,
    })),
    { kind: "page", title: t("menu.account"), address: "/account" },
    ...SWITCHES.map(({ group, name, act }) => ({
      kind: "switch" as const,
      title: `${t(`shell.${group}`)}: ${t(`shell.${name}`)}`,
      act,
    })),
    ...startsFor(may).map(({ to, name }) => ({
      kind: "start" as const,
      title: t(`start.${name}`),
      address: to,
    })),
  ];
}

/** The menu of narrow screens. Who chooses a page goes on there, not at the menu's button. */
function useSideMenu() {
  const [state, setState] = useState<"open" | "closed" | "chosen">("closed");
  useEffect(() => {
    if (state === "chosen") document.getElementById(PAGE)?.focus({ preventScroll: true });
  }, [state]);
  return {
    isOpen: state === "open",
    open: () => setState("open"),
    close: () => setState("closed"),
    choose: () => setState("chosen"),
  };
}

/** Follow what happens elsewhere, and leave in order; a session that ended is asked back. */
function useLeave() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => onSignedOut(askBack), []);
  useEffect(() => followHints(queries), [queries]);
  useEffect(letSecondSign, []);
  return async () => {
    await signOut();
    queries.clear();
    await navigate({ to: "/sign-in", search: { back: "/" } });
  };
}

interface Shown {
  readonly className: string;
  readonly groups: readonly Group[];
  readonly onChosen?: () => void;
}

function Menu({ className, groups, onChosen }: Shown) {
  const { t } = useTranslation();
  return (
    <nav className={className} aria-label={t("shell.menu")}>
      {groups.map(({ name, entries }) => (
        <section key={name} aria-label={t(`menuGroup.${name}`)}>
          <h2>{t(`menuGroup.${name}`)}</h2>
          {entries.map(({ to, name: word, icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === "/" }}
              {...(onChosen ? { onClick: onChosen } : {})}
            >
              <span aria-hidden="true">{icon}</span> {t(`menu.${word}`)}
            </Link>
          ))}
        </section>
      ))}
      <a className="shell-reference" href="/api/reference">
        {t("menu.reference")}
      </a>
    </nav>
  );
}
