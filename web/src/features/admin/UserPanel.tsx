/** One user: roles and where they hold, login, PIN, badge, and the end of all rights at once. */

import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex, Input, Popconfirm, Select, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { byField, give } from "@/engine/form/command";
import { changed } from "@/engine/form/values";
import { giveLogin, resetPassword, setPin } from "./given";
import { SPOKEN } from "./NewUser";
import type { User } from "./rows";
import { useEnd } from "./SessionList";
import { Shown } from "./Shown";
import { UserRoles } from "./UserRoles";

interface Props {
  readonly user: User;
  readonly may: (permission: string) => boolean;
  readonly onDone: () => void;
}

export function UserPanel({ user, may, onDone }: Props) {
  const { t } = useTranslation();
  const [secret, setSecret] = useState<string | null>(null);
  const parts = [
    { key: "roles", label: t("admin.roles"), children: <UserRoles user={user} may={may} /> },
    ...(may("user_account:set_pin")
      ? [{ key: "pin", label: t("admin.pin"), children: <Pin user={user} /> }]
      : []),
    ...(may("user_account:change")
      ? [
          {
            key: "login",
            label: t("admin.login"),
            children: <Login user={user} onSecret={setSecret} />,
          },
          {
            key: "master",
            label: t("admin.master"),
            children: <Master user={user} onDone={onDone} />,
          },
        ]
      : []),
  ];
  return (
    <>
      <Tabs items={parts} />
      {may("session:end") && <SignOut user={user} />}
      {may("user_account:disable") && <End user={user} onDone={onDone} />}
      <Shown title={t("admin.password")} secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}

function Master({ user, onDone }: Pick<Props, "user" | "onDone">) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields = [
    { name: "name", label: t("column.name"), needed: true, initial: user.name, input: <Input /> },
    { name: "number", label: t("admin.number"), initial: user.number, input: <Input /> },
    { name: "badge", label: t("admin.badge"), initial: user.badge, input: <Input /> },
    {
      name: "language",
      label: t("shell.language"),
      initial: user.language,
      input: <Select options={SPOKEN} />,
    },
  ];
  return (
    <section className="admin-part">
      <CommandForm
        fields={fields}
        okText={t("form.save")}
        onGive={async (values) => {
          const said = changed({ ...user }, values);
          await give("platform.change_user", {
            user: user.id,
            expected_version: user.version,
            ...said,
          });
          await queries.invalidateQueries({ queryKey: ["query", "platform.users"] });
          onDone();
        }}
      />
    </section>
  );
}

interface LoginProps {
  readonly user: User;
  readonly onSecret: (secret: string) => void;
}

function Login({ user, onSecret }: LoginProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const reset = async () => {
    try {
      onSecret(await resetPassword(user.id));
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    }
  };
  return (
    <section className="admin-part">
      <CommandForm
        fields={[
          {
            name: "login",
            label: t("admin.loginName"),
            help: t("admin.loginHelp"),
            needed: true,
            input: <Input maxLength={80} autoComplete="off" />,
          },
        ]}
        okText={t("admin.giveLogin")}
        onGive={async ({ login }) => onSecret(await giveLogin(user.id, String(login)))}
      />
      <Popconfirm title={t("admin.resetAsk")} onConfirm={reset} okText={t("admin.reset")}>
        <Button>{t("admin.reset")}</Button>
      </Popconfirm>
    </section>
  );
}

function Pin({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return (
    <section className="admin-part">
      <CommandForm
        fields={[
          {
            name: "pin",
            label: t("admin.newPin"),
            help: t("admin.pinHelp"),
            needed: true,
            input: <Input.Password maxLength={6} inputMode="numeric" autoComplete="new-password" />,
          },
        ]}
        okText={t("admin.setPin")}
        onGive={async ({ pin }) => {
          await setPin(user.id, String(pin));
          message.success(t("form.saved"));
          await queries.invalidateQueries({ queryKey: ["query", "platform.users"] });
        }}
      />
    </section>
  );
}

function End({ user, onDone }: Pick<Props, "user" | "onDone">) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const isActive = user.state === "active";
  const turn = async () => {
    try {
      await give(isActive ? "platform.disable_user" : "platform.enable_user", { user: user.id });
      await queries.invalidateQueries({ queryKey: ["query", "platform.users"] });
      onDone();
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    }
  };
  return (
    <Flex justify="end">
      <Popconfirm
        title={
          isActive
            ? t("admin.disableAsk", { name: user.name })
            : t("admin.enableAsk", { name: user.name })
        }
        onConfirm={turn}
        okText={isActive ? t("admin.disable") : t("admin.enable")}
      >
        <Button danger={isActive}>{isActive ? t("admin.disable") : t("admin.enable")}</Button>
      </Popconfirm>
    </Flex>
  );
}

/** End all of somebody's sessions, as when a phone was lost. */
function SignOut({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const end = useEnd();
  return (
    <Flex justify="end" className="admin-part">
      <Popconfirm
        title={t("admin.endTheirsAsk", { name: user.name })}
        okText={t("admin.endAll")}
        onConfirm={() => end({ user: user.id })}
      >
        <Button>{t("admin.endAll")}</Button>
      </Popconfirm>
    </Flex>
  );
}
