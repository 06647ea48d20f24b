/** All screens as big tiles, for whoever may open more than one. */

import { useTranslation } from "react-i18next";
import { goTo } from "@/shared/floor/address";
import { switchLanguage } from "@/shared/i18n";
import { useTheme } from "@/shared/theme/mode";
import { Sign } from "@/shared/ui/Sign";
import type { Screen } from "./screens";

export function Home({ shown }: { readonly shown: readonly Screen[] }) {
  const { t } = useTranslation();
  return (
    <main className="home">
      <h1>{t("floor.home.title")}</h1>
      {shown.length === 0 && <p className="note">{t("floor.home.none")}</p>}
      <nav className="tiles" aria-label={t("floor.home.open")}>
        {shown.map(({ id, sign }) => (
          <button
            type="button"
            className="tile"
            key={id}
            onClick={() => goTo({ screen: id, path: [] })}
          >
            <span className="face">
              <Sign name={sign} size={44} />
            </span>
            <span className="tile-name">{t(`floor.screen.${id}`)}</span>
          </button>
        ))}
      </nav>
      <Device />
    </main>
  );
}

/** Language and light of this device; a phone has no room for them above. */
function Device() {
  const { t, i18n } = useTranslation();
  const { mode, choose } = useTheme();
  const other = i18n.language === "zh" ? "en" : "zh";
  return (
    <div className="device">
      <button type="button" className="key" onClick={() => void switchLanguage(other)}>
        {other === "zh" ? "中文" : "English"}
      </button>
      <button
        type="button"
        className="key"
        onClick={() => choose(mode === "dark" ? "light" : "dark")}
      >
        <Sign name="sun" /> {mode === "dark" ? t("shell.light") : t("shell.dark")}
      </button>
    </div>
  );
}
