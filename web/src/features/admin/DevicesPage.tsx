/** Terminals and screens: paired by the six digits they show, named, and taken back. */

import { useQueryClient } from "@tanstack/react-query";
import { Button, Input, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { LinkInput } from "@/engine/form/LinkInput";
import { filled } from "@/engine/form/values";
import { QueryTable } from "@/engine/table/QueryTable";
import { Modal } from "@/shared/ui/layers";
import { Frame } from "./Frame";
import { Revoke } from "./Revoke";
import type { Device } from "./rows";
import "./admin.css";

interface Props {
  readonly may: (permission: string) => boolean;
}

export function DevicesPage({ may }: Props) {
  const { t } = useTranslation();
  const [isPairing, setPairing] = useState(false);
  const columns = [
    { title: t("admin.code"), render: (_: unknown, one: Device) => one.code },
    { title: t("column.name"), render: (_: unknown, one: Device) => one.name },
    { title: t("admin.seen"), render: (_: unknown, one: Device) => one.seen_on ?? "" },
    {
      title: t("column.state"),
      render: (_: unknown, one: Device) => (
        <Tag color={one.revoked_at === null ? "green" : "default"}>
          {one.revoked_at === null ? t("admin.isPaired") : t("admin.isRevoked")}
        </Tag>
      ),
    },
    {
      title: t("admin.doing"),
      render: (_: unknown, one: Device) =>
        one.revoked_at === null &&
        may("device:revoke") && (
          <Revoke
            command="platform.revoke_device"
            fields={{ device: one.id }}
            ask={t("admin.revokeDeviceAsk", { name: one.name })}
          />
        ),
    },
  ];
  return (
    <Frame
      title={t("menu.devices")}
      help={t("admin.devicesHelp")}
      actions={
        may("device:pair") && (
          <Button type="primary" onClick={() => setPairing(true)}>
            {t("admin.pair")}
          </Button>
        )
      }
    >
      <QueryTable<Device>
        query="platform.devices"
        params={{}}
        columns={columns}
        rowKey={(one) => one.id}
        caption={t("menu.devices")}
        empty={t("admin.noDevices")}
      />
      <Modal
        open={isPairing}
        title={t("admin.pair")}
        footer={null}
        onCancel={() => setPairing(false)}
        destroyOnHidden
      >
        <Pair onDone={() => setPairing(false)} />
      </Modal>
    </Frame>
  );
}

function Pair({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields = [
    {
      name: "pairing_code",
      label: t("admin.pairingCode"),
      help: t("admin.pairingCodeHelp"),
      needed: true,
      input: <Input inputMode="numeric" maxLength={6} autoFocus autoComplete="off" />,
    },
    { name: "code", label: t("admin.code"), needed: true, input: <Input maxLength={40} /> },
    { name: "name", label: t("column.name"), needed: true, input: <Input maxLength={80} /> },
    {
      name: "node",
      label: t("admin.station"),
      help: t("admin.stationHelp"),
      input: <LinkInput to="equipment" />,
    },
  ];
  return (
    <CommandForm
      fields={fields}
      okText={t("admin.pair")}
      onCancel={onDone}
      onGive={async (values) => {
        await give("platform.pair_device", filled(values));
        await queries.invalidateQueries({ queryKey: ["query", "platform.devices"] });
        onDone();
      }}
    />
  );
}
