/** Where this is, who works here, whether the server is there, which language and light. */

import { useTranslation } from "react-i18next";
import { WaitingBadge } from "@/features/floor-waiting";
import { switchLanguage } from "@/shared/i18n";
import { CameraKey, useHasCamera } from "@/shared/scan";
import { useTheme } from "@/shared/theme/mode";
import { Sign } from "@/shared/ui/Sign";

interface Asked {
  readonly title: string;
  readonly name?: string | undefined;
  /** What is open now; touched, it leads to all screens. */
  readonly screen?: string | undefined;
  readonly onHome?: (() => void) | undefined;
  readonly onWaiting?: () => void;
  readonly onLock?: () => void;
  readonly onLeave?: () => void;
}

export function Header({ title, name, screen, onHome, onWaiting, onLock, onLeave }: Asked) {
  const { t, i18n } = useTranslation();
  const { mode, choose } = useTheme();
  const scans = useHasCamera() && onWaiting !== undefined;
  const other = i18n.language === "zh" ? "en" : "zh";
  return (
    <header className={scans ? "bar with-camera" : "bar"}>
      {onHome ? (
        <button type="button" className="key where" onClick={onHome}>
          <Sign name="grid" size={32} />
          <span className="sr-only">{t("floor.home.open")}</span>
          <Where title={title || t("app.floor")} screen={screen} />
        </button>
      ) : (
        <p className="where">
          <img src="/taktline.svg" alt={t("app.name")} width={36} height={36} />
          <Where title={title || t("app.floor")} screen={undefined} />
        </p>
      )}
      {onWaiting && <WaitingBadge onOpen={onWaiting} />}
      {scans && <CameraKey />}
      <button
        type="button"
        className={name === undefined ? "key square" : "key square language signed"}
        lang={other === "zh" ? "zh-CN" : "en"}
        aria-label={`${t("shell.language")}: ${other === "zh" ? "中文" : "EN"}`}
        onClick={() => void switchLanguage(other)}
      >
        {other === "zh" ? "中" : "EN"}
      </button>
      <button
        type="button"
        className={name === undefined ? "key square light" : "key square light signed"}
        aria-label={t("shell.theme")}
        onClick={() => choose(mode === "dark" ? "light" : "dark")}
      >
        <Sign name="sun" />
      </button>
      {name !== undefined && (
        <>
          <button
            type="button"
            className="key square"
            aria-label={t("floor.do.lock")}
            onClick={onLock}
          >
            <Sign name="lock" />
          </button>
          <button type="button" className="key person" onClick={onLeave}>
            <span className="person-name">{name}</span>
            <Sign name="out" />
            <span className="sr-only">{t("shell.signOut")}</span>
          </button>
        </>
      )}
    </header>
  );
}

function Where({ title, screen }: { readonly title: string; readonly screen: string | undefined }) {
  return (
    <span className="where-name">
      <strong>{title}</strong>
      {screen && <span className="quiet">{screen}</span>}
    </span>
  );
}
