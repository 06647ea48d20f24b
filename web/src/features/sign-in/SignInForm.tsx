/** What is asked of who comes in: name and password, a company, a password of one's own. */

import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Refusal, Refused } from "@/shared/api/http";
import { type Credentials, changePassword, type Me, signIn } from "@/shared/api/session";

interface Entered {
  readonly login: string;
  readonly password: string;
  readonly tenant?: string;
  readonly fresh?: string;
  readonly repeat?: string;
}

export type Step = "credentials" | "tenant" | "newPassword";

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

interface Props {
  readonly onSignedIn: (me: Me) => void;
  readonly onStep?: (step: Step) => void;
  /** The company one works for; asked where it is not known. */
  readonly tenant?: string;
}

export function SignInForm({ onSignedIn, onStep, tenant }: Props) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>("credentials");
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (entered: Entered) => {
    setBusy(true);
    setSaid(null);
    try {
      onSignedIn(await enter(step, { ...(tenant ? { tenant } : {}), ...entered }));
    } catch (failure) {
      const next = failure instanceof Refused ? stepAfter(failure.refusal) : null;
      if (next !== null) {
        setStep(next);
        onStep?.(next);
      } else setSaid(failure instanceof Refused ? failure.refusal.title : t("state.away"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="sign-in-form">
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      {step === "newPassword" && <Alert type="info" showIcon title={t("newPassword.why")} />}
      <Form<Entered> layout="vertical" requiredMark={false} onFinish={submit} size="large">
        <Fields step={step} />
        <Button type="primary" htmlType="submit" block loading={busy}>
          {step === "newPassword" ? t("newPassword.submit") : t("signIn.submit")}
        </Button>
      </Form>
    </div>
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
