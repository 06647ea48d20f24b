/** One's own account: the password, and where one is signed in. */

import { useQuery } from "@tanstack/react-query";
import { App, Button, Card, Input, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { goOn } from "@/shared/api/ended";
import { Refused } from "@/shared/api/http";
import { changePassword, signIn } from "@/shared/api/session";
import { Frame } from "./Frame";
import { SessionList, useEnd } from "./SessionList";
import { sessionsQuery } from "./sessions";
import "./admin.css";

interface Props {
  readonly name: string;
  readonly tenant: string;
}

export function AccountPage({ name, tenant }: Props) {
  const { t } = useTranslation();
  const end = useEnd();
  return (
    <Frame title={t("menu.account")} help={name}>
      <Card title={t("admin.changePassword")} className="admin-card">
        <Password tenant={tenant} />
      </Card>
      <Card
        title={t("admin.ownSessions")}
        className="admin-card"
        extra={
          <Popconfirm
            title={t("admin.endAllAsk")}
            okText={t("admin.endAll")}
            onConfirm={() => end({}, true)}
          >
            <Button danger>{t("admin.endAll")}</Button>
          </Popconfirm>
        }
      >
        <SessionList everybody={false} mayEnd />
      </Card>
    </Frame>
  );
}

/** A refusal of our own, worded as the server's are. */
function unlike(title: string): Refused {
  return new Refused({ type: "about:blank", code: "unlike", title, status: 400, at: "/repeat" });
}

/** Changing it ends all sessions of the login, this one too: one is signed in anew at once. */
function Password({ tenant }: { readonly tenant: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const own = useQuery(sessionsQuery(false)).data?.sessions.find((one) => one.login !== null);
  const login = own?.login ?? null;
  if (login === null) return <p>{t("admin.noLogin")}</p>;
  const fields = [
    {
      name: "old",
      label: t("admin.oldPassword"),
      needed: true,
      input: <Input.Password autoComplete="current-password" />,
    },
    {
      name: "fresh",
      label: t("admin.freshPassword"),
      needed: true,
      input: <Input.Password autoComplete="new-password" />,
    },
    {
      name: "repeat",
      label: t("admin.repeatPassword"),
      needed: true,
      input: <Input.Password autoComplete="new-password" />,
    },
  ];
  return (
    <>
      <input type="hidden" autoComplete="username" value={login} readOnly />
      <CommandForm
        fields={fields}
        okText={t("admin.changePassword")}
        onGive={async ({ old, fresh, repeat }) => {
          if (fresh !== repeat) throw unlike(t("admin.unlikePassword"));
          await changePassword(login, String(old), String(fresh));
          await signIn({ login, password: String(fresh), tenant });
          goOn();
          message.success(t("admin.passwordChanged"));
        }}
      />
    </>
  );
}
