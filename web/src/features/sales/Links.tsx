/** Links for the customer: made with an end, shown once to be copied, revoked. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Form, Input, Popconfirm, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { Nothing } from "@/engine/nothing/Nothing";
import { request } from "@/shared/api/http";
import { asked } from "@/shared/api/query";
import { instant, moment } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import type { CustomerLink } from "./rows";

interface Props {
  readonly code: string;
  readonly mayMake: boolean;
}

const DAY_MS = 86_400_000;
const DAYS = [7, 30, 90] as const;

export function LinksButton(props: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("sales.links")}</Button>
      <Modal
        open={open}
        title={t("sales.linksTitle", { code: props.code })}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Links {...props} />
      </Modal>
    </>
  );
}

function Links({ code, mayMake }: Props) {
  const { t } = useTranslation();
  const found = useQuery(asked("sales.customer_links", { sales_order: code }));
  const rows = found.data?.rows ?? [];
  return (
    <>
      <p>{t("sales.linksHelp")}</p>
      {mayMake && <Make code={code} />}
      {found.data && rows.length === 0 && <Nothing says={t("sales.noLink")} />}
      <ul className="sales-links">
        {rows.map((row) => (
          <OneLink key={row.id} row={row} mayRevoke={mayMake} />
        ))}
      </ul>
    </>
  );
}

const COLORS: Readonly<Record<string, string>> = { open: "green", ended: "default" };

function OneLink({ row, mayRevoke }: { readonly row: CustomerLink; readonly mayRevoke: boolean }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const revoke = async () => {
    try {
      await give("sales.revoke_customer_link", { customer_link: row.id });
      await queries.invalidateQueries();
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    }
  };
  return (
    <li>
      <Flex justify="space-between" gap={8} wrap align="center">
        <span>
          <strong>{row.name}</strong>{" "}
          <Tag color={COLORS[row.state] ?? "red"}>{t(`linkState.${row.state}`)}</Tag>
          <br />
          {t("sales.until", { at: instant(row.ends_at, i18n.language) })} ·{" "}
          {t("sales.openedTimes", { count: row.opened })}
          {row.last_opened_at && <> · {moment(row.last_opened_at, i18n.language)}</>}
        </span>
        {mayRevoke && row.state === "open" && (
          <Popconfirm
            title={t("sales.revokeSure")}
            okText={t("sales.revoke")}
            cancelText={t("form.cancel")}
            onConfirm={() => void revoke()}
          >
            <Button size="small" danger>
              {t("sales.revoke")}
            </Button>
          </Popconfirm>
        )}
      </Flex>
    </li>
  );
}

interface Staged {
  readonly secret: string;
  readonly shown: string;
}

function Make({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ name: string; days: number }>();
  const [shown, setShown] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async ({ name, days }: { name: string; days: number }) => {
    setBusy(true);
    setSaid(null);
    try {
      const staged = await request<Staged>("POST", "/api/v1/staged/customer-link");
      await give("sales.create_customer_link", {
        sales_order: code,
        secret: staged.secret,
        name,
        ends_at: new Date(Date.now() + days * DAY_MS).toISOString(),
      });
      setShown(`${window.location.origin}/order-progress/${staged.shown}`);
      await queries.invalidateQueries();
    } catch (failure) {
      const each = byField(failure, t("state.away"));
      form.setFields([{ name: "name", errors: each.name ? [each.name] : [] }]);
      const rest = Object.entries(each).filter(([field]) => field !== "name");
      setSaid(rest.map(([, one]) => one).join(" ") || null);
    } finally {
      setBusy(false);
    }
  };
  const copy = async () => {
    if (!shown) return;
    await navigator.clipboard
      .writeText(shown)
      .then(() => message.success(t("sales.copied")))
      .catch(() => message.warning(t("sales.copyByHand")));
  };
  return (
    <>
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form
        form={form}
        layout="vertical"
        onFinish={(values) => void make(values)}
        initialValues={{ days: DAYS[1] }}
      >
        <Flex gap={8} wrap align="end">
          <Form.Item
            name="name"
            label={t("sales.forWhom")}
            rules={[{ required: true, message: t("signIn.needed") }]}
          >
            <Input maxLength={100} autoFocus />
          </Form.Item>
          <Form.Item name="days" label={t("sales.validFor")}>
            <Select
              options={DAYS.map((value) => ({ value, label: t("sales.days", { count: value }) }))}
            />
          </Form.Item>
          <Form.Item>
            <Button type="primary" htmlType="submit" loading={busy}>
              {t("sales.makeLink")}
            </Button>
          </Form.Item>
        </Flex>
      </Form>
      {shown && (
        <Alert
          type="success"
          showIcon
          title={t("sales.linkOnce")}
          description={
            <Flex gap={8} wrap>
              <Input readOnly value={shown} aria-label={t("sales.linkAddress")} />
              <Button onClick={() => void copy()}>{t("sales.copy")}</Button>
              <a href={shown} target="_blank" rel="noreferrer">
                {t("sales.look")}
              </a>
            </Flex>
          }
        />
      )}
    </>
  );
}
