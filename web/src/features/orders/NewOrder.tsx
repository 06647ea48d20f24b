/** A new work order: material, quantity and a route typed in one line are enough. */

import { Alert, Button, DatePicker, Flex, Form, Input } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { LinkInput } from "@/engine/form/LinkInput";
import { filled } from "@/engine/form/values";
import { useOnlySite } from "@/engine/list/first";

interface Values {
  readonly code: string;
  readonly site: string;
  readonly material: string;
  readonly ordered: string;
  readonly route?: string;
  readonly work_master?: string;
  readonly due_at?: Dayjs;
  readonly customer_ref?: string;
}

interface Props {
  readonly onDone: (code: string) => void;
  readonly onCancel: () => void;
}

const FIELDS: readonly string[] = [
  "code",
  "site",
  "material",
  "ordered",
  "route",
  "work_master",
  "due_at",
  "customer_ref",
];

export function NewOrder({ onDone, onCancel }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const only = useOnlySite();
  const submit = async (values: Values) => {
    setBusy(true);
    setSaid(null);
    try {
      const due = values.due_at ? { due_at: values.due_at.toISOString() } : {};
      const sent = { ...filled({ site: only, ...filled({ ...values }) }), ...due };
      await give("kernel.create_work_order", sent);
      onDone(values.code);
    } catch (failure) {
      const each = byField(failure, t("state.away"));
      const beside = FIELDS.filter((name) => each[name]);
      form.setFields(
        beside.map((name) => ({ name: name as keyof Values, errors: [each[name] ?? ""] })),
      );
      const rest = Object.entries(each).filter(([name]) => !beside.includes(name));
      setSaid(rest.map(([, one]) => one).join(" ") || null);
    } finally {
      setBusy(false);
    }
  };
  const needed = [{ required: true, message: t("signIn.needed") }];
  return (
    <Form form={form} layout="vertical" onFinish={submit}>
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form.Item name="code" label={t("column.order")} rules={needed}>
        <Input maxLength={64} autoFocus />
      </Form.Item>
      {!only && (
        <Form.Item name="site" label={t("column.site")} rules={needed}>
          <LinkInput to="site" />
        </Form.Item>
      )}
      <Form.Item name="material" label={t("column.material")} rules={needed}>
        <LinkInput to="material" />
      </Form.Item>
      <Form.Item name="ordered" label={t("order.quantity")} rules={needed}>
        <Input inputMode="decimal" />
      </Form.Item>
      <Form.Item name="route" label={t("order.route")} extra={t("order.routeHelp")}>
        <Input.TextArea rows={2} />
      </Form.Item>
      <Form.Item name="work_master" label={t("order.master")} extra={t("order.masterHelp")}>
        <LinkInput to="work_master" />
      </Form.Item>
      <Form.Item name="due_at" label={t("column.due")}>
        <DatePicker showTime />
      </Form.Item>
      <Form.Item name="customer_ref" label={t("order.customer")}>
        <Input maxLength={200} />
      </Form.Item>
      <Flex gap={8} justify="end">
        <Button onClick={onCancel}>{t("form.cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t("form.save")}
        </Button>
      </Flex>
    </Form>
  );
}
