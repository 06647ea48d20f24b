/** The counts of a report that were entered already; touched, one goes. */

import { useTranslation } from "react-i18next";
import { Sign } from "@/shared/ui/Sign";
import type { Line } from "./report";

interface Asked {
  readonly lines: readonly Line[];
  readonly unit: string | null;
  readonly onRemove: (at: number) => void;
}

export function Lines({ lines, unit, onRemove }: Asked) {
  const { t } = useTranslation();
  if (lines.length === 0) return null;
  return (
    <div className="lines">
      {lines.map((line, at) => (
        <button
          type="button"
          className={`key line kind-${line.kind}`}
          // biome-ignore lint/suspicious/noArrayIndexKey: equal lines may stand twice
          key={at}
          onClick={() => onRemove(at)}
        >
          {t(`floor.kind.${line.kind}`)} {line.amount} {unit}
          {line.reason && <span className="quiet">{line.reason}</span>}
          {line.photo && <Sign name="picture" size={24} />}
          <Sign name="cross" size={24} />
          <span className="sr-only">{t("floor.report.remove")}</span>
        </button>
      ))}
    </div>
  );
}
