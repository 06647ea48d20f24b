/** Part of a job order becomes one of its own: another machine, another day. */

import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { number } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";

interface Props {
  readonly code: string;
  readonly ordered: string;
  readonly made: string;
}

interface Values {
  readonly quantity: string;
}

export function SplitButton({ code, ordered, made }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const left = Number(ordered) - Number(made);
  if (left <= 0) return null;
  const split = async ({ quantity }: Values) => {
    setBusy(true);
    setSaid(null);
    try {
      await give("kernel.split_job_order", { job_order: code, quantity });
      setOpen(false);
      message.success(t("order.done", { step: t("order.split") }));
      await queries.invalidateQueries();
    } catch (failure) {
      const { quantity: beside, ...rest } = byField(failure, t("state.away"));
      if (beside) form.setFields([{ name: "quantity", errors: [beside] }]);
      setSaid(Object.values(rest).join(" ") || null);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("order.split")}
      </Button>
      <Modal
        open={open}
        title={t("order.splitTitle", { code })}
        okText={t("order.split")}
        cancelText={t("form.cancel")}
        confirmLoading={busy}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        {said && <Alert type="error" showIcon title={said} role="alert" />}
        <Form form={form} layout="vertical" onFinish={split} preserve={false}>
          <Form.Item
            name="quantity"
            label={t("order.splitOff")}
            extra={t("order.splitHelp", { left: number(left) })}
            rules={[{ required: true, message: t("signIn.needed") }]}
          >
            <Input inputMode="decimal" autoFocus />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
