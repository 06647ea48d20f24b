/** Count a whole sample by sight: how many of so many pieces were bad in each check. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Keypad } from "@/shared/touch/Keypad";
import { type PadKey, press } from "@/shared/touch/typed";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import { type Characteristic, countedResults, type Result } from "./measure";

interface Asked {
  readonly all: readonly Characteristic[];
  /** The first piece that was not looked at yet. */
  readonly first: number;
  /** How many pieces the sample has; null where nobody planned it. */
  readonly sample: number | null;
  readonly onCounted: (results: readonly Result[], said: string) => Promise<void>;
  readonly onClose: () => void;
}

const SIZE = "";

export function CountSheet({ all, first, sample, onCounted, onClose }: Asked) {
  const { t } = useTranslation();
  const sights = all.filter((one) => one.kind === "attribute");
  const left = sample === null ? 0 : Math.max(0, sample - first + 1);
  const [counts, setCounts] = useState<Readonly<Record<string, string>>>(
    left > 0 ? { [SIZE]: String(left) } : {},
  );
  const [field, setField] = useState(left > 0 ? (sights[0]?.code ?? SIZE) : SIZE);
  const size = Number(counts[SIZE] ?? 0);
  const bad = Object.fromEntries(sights.map((one) => [one.code, Number(counts[one.code] ?? 0)]));
  const fits = size > 0 && sights.every((one) => (bad[one.code] ?? 0) <= size);
  const pad = (key: PadKey) =>
    setCounts({
      ...counts,
      [field]: press({ text: counts[field] ?? "", proposed: false }, key).text,
    });
  const total = Object.values(bad).reduce((sum, one) => sum + one, 0);
  return (
    <Sheet title={t("floor.inspection.count")} onClose={onClose}>
      <ul className="counts">
        <Count
          word={t("floor.inspection.pieces")}
          value={counts[SIZE] ?? ""}
          current={field === SIZE}
          onPick={() => setField(SIZE)}
        />
        {sights.map((one) => (
          <Count
            key={one.id}
            word={t("floor.inspection.badOf", { name: one.name || one.code })}
            value={counts[one.code] ?? ""}
            current={field === one.code}
            onPick={() => setField(one.code)}
          />
        ))}
      </ul>
      <Keypad onKey={pad} point={false} />
      <button
        type="button"
        className="key primary"
        disabled={!fits}
        onClick={() =>
          void onCounted(
            countedResults(all, bad, { first, last: first + size - 1 }),
            t("floor.inspection.countSaid", { size, bad: total }),
          )
        }
      >
        <Sign name="check" /> {t("floor.inspection.saveCount", { size, bad: total })}
      </button>
    </Sheet>
  );
}

interface CountAsked {
  readonly word: string;
  readonly value: string;
  readonly current: boolean;
  readonly onPick: () => void;
}

function Count({ word, value, current, onPick }: CountAsked) {
  return (
    <li>
      <button
        type="button"
        className="check"
        aria-current={current ? "step" : undefined}
        onClick={onPick}
      >
        <span className="grows">{word}</span>
        <strong>{value || "0"}</strong>
      </button>
    </li>
  );
}
