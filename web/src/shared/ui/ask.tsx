/** A question before something is done, or a refusal that must be read: one small dialog. */

import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "./layers";

interface Told {
  readonly title: string;
  readonly content?: string;
}

interface Question extends Told {
  readonly okText: string;
  readonly onOk: () => void;
}

export interface Asking {
  readonly ask: (question: Question) => void;
  readonly tell: (told: Told) => void;
  /** To be shown somewhere on the page. */
  readonly dialog: ReactNode;
}

export function useAsk(): Asking {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<Told | Question>({ title: "" });
  const show = (next: Told | Question) => {
    setShown(next);
    setOpen(true);
  };
  const close = () => setOpen(false);
  const question = "onOk" in shown ? shown : null;
  const take = () => {
    close();
    question?.onOk();
  };
  const dialog = (
    <Modal
      open={open}
      title={shown.title}
      onCancel={close}
      footer={
        <>
          {question && <Button onClick={close}>{t("form.cancel")}</Button>}
          <Button type="primary" autoFocus onClick={take}>
            {question?.okText ?? t("form.understood")}
          </Button>
        </>
      }
      destroyOnHidden
    >
      {shown.content && <p role={question ? undefined : "alert"}>{shown.content}</p>}
    </Modal>
  );
  return { ask: show, tell: show, dialog };
}
