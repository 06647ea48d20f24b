/** All screens as big tiles, for whoever may open more than one. */

import { useTranslation } from "react-i18next";
import { goTo } from "@/shared/floor/address";
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
    </main>
  );
}
