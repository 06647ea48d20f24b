/** Terminals and screens: paired by the six digits they show, named, and taken back. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Flex, Input, QRCode, Skeleton, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { LinkInput } from "@/engine/form/LinkInput";
import { filled } from "@/engine/form/values";
import { useMe } from "@/engine/me";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { Modal } from "@/shared/ui/layers";
import { Frame } from "./Frame";
import { Revoke } from "./Revoke";
import type { Device } from "./rows";
import "./admin.css";

interface Props {
  /** Whether a device is being paired; it stands in the address. */
  readonly isPairing: boolean;
  readonly onPair: (isPairing: boolean) => void;
  readonly may: (permission: string) => boolean;
}

export function DevicesPage({ isPairing, onPair, may }: Props) {
  const { t } = useTranslation();
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
          <Button type="primary" onClick={() => onPair(true)}>
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
        onCancel={() => onPair(false)}
        destroyOnHidden
      >
        <Pair onDone={() => onPair(false)} />
      </Modal>
    </Frame>
  );
}

function Pair({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const known = useQuery(asked("platform.devices", { limit: DEVICES_MAX }));
  if (!known.data) return <Skeleton active paragraph={{ rows: 4 }} />;
  const number = freeNumber(known.data.rows.map((one) => one.code));
  const fields = [
    {
      name: "pairing_code",
      label: t("admin.pairingCode"),
      help: t("admin.pairingCodeHelp"),
      needed: true,
      input: <Input inputMode="numeric" maxLength={6} autoFocus autoComplete="off" />,
    },
    {
      name: "code",
      label: t("admin.code"),
      needed: true,
      initial: `T${number}`,
      input: <Input maxLength={40} />,
    },
    {
      name: "name",
      label: t("column.name"),
      needed: true,
      initial: t("admin.deviceName", { number }),
      input: <Input maxLength={80} />,
    },
    {
      name: "node",
      label: t("admin.station"),
      help: t("admin.stationHelp"),
      input: <LinkInput to="equipment" />,
    },
  ];
  return (
    <>
      <FloorAddress />
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
    </>
  );
}

const DEVICES_MAX = 1000;
const QR_PX = 128;
/** Addresses that lead nowhere but to the computer itself. */
const OWN = /^(localhost|127\.|\[?::1)/;

/** The first number whose code no device has yet. */
function freeNumber(codes: readonly string[]): number {
  const taken = new Set(codes);
  let number = 1;
  while (taken.has(`T${number}`)) number += 1;
  return number;
}

/** Where the device has to go: its camera opens the picture. */
function FloorAddress() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const address = `${location.origin}/floor?${new URLSearchParams({ tenant })}`;
  const isOwn = OWN.test(location.hostname);
  return (
    <Flex gap={16} align="center" className="admin-floor">
      <div role="img" aria-label={address}>
        <QRCode value={address} size={QR_PX} color="#000000" bgColor="#ffffff" bordered={false} />
      </div>
      <div>
        <Typography.Paragraph>{t("admin.floorHow")}</Typography.Paragraph>
        <Typography.Text copyable className="admin-address">
          {address}
        </Typography.Text>
        {isOwn && <Alert type="warning" title={t("admin.floorOwn")} className="admin-own" />}
      </div>
    </Flex>
  );
}
