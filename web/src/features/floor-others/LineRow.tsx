/** One line of the grid: what was typed, and what is wrong with it. */

import { useTranslation } from "react-i18next";
import { Sign } from "@/shared/ui/Sign";
import type { Flaw, GridLine } from "./grid";

export interface Verdict {
  readonly isGood: boolean;
  /** Why the server would not take it. */
  readonly word: string;
}

interface Asked {
  readonly line: GridLine;
  readonly flaw: Flaw | null;
  readonly verdict: Verdict | undefined;
  readonly onChange: (line: GridLine) => void;
  readonly onRemove: () => void;
}

const LISTS = { person: "others-people", job: "others-jobs", defect: "others-defects" } as const;
const NAMES = ["person", "job", "good", "bad", "defect", "hours"] as const;
const NUMBERS: ReadonlySet<string> = new Set(["good", "bad", "hours"]);

export function LineRow({ line, flaw, verdict, onChange, onRemove }: Asked) {
  const { t } = useTranslation();
  const wrong = flaw !== null || verdict?.isGood === false;
  return (
    <tr className={wrong ? "wrong" : undefined}>
      {NAMES.map((name) => (
        <td key={name}>
          <input
            aria-label={t(`floor.others.${name}`)}
            aria-invalid={flaw === name || undefined}
            className={NUMBERS.has(name) ? "number" : undefined}
            inputMode={NUMBERS.has(name) ? "decimal" : "text"}
            list={name in LISTS ? LISTS[name as keyof typeof LISTS] : undefined}
            value={line[name]}
            onChange={(event) => onChange({ ...line, [name]: event.target.value })}
          />
        </td>
      ))}
      <td className="said">
        {flaw !== null && (
          <span className="bad-word">
            <Sign name="warn" size={24} /> {t(`floor.others.flaw.${flaw}`)}
          </span>
        )}
        {flaw === null && verdict && (
          <span className={verdict.isGood ? "good-word" : "bad-word"}>
            <Sign name={verdict.isGood ? "check" : "warn"} size={24} />{" "}
            {verdict.isGood ? t("floor.others.fits") : verdict.word}
          </span>
        )}
      </td>
      <td>
        <button
          type="button"
          className="key square"
          aria-label={t("floor.others.remove")}
          onClick={onRemove}
        >
          <Sign name="cross" />
        </button>
      </td>
    </tr>
  );
}
