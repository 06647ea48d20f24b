/** The full-screen answer: colour, sign and word; touched away when it says no. */

import { useTranslation } from "react-i18next";
import { hideFlash, noteFlash, useFlash } from "./flash";
import { focused } from "./focused";
import { Sign } from "./Sign";

export function FlashScreen() {
  const { t } = useTranslation();
  const flash = useFlash((state) => state.flash);
  if (flash === null) return null;
  const sign = { good: "check", kept: "clock", bad: "cross" } as const;
  return (
    <div className={`flash flash-${flash.tone}`} role={flash.tone === "bad" ? "alert" : "status"}>
      <Sign name={sign[flash.tone]} size={160} />
      <strong>{flash.word}</strong>
      <p>{flash.detail}</p>
      {flash.tone === "bad" && (
        <button type="button" className="key primary" ref={focused} onClick={noteFlash}>
          {t("floor.understood")}
        </button>
      )}
      {flash.other && (
        <button
          type="button"
          className="key plain"
          onClick={() => {
            hideFlash();
            flash.other?.act();
          }}
        >
          {flash.other.word}
        </button>
      )}
    </div>
  );
}
