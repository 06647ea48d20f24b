/** API keys: for programs, with part of a user's rights, until a day. */

import { useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Input, Select, Tag } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { QueryTable } from "@/engine/table/QueryTable";
import { moment } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import { Frame } from "./Frame";
import { makeKey } from "./given";
import { Revoke } from "./Revoke";
import type { ApiKey } from "./rows";
import { Shown } from "./Shown";
import { UserInput } from "./UserInput";
import "./admin.css";

const DAYS = 90;

interface Props {
  readonly may: (permission: string) => boolean;
}

export function KeysPage({ may }: Props) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [isNew, setNew] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const renewed = () => queries.invalidateQueries({ queryKey: ["query", "platform.api_keys"] });
  const columns = [
    { title: t("column.name"), render: (_: unknown, one: ApiKey) => one.name },
    { title: t("admin.user"), render: (_: unknown, one: ApiKey) => one.user_name },
    {
      title: t("admin.permissions"),
      render: (_: unknown, one: ApiKey) => one.allowed.map((each) => <Tag key={each}>{each}</Tag>),
    },
    {
      title: t("admin.ends"),
      render: (_: unknown, one: ApiKey) => moment(one.ends_at, i18n.language),
    },
    { title: t("admin.seen"), render: (_: unknown, one: ApiKey) => one.seen_on ?? "" },
    {
      title: t("admin.doing"),
      render: (_: unknown, one: ApiKey) => {
        if (one.revoked_at !== null) return <Tag>{t("admin.isRevoked")}</Tag>;
        if (!may("api_key:revoke")) return null;
        return (
          <Revoke
            command="platform.revoke_api_key"
            fields={{ api_key: one.id }}
            ask={t("admin.revokeKeyAsk", { name: one.name })}
          />
        );
      },
    },
  ];
  return (
    <Frame
      title={t("menu.keys")}
      help={t("admin.keysHelp")}
      actions={
        may("api_key:create") && (
          <Button type="primary" onClick={() => setNew(true)}>
            {t("admin.newKey")}
          </Button>
        )
      }
    >
      <QueryTable<ApiKey>
        query="platform.api_keys"
        params={{}}
        columns={columns}
        rowKey={(one) => one.id}
        caption={t("menu.keys")}
        empty={t("admin.noKeys")}
      />
      <Modal
        open={isNew}
        title={t("admin.newKey")}
        footer={null}
        onCancel={() => setNew(false)}
        destroyOnHidden
      >
        <NewKey
          onCancel={() => setNew(false)}
          onMade={(made) => {
            setNew(false);
            setKey(made);
            void renewed();
          }}
        />
      </Modal>
      <Shown title={t("admin.key")} secret={key} onClose={() => setKey(null)} />
    </Frame>
  );
}

interface NewProps {
  readonly onCancel: () => void;
  readonly onMade: (key: string) => void;
}

function NewKey({ onCancel, onMade }: NewProps) {
  const { t } = useTranslation();
  const fields = [
    { name: "name", label: t("column.name"), needed: true, input: <Input maxLength={80} /> },
    {
      name: "user",
      label: t("admin.user"),
      help: t("admin.keyUserHelp"),
      needed: true,
      input: <UserInput />,
    },
    {
      name: "allowed",
      label: t("admin.permissions"),
      help: t("admin.permissionsHelp"),
      needed: true,
      input: <Select mode="tags" open={false} suffixIcon={null} />,
    },
    {
      name: "ends_at",
      label: t("admin.ends"),
      needed: true,
      initial: dayjs().add(DAYS, "day"),
      input: <DatePicker />,
    },
  ];
  return (
    <CommandForm
      fields={fields}
      okText={t("form.create")}
      onCancel={onCancel}
      onGive={async ({ name, user, allowed, ends_at }) =>
        onMade(
          await makeKey({
            name: String(name),
            user: String(user),
            allowed: allowed as readonly string[],
            ends_at: (ends_at as Dayjs).endOf("day").toISOString(),
          }),
        )
      }
    />
  );
}
