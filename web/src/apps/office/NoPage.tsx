/** An address nobody knows. */

import { Link } from "@tanstack/react-router";
import { Result } from "antd";
import { useTranslation } from "react-i18next";

export function NoPage() {
  const { t } = useTranslation();
  return (
    <Result
      status="404"
      title={t("state.notFound")}
      extra={<Link to="/">{t("state.home")}</Link>}
    />
  );
}
