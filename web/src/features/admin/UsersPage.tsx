/** Users: who works here, with which roles; their login, PIN and badge. */

import { Button, Input, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { moment } from "@/shared/format";
import { Drawer, Modal } from "@/shared/ui/layers";
import { Frame } from "./Frame";
import { NewUser } from "./NewUser";
import { PeopleIn } from "./PeopleIn";
import { useRoles } from "./roles";
import type { User } from "./rows";
import { UserPanel } from "./UserPanel";
import "./admin.css";

interface Asked {
  readonly search?: string;
  readonly state?: string;
  /** What is being done: people are let in. */
  readonly do?: string;
}

interface Props {
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly may: (permission: string) => boolean;
}

export function UsersPage({ asked, onAsk, may }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<User | null>(null);
  const [isNew, setNew] = useState(false);
  const { nameOf } = useRoles();
  const state = asked.state ?? "active";
  const columns = [
    { title: t("column.name"), render: (_: unknown, user: User) => user.name },
    { title: t("admin.number"), render: (_: unknown, user: User) => user.number ?? "" },
    {
      title: t("admin.roles"),
      render: (_: unknown, user: User) =>
        user.roles.map((role) => <Tag key={role}>{nameOf(role)}</Tag>),
    },
    {
      title: t("admin.pin"),
      render: (_: unknown, user: User) => <Pin user={user} />,
    },
    {
      title: t("column.state"),
      render: (_: unknown, user: User) => t(`admin.state.${user.state}`),
    },
  ];
  return (
    <Frame
      title={t("menu.users")}
      help={t("admin.usersHelp")}
      actions={
        may("user_account:create") && (
          <>
            <Button onClick={() => setNew(true)}>{t("admin.newUser")}</Button>{" "}
            <Button type="primary" onClick={() => onAsk({ ...asked, do: "people" })}>
              {t("admin.letIn")}
            </Button>
          </>
        )
      }
    >
      <div className="admin-part">
        <Input.Search
          allowClear
          className="admin-search"
          defaultValue={asked.search ?? ""}
          placeholder={t("admin.findUser")}
          aria-label={t("admin.findUser")}
          onSearch={(search) => onAsk({ ...asked, search })}
        />{" "}
        <Segmented
          value={state}
          onChange={(chosen) => onAsk({ ...asked, state: chosen })}
          options={["active", "disabled"].map((one) => ({
            value: one,
            label: t(`admin.state.${one}`),
          }))}
        />
      </div>
      <QueryTable<User>
        query="platform.users"
        params={{ state, search: asked.search ?? null }}
        columns={columns}
        rowKey={(user) => user.id}
        caption={t("menu.users")}
        empty={t("admin.noUsers")}
        onOpen={setOpen}
      />
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open?.name}
        size="large"
        destroyOnHidden
      >
        {open && <UserPanel user={open} may={may} onDone={() => setOpen(null)} />}
      </Drawer>
      <Modal
        open={isNew}
        title={t("admin.newUser")}
        footer={null}
        onCancel={() => setNew(false)}
        destroyOnHidden
      >
        <NewUser onDone={() => setNew(false)} />
      </Modal>
      <PeopleIn
        open={asked.do === "people"}
        onClose={() => {
          const { do: _, ...rest } = asked;
          onAsk(rest);
        }}
      />
    </Frame>
  );
}

/** Whether a PIN is set, and until when none is tried after too many wrong ones. */
function Pin({ user }: { readonly user: User }) {
  const { t, i18n } = useTranslation();
  const until = user.pin_locked_until;
  if (until && Date.parse(until) > Date.now()) {
    return <Tag color="red">{t("admin.lockedUntil", { at: moment(until, i18n.language) })}</Tag>;
  }
  return <>{user.has_pin ? t("admin.isSet") : t("admin.isNotSet")}</>;
}
