/** Why pieces are bad, missing or too many: one touch. */

import { useTranslation } from "react-i18next";
import { named } from "@/shared/format";
import type { Reason } from "./plant";
import { isBad, type Kind } from "./report";

/** What is kept where a company has no list of reasons yet: nobody is stopped from reporting. */
const NOT_SAID = "-";
const COUNTING = ["lost", "miscounted", "mixed"] as const;

interface Asked {
  readonly kind: Kind;
  readonly reasons: readonly Reason[];
  readonly chosen: string | null;
  readonly onChoose: (reason: string) => void;
}

export function Reasons({ kind, reasons, chosen, onChoose }: Asked) {
  const { t, i18n } = useTranslation();
  const known = isBad(kind)
    ? reasons.map((one) => ({ value: one.code, word: named(one, i18n.language) }))
    : COUNTING.map((one) => ({
        value: t(`floor.counting.${one}`),
        word: t(`floor.counting.${one}`),
      }));
  const title = isBad(kind) ? t("floor.reason") : t("floor.counting.why");
  return (
    <section className="reasons" aria-label={title}>
      <h2>{title}</h2>
      {known.length === 0 && (
        <>
          <p className="note">{t("floor.noReasons")}</p>
          <button
            type="button"
            className="key"
            aria-pressed={chosen === NOT_SAID}
            onClick={() => onChoose(NOT_SAID)}
          >
            {t("floor.notSaid")}
          </button>
        </>
      )}
      {known.map(({ value, word }) => (
        <button
          type="button"
          className="key"
          aria-pressed={chosen === value}
          key={value}
          onClick={() => onChoose(value)}
        >
          {word}
        </button>
      ))}
    </section>
  );
}
