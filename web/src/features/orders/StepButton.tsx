/** A step of an order: asked for its reason where it needs one; a refusal stays in sight. */

import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { Modal } from "@/shared/ui/layers";

export const ALERTS = [
  "material",
  "machine",
  "quality",
  "tool",
  "people",
  "method",
  "safety",
] as const;

export interface Step {
  readonly verb: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly label: string;
  readonly reason: "needed" | "welcome" | "none";
  readonly isHold?: boolean;
  readonly look?: "primary" | "danger" | "plain";
  readonly small?: boolean;
}

export function StepButton({ step }: { readonly step: Step }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Record<string, string>>();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const take = async (more: Readonly<Record<string, string>>) => {
    setBusy(true);
    setSaid(null);
    try {
      const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value));
      await give(step.verb, { ...step.fields, ...given });
      setOpen(false);
      message.success(t("order.done", { step: step.label }));
      await queries.invalidateQueries();
    } catch (failure) {
      setOpen(true);
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        size={step.small ? "small" : "middle"}
        type={step.look === "primary" ? "primary" : "default"}
        danger={step.look === "danger"}
        loading={busy}
        onClick={() => {
          setSaid(null);
          if (step.reason === "none") void take({});
          else setOpen(true);
        }}
      >
        {step.label}
      </Button>
      <Modal
        open={open}
        title={step.label}
        okText={step.label}
        cancelText={t("form.cancel")}
        confirmLoading={busy}
        onCancel={() => setOpen(false)}
        onOk={() => (step.reason === "none" ? void take({}) : form.submit())}
        destroyOnHidden
      >
        {said && <Alert type="error" showIcon title={said} role="alert" />}
        {step.reason !== "none" && (
          <Form form={form} layout="vertical" onFinish={take} preserve={false}>
            {step.isHold && (
              <Form.Item name="alert" label={t("order.help")} initialValue="material">
                <Select options={ALERTS.map((one) => ({ value: one, label: t(`alert.${one}`) }))} />
              </Form.Item>
            )}
            <Form.Item
              name="reason"
              label={t("column.reason")}
              rules={
                step.reason === "needed" ? [{ required: true, message: t("signIn.needed") }] : []
              }
            >
              <Input maxLength={200} autoFocus />
            </Form.Item>
          </Form>
        )}
      </Modal>
    </>
  );
}
