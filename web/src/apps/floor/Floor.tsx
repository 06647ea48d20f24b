/** What a station shows before anybody signed in. */

import { useTranslation } from "react-i18next";

export function Floor() {
  const { t } = useTranslation();
  return <h1>{t("app.floor")}</h1>;
}
