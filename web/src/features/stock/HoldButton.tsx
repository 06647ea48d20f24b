/** Stop a lot wherever it is, and let it go again; both say why. */

import { Alert, Button, Checkbox, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "@/shared/ui/layers";
import { useBooking } from "./booking";
import { useMay } from "./may";

interface Named {
  readonly material: string;
  readonly lot: string;
}

interface HoldValues {
  readonly code: string;
  readonly reason: string;
  readonly note?: string;
  readonly with_made_from?: boolean;
}

export function HoldButton({ material, lot }: Named) {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [form] = Form.useForm<HoldValues>();
  const { book, busy } = useBooking();
  if (!may("lot:hold")) return null;
  const hold = async (values: HoldValues) => {
    const failed = await book("kernel.place_hold", { ...values, lots: [{ material, lot }] });
    setSaid(failed ? Object.values(failed).join(" ") : null);
    if (!failed) setOpen(false);
  };
  const needed = [{ required: true, message: t("signIn.needed") }];
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {t("lot.stop")}
      </Button>
      <Modal
        open={open}
        title={`${t("lot.stop")} ${lot}`}
        okText={t("lot.stop")}
        okButtonProps={{ danger: true }}
        cancelText={t("form.cancel")}
        confirmLoading={busy}
        onCancel={() => setOpen(false)}
        onOk={form.submit}
        destroyOnHidden
      >
        {said && <Alert type="error" showIcon title={said} role="alert" />}
        <Form<HoldValues>
          form={form}
          layout="vertical"
          onFinish={(values) => void hold(values)}
          preserve={false}
        >
          <Form.Item name="code" label={t("lot.holdCode")} rules={needed}>
            <Input autoFocus maxLength={64} />
          </Form.Item>
          <Form.Item name="reason" label={t("column.reason")} rules={needed}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="note" label={t("lot.note")}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
          <Form.Item name="with_made_from" valuePropName="checked">
            <Checkbox>{t("lot.withMade")}</Checkbox>
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

interface ReleaseValues {
  readonly reason: string;
  readonly everywhere?: boolean;
}

export function ReleaseButton({ code, material, lot }: Named & { readonly code: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [form] = Form.useForm<ReleaseValues>();
  const { book, busy } = useBooking();
  if (!may("lot:release")) return null;
  const release = async ({ reason, everywhere }: ReleaseValues) => {
    const lots = everywhere ? [] : [{ material, lot }];
    const failed = await book("kernel.release_hold", { code, reason, lots });
    setSaid(failed ? Object.values(failed).join(" ") : null);
    if (!failed) setOpen(false);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("lot.letGo", { code })}</Button>
      <Modal
        open={open}
        title={t("lot.letGo", { code })}
        okText={t("lot.letGo", { code })}
        cancelText={t("form.cancel")}
        confirmLoading={busy}
        onCancel={() => setOpen(false)}
        onOk={form.submit}
        destroyOnHidden
      >
        {said && <Alert type="error" showIcon title={said} role="alert" />}
        <Form form={form} layout="vertical" onFinish={release} preserve={false}>
          <Form.Item
            name="reason"
            label={t("lot.why")}
            rules={[{ required: true, message: t("signIn.needed") }]}
          >
            <Input autoFocus maxLength={200} />
          </Form.Item>
          <Form.Item name="everywhere" valuePropName="checked">
            <Checkbox>{t("lot.everywhere")}</Checkbox>
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
