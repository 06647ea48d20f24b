/** The roles of a user: given for the whole factory or one place, for ever or until a day. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Flex, Select, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { LinkInput } from "@/engine/form/LinkInput";
import { filled } from "@/engine/form/values";
import { asked } from "@/shared/api/query";
import { Revoke } from "./Revoke";
import { useRoles } from "./roles";
import type { User } from "./rows";

interface Props {
  readonly user: User;
  readonly may: (permission: string) => boolean;
}

export function UserRoles({ user, may }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const given = useQuery(asked("platform.role_assignments", { user: user.id }));
  const { roles, nameOf } = useRoles();
  const renewed = () => queries.invalidateQueries({ queryKey: ["query"] });
  const fields = [
    {
      name: "role",
      label: t("admin.role"),
      needed: true,
      input: (
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={roles.map(({ code, name }) => ({ value: code, label: name }))}
        />
      ),
    },
    {
      name: "node",
      label: t("admin.node"),
      help: t("admin.nodeHelp"),
      input: <LinkInput to="equipment" />,
    },
  ];
  if (!given.data) return <Skeleton active paragraph={{ rows: 2 }} />;
  const holding = given.data.rows.filter((one) => one.revoked_at === null);
  return (
    <section className="admin-part">
      {holding.length === 0 && <p>{t("admin.noRoles")}</p>}
      {holding.map((one) => (
        <Flex key={one.id} className="admin-rule" justify="space-between" align="center">
          <span>
            {nameOf(one.role)} {one.node === null ? "" : `· ${t("admin.atNode")}`}
          </span>
          {may("role:revoke") && (
            <Revoke
              command="platform.revoke_role"
              fields={{ assignment: one.id }}
              ask={t("admin.revokeAsk")}
            />
          )}
        </Flex>
      ))}
      {may("role:assign") && (
        <CommandForm
          fields={fields}
          okText={t("admin.assign")}
          onGive={async (values) => {
            await give("platform.assign_role", { user: user.id, ...filled(values) });
            await renewed();
          }}
        />
      )}
    </section>
  );
}
