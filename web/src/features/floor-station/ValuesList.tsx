/** What is asked of the process beside the count: numbers by pad or gauge, the rest by touch. */

import { useTranslation } from "react-i18next";
import { named } from "@/shared/format";
import { limitsOf } from "@/shared/plant/limits";
import { Sign } from "@/shared/ui/Sign";
import { type Asked, isRight, type Values } from "./values";

interface Given {
  readonly asked: readonly Asked[];
  readonly values: Values;
  /** The number that the pad writes now. */
  readonly at: string | null;
  readonly onAt: (code: string) => void;
  readonly onValue: (code: string, value: string) => void;
}

export function ValuesList({ asked, values, at, onAt, onValue }: Given) {
  const { t } = useTranslation();
  if (asked.length === 0) return null;
  return (
    <section className="values" aria-label={t("floor.values.title")}>
      <h2>{t("floor.values.title")}</h2>
      {asked.map((one) =>
        one.kind === "number" ? (
          <NumberRow
            key={one.code}
            one={one}
            typed={values[one.code] ?? ""}
            current={at === one.code}
            onPick={() => onAt(one.code)}
          />
        ) : (
          <OtherRow
            key={one.code}
            one={one}
            typed={values[one.code] ?? ""}
            onValue={(value) => onValue(one.code, value)}
          />
        ),
      )}
    </section>
  );
}

function useName(one: Asked): string {
  const { i18n } = useTranslation();
  return named(one, i18n.language) || one.code;
}

/** What was typed, with colour, sign and word. */
function Judged({ one, typed }: { readonly one: Asked; readonly typed: string }) {
  const { t } = useTranslation();
  const right = isRight(one, typed);
  if (right === null) {
    return one.required ? <span className="quiet">{t("floor.values.open")}</span> : null;
  }
  return (
    <span className={`pill pill-${right ? "good" : "bad"}`}>
      <Sign name={right ? "check" : "cross"} size={24} /> {typed} {one.unit}
      <span className="sr-only">{right ? t("floor.values.right") : t("floor.values.wrong")}</span>
    </span>
  );
}

interface NumberAsked {
  readonly one: Asked;
  readonly typed: string;
  readonly current: boolean;
  readonly onPick: () => void;
}

function NumberRow({ one, typed, current, onPick }: NumberAsked) {
  const limits = limitsOf({ lsl: one.lower, usl: one.upper });
  return (
    <button type="button" className="key value" aria-pressed={current} onClick={onPick}>
      <span className="value-name">
        {useName(one)}
        <span className="quiet">
          {limits} {one.unit}
        </span>
      </span>
      <Judged one={one} typed={typed} />
    </button>
  );
}

interface OtherAsked {
  readonly one: Asked;
  readonly typed: string;
  readonly onValue: (value: string) => void;
}

function OtherRow({ one, typed, onValue }: OtherAsked) {
  const { t } = useTranslation();
  const name = useName(one);
  if (one.kind === "text") {
    return (
      <label className="value-text">
        {name}
        <input value={typed} maxLength={200} onChange={(event) => onValue(event.target.value)} />
      </label>
    );
  }
  const choices =
    one.kind === "choice"
      ? one.choices.map((word) => ({ value: word, word }))
      : [
          { value: "yes", word: t("floor.values.yes") },
          { value: "no", word: t("floor.values.no") },
        ];
  return (
    <fieldset className="value-choices" aria-label={name}>
      <span>{name}</span>
      {choices.map(({ value, word }) => (
        <button
          type="button"
          className={`key ${value === "no" && one.kind === "yes_no" ? "value-no" : ""}`}
          aria-pressed={typed === value}
          key={value}
          onClick={() => onValue(value)}
        >
          {word}
        </button>
      ))}
    </fieldset>
  );
}
