/** A machine's state: colour, sign and word. */

import { useTranslation } from "react-i18next";
import { stateOf } from "./states";
import "./state.css";

export function StateTag({ state }: { readonly state: string | null }) {
  const { t } = useTranslation();
  const known = stateOf(state);
  return (
    <span className={`state state-${known}`}>
      <span className="state-sign" aria-hidden="true" />
      {state === null ? t("machine.unheard") : t(`machine.${known}`)}
    </span>
  );
}
