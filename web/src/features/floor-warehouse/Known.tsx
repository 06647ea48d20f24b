/** What is known so far, each part touched away where it was wrong. */

import { useTranslation } from "react-i18next";
import { number } from "@/shared/format";
import { Sign } from "@/shared/ui/Sign";
import type { Draft, Task } from "./flow";

interface Asked {
  readonly task: Task;
  readonly draft: Draft;
  readonly onDrop: (part: keyof Draft) => void;
}

export function Known({ task, draft, onDrop }: Asked) {
  const { t } = useTranslation();
  const { supplier, job, count, place, unit, goods, quantity } = draft;
  const parts: readonly (readonly [part: keyof Draft, word: string, value: string | null])[] = [
    ["supplier", t("warehouse.part.supplier"), supplier],
    ["job", t("warehouse.part.job"), job],
    ["count", t("warehouse.part.count"), count],
    ["place", task === "receive" ? t("warehouse.part.into") : t("warehouse.part.place"), place],
    ["unit", t("warehouse.part.unit"), unit],
    [
      "goods",
      t("warehouse.part.goods"),
      goods && [goods.material, goods.name, goods.lot].filter(Boolean).join(" · "),
    ],
    [
      "quantity",
      t("warehouse.part.quantity"),
      quantity === null ? null : `${number(quantity)} ${goods?.unit ?? ""}`,
    ],
  ];
  const known = parts.filter(([, , value]) => value !== null);
  if (known.length === 0) return null;
  return (
    <dl className="warehouse-known">
      {known.map(([part, word, value]) => (
        <div key={part} className={`part-${part}`}>
          <dt>{word}</dt>
          <dd>{value}</dd>
          <button
            type="button"
            className="key square"
            aria-label={t("warehouse.drop", { part: word })}
            onClick={() => onDrop(part)}
          >
            <Sign name="cross" size={24} />
          </button>
        </div>
      ))}
    </dl>
  );
}
