/** Tells that a form holds what was typed before, and gives it up on demand. */

import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";

export function DraftNote({ onDiscard }: { readonly onDiscard: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="info"
      showIcon
      title={t("draft.kept")}
      action={
        <Button size="small" onClick={onDiscard}>
          {t("draft.discard")}
        </Button>
      }
    />
  );
}
