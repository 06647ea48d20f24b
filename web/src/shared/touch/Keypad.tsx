/** Big keys for a gloved finger. */

import { useTranslation } from "react-i18next";
import { Sign } from "@/shared/ui/Sign";
import { usePadKeys } from "./keyboard";
import type { PadKey } from "./typed";

const KEYS: readonly PadKey[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function Keypad({
  onKey,
  point,
}: {
  readonly onKey: (key: PadKey) => void;
  readonly point: boolean;
}) {
  const { t } = useTranslation();
  usePadKeys((key) => (key !== "." || point) && onKey(key));
  return (
    <div className="keypad">
      {KEYS.map((key) => (
        <button type="button" className="key" key={key} onClick={() => onKey(key)}>
          {key}
        </button>
      ))}
      {point ? (
        <button type="button" className="key" onClick={() => onKey(".")}>
          .
        </button>
      ) : (
        <span />
      )}
      <button type="button" className="key" onClick={() => onKey("0")}>
        0
      </button>
      <button
        type="button"
        className="key"
        aria-label={t("floor.erase")}
        onClick={() => onKey("erase")}
      >
        <Sign name="erase" size={32} />
      </button>
    </div>
  );
}
