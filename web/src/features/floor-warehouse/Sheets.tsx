/** For a damaged label: type the code; and where a code means several things: say which. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { focused } from "@/shared/ui/focused";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Meaning } from "./flow";

interface TypeProps {
  readonly title: string;
  readonly onTyped: (code: string) => void;
  readonly onClose: () => void;
}

export function TypeSheet({ title, onTyped, onClose }: TypeProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  return (
    <Sheet title={title} onClose={onClose} onScan={onTyped}>
      <form
        className="warehouse-type"
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() !== "") onTyped(code.trim());
        }}
      >
        <input
          ref={focused}
          aria-label={title}
          value={code}
          autoCapitalize="characters"
          autoComplete="off"
          onChange={(event) => setCode(event.target.value)}
        />
        <button type="submit" className="key primary" disabled={code.trim() === ""}>
          <Sign name="check" /> {t("warehouse.typed")}
        </button>
      </form>
    </Sheet>
  );
}

interface ChooseProps {
  readonly choices: readonly Meaning[];
  readonly onChoose: (one: Meaning) => void;
  readonly onClose: () => void;
}

function named(one: Meaning): string {
  if (one.kind !== "goods") return one.code;
  return [one.goods.material, one.goods.name, one.goods.lot].filter(Boolean).join(" · ");
}

export function ChooseSheet({ choices, onChoose, onClose }: ChooseProps) {
  const { t } = useTranslation();
  return (
    <Sheet title={t("warehouse.which")} onClose={onClose}>
      <div className="warehouse-choices">
        {choices.map((one) => (
          <button
            type="button"
            className="key"
            key={`${one.kind} ${named(one)}`}
            onClick={() => onChoose(one)}
          >
            {named(one)} <small className="quiet">{t(`warehouse.kind.${one.kind}`)}</small>
          </button>
        ))}
      </div>
    </Sheet>
  );
}
