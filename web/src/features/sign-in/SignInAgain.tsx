/** The session ended under an open page: signed in again, one goes on where one was. */

import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { goOn, useEnded } from "@/shared/api/ended";
import type { Me } from "@/shared/api/session";
import { Modal } from "@/shared/ui/layers";
import { SignInForm } from "./SignInForm";
import "./sign-in.css";

interface Props {
  /** Who worked here. */
  readonly me: Me;
  /** Go where others sign in. */
  readonly onLeave: () => void;
}

export function SignInAgain({ me, onLeave }: Props) {
  const { t } = useTranslation();
  const isAsked = useEnded(({ end }) => end !== null);
  /** What waits was asked by who worked here: for anybody else the page begins anew. */
  const back = ({ user }: Me) => {
    if (user === me.user) goOn();
    else window.location.assign("/");
  };
  return (
    <Modal
      open={isAsked}
      title={t("again.title", { name: me.name })}
      zIndex={1200}
      width={420}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={<Button onClick={onLeave}>{t("again.leave")}</Button>}
      destroyOnHidden
    >
      <Alert type="info" showIcon title={t("again.help")} className="sign-in-why" />
      <SignInForm tenant={me.tenant} onSignedIn={back} />
    </Modal>
  );
}
