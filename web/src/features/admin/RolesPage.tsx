/** Roles: what each permits, in words of records and actions; own ones are made from others. */

import { useQueryClient } from "@tanstack/react-query";
import { App, Drawer, Input, Select, Tag, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { QueryTable } from "@/engine/table/QueryTable";
import { Frame } from "./Frame";
import { byEntity, without } from "./permissions";
import type { Role } from "./rows";
import "./admin.css";

interface Props {
  readonly may: (permission: string) => boolean;
}

export function RolesPage({ may }: Props) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState<Role | null>(null);
  const name = (role: Role) => (i18n.language === "zh" ? role.label.zh : role.label.en);
  const columns = [
    { title: t("column.name"), render: (_: unknown, role: Role) => name(role) },
    { title: t("admin.code"), render: (_: unknown, role: Role) => role.code },
    {
      title: t("column.kind"),
      render: (_: unknown, role: Role) => (
        <Tag>{role.built_in ? t("admin.builtIn") : t("admin.own")}</Tag>
      ),
    },
    {
      title: t("admin.permissions"),
      align: "right" as const,
      render: (_: unknown, role: Role) => role.permissions.length,
    },
  ];
  return (
    <Frame title={t("menu.roles")} help={t("admin.rolesHelp")}>
      <QueryTable<Role>
        query="platform.roles"
        params={{}}
        columns={columns}
        rowKey={(role) => role.code}
        caption={t("menu.roles")}
        onOpen={setOpen}
      />
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open && name(open)}
        size="large"
        destroyOnHidden
      >
        {open && <RolePanel role={open} may={may} onDone={() => setOpen(null)} />}
      </Drawer>
    </Frame>
  );
}

interface PanelProps {
  readonly role: Role;
  readonly may: (permission: string) => boolean;
  readonly onDone: () => void;
}

function RolePanel({ role, may, onDone }: PanelProps) {
  const { t } = useTranslation();
  return (
    <>
      <section className="admin-part">
        <h2>{t("admin.permissions")}</h2>
        {byEntity(role.permissions).map(([entity, actions]) => (
          <p key={entity}>
            <Typography.Text strong>{entity}</Typography.Text>{" "}
            {actions.map((action) => (
              <Tag key={action}>{action}</Tag>
            ))}
          </p>
        ))}
      </section>
      {role.built_in
        ? may("role:create") && <Copy role={role} onDone={onDone} />
        : may("role:change") && <Change role={role} onDone={onDone} />}
    </>
  );
}

function useRoleFields(role: Role) {
  const { t } = useTranslation();
  const held = role.permissions.map(({ needs }) => needs);
  return [
    { name: "zh", label: "中文", needed: true, initial: role.label.zh, input: <Input /> },
    { name: "en", label: "English", needed: true, initial: role.label.en, input: <Input /> },
    {
      name: "permissions",
      label: t("admin.permissions"),
      help: t("admin.permissionsHelp"),
      initial: held,
      input: <Select mode="tags" options={held.map((one) => ({ value: one, label: one }))} />,
    },
  ];
}

function useRenewed(onDone: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return async () => {
    message.success(t("form.saved"));
    await queries.invalidateQueries({ queryKey: ["query", "platform.roles"] });
    onDone();
  };
}

function Copy({ role, onDone }: Pick<PanelProps, "role" | "onDone">) {
  const { t } = useTranslation();
  const renewed = useRenewed(onDone);
  const code = { name: "code", label: t("admin.code"), needed: true, input: <Input /> };
  const fields = [code, ...useRoleFields(role)];
  return (
    <section className="admin-part">
      <h2>{t("admin.copyRole")}</h2>
      <CommandForm
        fields={fields}
        okText={t("form.create")}
        onGive={async ({ code: chosen, zh, en, permissions }) => {
          const given = without(role.permissions, permissions as readonly string[]);
          await give("platform.create_role", {
            code: chosen,
            label: { zh, en },
            permissions: given,
          });
          await renewed();
        }}
      />
    </section>
  );
}

function Change({ role, onDone }: Pick<PanelProps, "role" | "onDone">) {
  const { t } = useTranslation();
  const renewed = useRenewed(onDone);
  const fields = useRoleFields(role);
  return (
    <section className="admin-part">
      <h2>{t("form.change")}</h2>
      <CommandForm
        fields={fields}
        okText={t("form.save")}
        onGive={async ({ zh, en, permissions }) => {
          await give("platform.change_role", {
            role: role.id,
            expected_version: role.version,
            label: { zh, en },
            permissions: without(role.permissions, permissions as readonly string[]),
          });
          await renewed();
        }}
      />
    </section>
  );
}
