/** From one page of master data to the next, as far as somebody may read them. */

import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "./may";
import { PAGES } from "./pages";
import "./master-data.css";

export function MasterNav() {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <nav className="area-pages" aria-label={t("master.pages")}>
      {PAGES.filter(({ needs }) => may(needs)).map(({ to, word }) => (
        <Link key={to} to={to} activeOptions={{ includeSearch: false }}>
          {t(`masterPage.${word}`)}
        </Link>
      ))}
    </nav>
  );
}
