/** Chinese or English, switched in place. */

import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { type Language, switchLanguage } from "@/shared/i18n";

export function LanguageChoice() {
  const { i18n, t } = useTranslation();
  return (
    <Segmented<Language>
      aria-label={t("shell.language")}
      options={[
        { label: t("shell.zh"), value: "zh" },
        { label: t("shell.short"), value: "en" },
      ]}
      value={i18n.language as Language}
      onChange={(language) => void switchLanguage(language)}
    />
  );
}
