/** The way in: name and password; company and a password of one's own where they are asked for. */

import { Alert, Button, Card, Flex, Form, Input, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Refusal, Refused } from "@/shared/api/http";
import { type Credentials, changePassword, type Me, signIn } from "@/shared/api/session";
import "./sign-in.css";

interface Entered {
  readonly login: string;
  readonly password: string;
  readonly tenant?: string;
  readonly fresh?: string;
  readonly repeat?: string;
}

type Step = "credentials" | "tenant" | "newPassword";

/** Which further question a refusal asks; none if it just says no. */
export function stepAfter(refusal: Refusal): Step | null {
  if (refusal.code === "tenant-needed") return "tenant";
  if (refusal.code === "password-change-needed") return "newPassword";
  return null;
}

async function enter(step: Step, entered: Entered): Promise<Me> {
  const { login, password, tenant, fresh } = entered;
  const own = step === "newPassword" && fresh ? fresh : password;
  if (own !== password) await changePassword(login, password, own);
  const credentials: Credentials = { login, password: own, ...(tenant ? { tenant } : {}) };
  return signIn(credentials);
}

export function SignInPage({ onSignedIn }: { readonly onSignedIn: (me: Me) => void }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>("credentials");
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (entered: Entered) => {
    setBusy(true);
    setSaid(null);
    try {
      onSignedIn(await enter(step, entered));
    } catch (failure) {
      const next = failure instanceof Refused ? stepAfter(failure.refusal) : null;
      if (next !== null) setStep(next);
      else setSaid(failure instanceof Refused ? failure.refusal.title : t("state.away"));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Flex className="sign-in" justify="center" align="center">
      <Card className="sign-in-card">
        <Flex vertical align="center" gap={8}>
          <img src="/taktline.svg" alt="" width={48} height={48} />
          <Typography.Title level={1} className="sign-in-title">
            {step === "newPassword" ? t("newPassword.title") : t("signIn.title")}
          </Typography.Title>
        </Flex>
        {said && <Alert type="error" showIcon title={said} role="alert" />}
        {step === "newPassword" && <Alert type="info" showIcon title={t("newPassword.why")} />}
        <Form<Entered> layout="vertical" requiredMark={false} onFinish={submit} size="large">
          <Fields step={step} />
          <Button type="primary" htmlType="submit" block loading={busy}>
            {step === "newPassword" ? t("newPassword.submit") : t("signIn.submit")}
          </Button>
        </Form>
      </Card>
    </Flex>
  );
}

function Fields({ step }: { readonly step: Step }) {
  const { t } = useTranslation();
  const needed = [{ required: true, message: t("signIn.needed") }];
  return (
    <>
      <Form.Item
        name="login"
        label={t("signIn.login")}
        rules={needed}
        hidden={step === "newPassword"}
      >
        <Input autoComplete="username" autoFocus autoCapitalize="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("signIn.password")}
        rules={needed}
        hidden={step === "newPassword"}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      {step === "tenant" && (
        <Form.Item
          name="tenant"
          label={t("signIn.tenant")}
          extra={t("signIn.tenantHelp")}
          rules={needed}
        >
          <Input autoFocus />
        </Form.Item>
      )}
      {step === "newPassword" && <OwnPassword />}
    </>
  );
}

function OwnPassword() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="fresh"
        label={t("newPassword.fresh")}
        rules={[{ required: true, min: 10, message: t("newPassword.fresh") }]}
      >
        <Input.Password autoComplete="new-password" autoFocus />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t("newPassword.repeat")}
        dependencies={["fresh"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value: string) =>
              value === getFieldValue("fresh")
                ? Promise.resolve()
                : Promise.reject(new Error(t("newPassword.unlike"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
