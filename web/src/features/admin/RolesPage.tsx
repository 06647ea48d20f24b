/** Roles: what each permits, in words of records and actions; own ones are made from others. */

import { useQueryClient } from "@tanstack/react-query";
import { App, Input, Tag, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { QueryTable } from "@/engine/table/QueryTable";
import { Drawer } from "@/shared/ui/layers";
import { Frame } from "./Frame";
import { PermissionsInput } from "./PermissionsInput";
import { byEntity, limited, type Permission, said } from "./permissions";
import { useRoles } from "./roles";
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
        size={860}
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
            {limited(role.permissions, entity).map((one) => (
              <Limit key={`${one.needs} ${one.scope}`} permission={one} />
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

/** Which records, and which fields not: what a permission leaves out. */
function Limit({ permission }: { readonly permission: Permission }) {
  const { t } = useTranslation();
  return (
    <span className="admin-limit">
      {permission.needs} {permission.scope && <code>{permission.scope}</code>}{" "}
      {(permission.fields ?? []).map(({ field, level }) => (
        <Tag key={field} color="orange">
          {field}: {t(`admin.level.${level}`)}
        </Tag>
      ))}
    </span>
  );
}

function useRoleFields(role: Role) {
  const { t } = useTranslation();
  const { known } = useRoles();
  return [
    { name: "zh", label: "中文", needed: true, initial: role.label.zh, input: <Input /> },
    { name: "en", label: "English", needed: true, initial: role.label.en, input: <Input /> },
    {
      name: "permissions",
      label: t("admin.permissions"),
      help: t("admin.permissionsHelp"),
      initial: role.permissions,
      input: <PermissionsInput known={known} />,
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
          await give("platform.create_role", {
            code: chosen,
            label: { zh, en },
            permissions: said(permissions as readonly Permission[]),
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
            permissions: said(permissions as readonly Permission[]),
          });
          await renewed();
        }}
      />
    </section>
  );
}
