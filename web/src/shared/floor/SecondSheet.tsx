/** What two people decide: who signs is touched or shows the badge, and types the PIN. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Asked,
  type ShownBy,
  type Signer,
  sign,
  signersOf,
  useSecond,
} from "@/shared/api/second";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import { PinSheet } from "./PinSheet";

export function SecondSheet() {
  const asked = useSecond((state) => state.asked);
  return asked && <Second key={String(asked.body.id)} asked={asked} />;
}

interface Chosen {
  readonly who: ShownBy;
  readonly name: string;
}

function Second({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation();
  const [signers, setSigners] = useState<readonly Signer[] | null>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useEffect(() => {
    void signersOf(asked.refusal).then(setSigners, () => setSigners([]));
  }, [asked]);
  const leave = () => asked.end(false);
  if (chosen !== null) {
    return (
      <PinSheet
        title={t("second.signs", { name: chosen.name })}
        word={t("second.sign")}
        onPin={async (pin) => {
          await sign(asked, chosen.who, pin);
          asked.end(true);
        }}
        onClose={() => setChosen(null)}
      />
    );
  }
  return (
    <Sheet
      title={t("second.title")}
      onClose={leave}
      onScan={(badge) => setChosen({ who: { badge }, name: t("second.byBadge") })}
    >
      <p className="note kept">
        <Sign name="people" /> {asked.refusal.title}
      </p>
      {signers?.length === 0 && <p className="note">{t("second.nobody")}</p>}
      {signers?.map(({ user, name, number }) => (
        <button
          type="button"
          className="key"
          key={user}
          onClick={() => setChosen({ who: { user }, name })}
        >
          {name} <span className="quiet">{number}</span>
        </button>
      ))}
      <p className="quiet">
        <Sign name="scan" /> {t("second.orBadge")}
      </p>
    </Sheet>
  );
}
