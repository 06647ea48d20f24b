/** Sign with a PIN: whoever it is shows that they are it. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pinSentence } from "@/shared/api/sentence";
import { Keypad } from "@/shared/touch/Keypad";
import type { PadKey } from "@/shared/touch/typed";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";

const SHORTEST = 4;
const LONGEST = 6;

interface Asked {
  readonly title: string;
  /** What the key below the pad says. */
  readonly word: string;
  /** Take the PIN; what it throws is said, and the PIN asked again. */
  readonly onPin: (pin: string) => Promise<void>;
  readonly onClose: () => void;
}

export function PinSheet({ title, word, onPin, onClose }: Asked) {
  const { t } = useTranslation();
  const [pin, setPin] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const press = (key: PadKey) => {
    setWrong(null);
    if (key === "erase") setPin(pin.slice(0, -1));
    else if (pin.length < LONGEST) setPin(pin + key);
  };
  const sign = async () => {
    setBusy(true);
    try {
      await onPin(pin);
    } catch (failure) {
      setWrong(pinSentence(failure, t("state.away")));
      setPin("");
      setBusy(false);
    }
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <p className="typed pin-dots">
        <span className="sr-only" role="status">
          {t("floor.pin.digits", { count: pin.length })}
        </span>
        <span aria-hidden="true">{"•".repeat(pin.length) || "PIN"}</span>
      </p>
      <p className="bad-word" role="alert">
        {wrong}
      </p>
      <Keypad onKey={press} point={false} />
      <button
        type="button"
        className="key primary"
        disabled={pin.length < SHORTEST || busy}
        onClick={sign}
      >
        <Sign name="check" /> {word}
      </button>
    </Sheet>
  );
}
