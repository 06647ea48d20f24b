/** The number that is written now: the count, or a value of the process with its judgment. */

import { useTranslation } from "react-i18next";
import { named } from "@/shared/format";
import { limitsOf } from "@/shared/plant/limits";
import { Keypad } from "@/shared/touch/Keypad";
import { type PadKey, pressSigned, type Typed, turned } from "@/shared/touch/typed";
import { Sign } from "@/shared/ui/Sign";
import { type Asked, isRight } from "./values";

interface CountAsked {
  readonly typed: Typed;
  readonly unit: string | null;
  readonly onKey: (key: PadKey) => void;
}

export function CountPad({ typed, unit, onKey }: CountAsked) {
  return (
    <section className="amount">
      <output className={typed.proposed ? "typed proposed" : "typed"}>
        {typed.text || "0"} <small>{unit}</small>
      </output>
      <Keypad onKey={onKey} point={unit !== "pcs"} />
    </section>
  );
}

interface ValueAsked {
  readonly one: Asked;
  readonly typed: string;
  readonly onValue: (value: string) => void;
  readonly onDone: () => void;
}

export function ValuePad({ one, typed, onValue, onDone }: ValueAsked) {
  const { t, i18n } = useTranslation();
  const right = isRight(one, typed);
  const tone = right === null ? "" : right ? "typed-good" : "typed-bad";
  return (
    <section className="amount amount-value">
      <output className={`typed ${tone}`}>
        {typed || "–"} <small>{one.unit}</small>
      </output>
      <p className="value-keys" role="status">
        <span className="value-name">
          {named(one, i18n.language) || one.code}
          <span className={right === false ? "value-wrong" : "quiet"}>
            {right === false && `${t("floor.values.wrong")}: `}
            {limitsOf({ lsl: one.lower, usl: one.upper })} {one.unit}
          </span>
        </span>
        <button
          type="button"
          className="key square"
          aria-label={t("floor.values.sign")}
          onClick={() => onValue(turned(typed))}
        >
          ±
        </button>
        <button type="button" className="key go" onClick={onDone}>
          <Sign name="check" /> {t("floor.values.done")}
        </button>
      </p>
      <Keypad onKey={(key) => onValue(pressSigned(typed, key))} point />
    </section>
  );
}
