/** Both sides sign: who goes with their own PIN, then who comes with theirs. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/shared/api/session";
import { signInWithPin } from "@/shared/api/terminal";
import { PinSheet } from "@/shared/floor/PinSheet";
import { say } from "@/shared/floor/say";
import type { ScreenProps } from "@/shared/floor/screen";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Draft } from "./page";

interface Asked extends ScreenProps {
  readonly draft: Draft;
  readonly isWritten: boolean;
  /** Lines that nobody counted, or that differ without a reason. */
  readonly unclear: number;
  readonly onHandOver: () => Promise<boolean>;
}

type Step = "outgoing" | "choosing" | { readonly user: string; readonly name: string };

export function Signatures(asked: Asked) {
  const { t } = useTranslation();
  const { me, terminal, terminalKey, draft, isWritten, unclear, onHandOver, onPerson } = asked;
  const [step, setStep] = useState<Step | null>(null);
  const close = () => setStep(null);
  const handedOver = async () => {
    close();
    if (await onHandOver()) setStep("choosing");
  };
  const takenOver = async (who: Me) => {
    close();
    onPerson(who);
    const fields = { shift_handover: draft.code, remark: "" };
    await say(
      { command: "kernel.take_over_shift", fields, said: draft.code },
      t("floor.handover.taken"),
    );
  };
  const others = terminal.tiles.filter((tile) => tile.user !== me.user && tile.has_pin);
  return (
    <section className="signatures">
      {isWritten ? (
        <>
          <p className="note good">
            <Sign name="check" /> {t("floor.handover.written")}
          </p>
          <button type="button" className="key primary" onClick={() => setStep("choosing")}>
            {t("floor.handover.takeOver")}
          </button>
        </>
      ) : (
        <>
          {unclear > 0 && (
            <p className="note kept">
              <Sign name="warn" /> {t("floor.handover.unclear", { pieces: unclear })}
            </p>
          )}
          <button type="button" className="key primary" onClick={() => setStep("outgoing")}>
            <Sign name="swap" /> {t("floor.handover.handOver")}
          </button>
        </>
      )}
      {step === "outgoing" && (
        <PinSheet
          title={t("floor.handover.signs", { name: me.name })}
          word={t("floor.handover.handOver")}
          onPin={async (pin) => {
            await signInWithPin(terminalKey, { user: me.user }, pin);
            void handedOver();
          }}
          onClose={close}
        />
      )}
      {step === "choosing" && (
        <Sheet title={t("floor.handover.whoComes")} onClose={close}>
          {others.map((tile) => (
            <button
              type="button"
              className="key"
              key={tile.user}
              onClick={() => setStep({ user: tile.user, name: tile.name })}
            >
              {tile.name} <span className="quiet">{tile.number}</span>
            </button>
          ))}
        </Sheet>
      )}
      {typeof step === "object" && step !== null && (
        <PinSheet
          title={t("floor.handover.signs", { name: step.name })}
          word={t("floor.handover.takeOver")}
          onPin={async (pin) => {
            const who = await signInWithPin(terminalKey, { user: step.user }, pin);
            void takenOver(who);
          }}
          onClose={close}
        />
      )}
    </section>
  );
}
