/** Count what lies at one operation; where it is not what is booked, say why. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "@/shared/format";
import { Keypad } from "@/shared/touch/Keypad";
import { press, proposal } from "@/shared/touch/typed";
import { Reasons } from "@/shared/ui/Reasons";
import { Sheet } from "@/shared/ui/Sheet";
import type { Counted, Line } from "./page";

const WHY = ["unreported", "scrapped", "next", "unknown"] as const;

interface Asked {
  readonly line: Line;
  readonly counted: Counted | undefined;
  readonly onCount: (counted: Counted) => void;
  readonly onClose: () => void;
}

export function CountSheet({ line, counted, onCount, onClose }: Asked) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(() =>
    proposal(counted?.quantity ?? String(Number(line.booked))),
  );
  const [why, setWhy] = useState(counted?.explanation ?? "");
  const quantity = typed.text.replace(/\.$/, "") || "0";
  const differs = Number(quantity) !== Number(line.booked);
  return (
    <Sheet title={`${line.operation} · ${line.job_order}`} onClose={onClose}>
      <p className="quiet">
        {t("floor.handover.booked", { pieces: number(line.booked), unit: line.unit ?? "" })}
      </p>
      <output className={typed.proposed ? "typed proposed" : "typed"}>
        {typed.text || "0"} <small>{line.unit}</small>
      </output>
      <Keypad onKey={(key) => setTyped(press(typed, key))} point={line.unit !== "pcs"} />
      {differs && (
        <Reasons
          className="shifts"
          label={t("floor.handover.why")}
          words={WHY.map((one) => t(`floor.handover.because.${one}`))}
          chosen={why}
          onChoose={setWhy}
        />
      )}
      <button
        type="button"
        className="key primary"
        onClick={() => onCount({ quantity, explanation: differs ? why : "" })}
      >
        {t("floor.handover.counted")}
      </button>
    </Sheet>
  );
}
