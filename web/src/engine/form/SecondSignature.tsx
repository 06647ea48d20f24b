/** What two people decide: another person types their PIN, then the command goes on by itself. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Flex, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Asked, sign, signersOf, useSecond } from "@/shared/api/second";
import { pinSentence } from "@/shared/api/sentence";
import { Modal } from "@/shared/ui/layers";

const PIN = /^\d{4,6}$/;

export function SecondSignature() {
  const asked = useSecond((state) => state.asked);
  return asked && <Second key={String(asked.body.id)} asked={asked} />;
}

interface Signing {
  readonly user: string;
  readonly pin: string;
}

function Second({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Signing>();
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { refusal } = asked;
  const signers = useQuery({
    queryKey: ["second", refusal.args?.needs],
    queryFn: () => signersOf(refusal),
  });
  const give = async ({ user, pin }: Signing) => {
    setBusy(true);
    setWrong(null);
    try {
      await sign(asked, { user }, pin);
      asked.end(true);
    } catch (failure) {
      setWrong(pinSentence(failure, t("state.away")));
      form.resetFields(["pin"]);
      setBusy(false);
    }
  };
  const needed = { required: true, message: t("signIn.needed") };
  return (
    <Modal
      open
      zIndex={1100}
      title={t("second.title")}
      okText={t("second.sign")}
      cancelText={t("form.cancel")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={() => asked.end(false)}
    >
      <Flex vertical gap={12}>
        <Alert type="info" showIcon title={refusal.title} />
        {signers.data?.length === 0 && <Alert type="warning" showIcon title={t("second.nobody")} />}
        <Form form={form} layout="vertical" onFinish={give}>
          <Form.Item name="user" label={t("second.who")} rules={[needed]}>
            <Select
              autoFocus
              loading={signers.isPending}
              showSearch={{ optionFilterProp: "label" }}
              options={(signers.data ?? []).map(({ user, name, number }) => ({
                value: user,
                label: number ? `${name} (${number})` : name,
              }))}
            />
          </Form.Item>
          <Form.Item
            name="pin"
            label={t("second.pin")}
            rules={[needed, { pattern: PIN, message: t("signIn.needed") }]}
            {...(wrong ? { help: wrong, validateStatus: "error" as const } : {})}
          >
            <Input.Password autoComplete="off" inputMode="numeric" maxLength={6} />
          </Form.Item>
        </Form>
      </Flex>
    </Modal>
  );
}
