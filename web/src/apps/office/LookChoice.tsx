/** Light, dark, or as the device. */

import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useTheme, type Wish } from "@/shared/theme/mode";

export function LookChoice() {
  const { t } = useTranslation();
  const { wish, choose } = useTheme();
  const wishes: readonly Wish[] = ["light", "dark", "device"];
  return (
    <Select<Wish>
      aria-label={t("shell.theme")}
      value={wish}
      onChange={choose}
      options={wishes.map((one) => ({ value: one, label: t(`shell.${one}`) }))}
      popupMatchSelectWidth={false}
    />
  );
}
