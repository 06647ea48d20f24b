/** How much: as proposed in one touch, or typed with a gloved finger. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "@/shared/format";
import { Keypad } from "@/shared/touch/Keypad";
import { amountOf, proposal as begin, press, type Typed } from "@/shared/touch/typed";
import { Sign } from "@/shared/ui/Sign";

interface Asked {
  readonly unit: string;
  readonly proposal: string | null;
  /** A count may find nothing. */
  readonly mayBeNone: boolean;
  readonly word: string;
  readonly busy: boolean;
  readonly onDone: (quantity: string) => void;
}

const NOTHING: Typed = { text: "", proposed: false };

export function Quantity({ unit, proposal, mayBeNone, word, busy, onDone }: Asked) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(() =>
    proposal === null ? NOTHING : begin(number(proposal).replaceAll(",", "")),
  );
  const none = mayBeNone && typed.text !== "" && Number(typed.text) === 0 ? "0" : null;
  const amount = amountOf(typed) ?? none;
  return (
    <section className="amount" aria-label={t("warehouse.part.quantity")}>
      <output className={typed.proposed ? "typed proposed" : "typed"}>
        {typed.text || "0"} <small>{unit}</small>
      </output>
      <Keypad onKey={(key) => setTyped(press(typed, key))} point={unit !== "pcs"} />
      <button
        type="button"
        className="key primary"
        disabled={amount === null || busy}
        onClick={() => amount !== null && onDone(amount)}
      >
        <Sign name="check" size={36} /> {word} {amount === null ? "" : `${amount} ${unit}`}
      </button>
    </section>
  );
}
