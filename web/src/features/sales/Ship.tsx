/** Ship for a sales order: the lines, how much of each, and from where. */

import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { number } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import type { Line } from "./rows";

interface Props {
  readonly code: string;
  readonly lines: readonly Line[];
}

interface Values {
  readonly code: string;
  readonly source: string;
  readonly quantities: Readonly<Record<string, string | undefined>>;
}

export function ShipButton({ code, lines }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const wanted = lines.filter((line) => Number(line.open) > 0);
  const submit = async (values: Values) => {
    setBusy(true);
    setSaid(null);
    const goods = wanted
      .map((line) => ({ line: line.line, quantity: values.quantities[String(line.line)] }))
      .filter(({ quantity }) => quantity && Number(quantity) !== 0)
      .map((one) => ({ ...one, source: values.source }));
    try {
      await give("sales.ship_sales_order", { sales_order: code, code: values.code, lines: goods });
      message.success(t("sales.shipped"));
      setOpen(false);
      await queries.invalidateQueries();
    } catch (failure) {
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  if (wanted.length === 0) return null;
  const needed = [{ required: true, message: t("signIn.needed") }];
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("sales.ship")}</Button>
      <Modal
        open={open}
        title={t("sales.shipTitle", { code })}
        okText={t("sales.ship")}
        cancelText={t("form.cancel")}
        confirmLoading={busy}
        onCancel={() => setOpen(false)}
        onOk={form.submit}
        destroyOnHidden
      >
        {said && <Alert type="error" showIcon title={said} role="alert" />}
        <Form<Values>
          form={form}
          layout="vertical"
          preserve={false}
          onFinish={(values) => void submit(values)}
          initialValues={{
            quantities: Object.fromEntries(
              wanted.map((line) => [line.line, number(line.open).replaceAll(",", "")]),
            ),
          }}
        >
          <Flex gap={12} wrap>
            <Form.Item name="code" label={t("sales.shipment")} rules={needed}>
              <Input maxLength={64} autoFocus />
            </Form.Item>
            <Form.Item name="source" label={t("sales.from")} rules={needed}>
              <Input maxLength={64} />
            </Form.Item>
          </Flex>
          {wanted.map((line) => (
            <Form.Item
              key={line.id}
              name={["quantities", String(line.line)]}
              label={`${line.line} · ${line.material}`}
              extra={t("sales.shipHelp", { open: number(line.open) })}
            >
              <Input inputMode="decimal" suffix={line.unit} />
            </Form.Item>
          ))}
        </Form>
      </Modal>
    </>
  );
}
