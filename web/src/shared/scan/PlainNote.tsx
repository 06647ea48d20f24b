/** Without a secure address the browser withholds things: say which, and that reporting works. */

import { useTranslation } from "react-i18next";
import { Sign } from "@/shared/ui/Sign";
import "./camera.css";

export function PlainNote() {
  const { t } = useTranslation();
  if (window.isSecureContext) return null;
  return (
    <aside className="plain-note" role="note">
      <Sign name="warn" />
      <p>
        <strong>{t("plain.title")}</strong> {t("plain.missing")} {t("plain.how")}
      </p>
    </aside>
  );
}
