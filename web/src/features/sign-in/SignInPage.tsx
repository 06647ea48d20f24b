/** The way in, on a page of its own. */

import { Card, Flex, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/shared/api/session";
import { SignInForm, type Step } from "./SignInForm";
import "./sign-in.css";

export function SignInPage({ onSignedIn }: { readonly onSignedIn: (me: Me) => void }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>("credentials");
  return (
    <Flex className="sign-in" justify="center" align="center">
      <Card className="sign-in-card">
        <Flex vertical align="center" gap={8}>
          <img src="/taktline.svg" alt="" width={48} height={48} />
          <Typography.Title level={1} className="sign-in-title">
            {step === "newPassword" ? t("newPassword.title") : t("signIn.title")}
          </Typography.Title>
        </Flex>
        <SignInForm onSignedIn={onSignedIn} onStep={setStep} />
      </Card>
    </Flex>
  );
}
