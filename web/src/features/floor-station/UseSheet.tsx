/** Bring a lot to the job: because it stands elsewhere, or instead of what the bill says. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { named } from "@/shared/format";
import { Keypad } from "@/shared/touch/Keypad";
import { amountOf, press, proposal } from "@/shared/touch/typed";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Job } from "./jobs";
import { UNMARKED } from "./marks";
import { mount } from "./mounted";
import type { Fit } from "./plant";
import { bringing } from "./use";

const WHY = ["released", "replaced", "leftover"] as const;

interface Asked {
  readonly job: Job;
  readonly fit: Fit;
  readonly onClose: () => void;
}

export function UseSheet({ job, fit, onClose }: Asked) {
  const { t, i18n } = useTranslation();
  const part = (job.marks ?? UNMARKED).components.find((one) => one.material === fit.material);
  const lacks = part === undefined ? 0 : Number(part.needed) - Number(part.here);
  const [typed, setTyped] = useState(() => proposal(lacks > 0 ? String(lacks) : ""));
  const [why, setWhy] = useState<string | null>(null);
  const instead = fit.verdict === "not_on_bill";
  const amount = amountOf(typed);
  const bring = async () => {
    if (amount === null) return;
    onClose();
    const reason = why === null ? "" : t(`floor.use.${why}`);
    const said = `${job.code} · ${fit.lot} · ${amount} ${fit.unit}`;
    const order = bringing(job.code, fit, { amount, reason });
    const given = await say({ ...order, said }, t("floor.use.brought"));
    if (given !== null && !instead) mount(job.code, { material: fit.material, lot: fit.lot });
  };
  return (
    <Sheet title={instead ? t("floor.use.instead") : t("floor.use.bring")} onClose={onClose}>
      <p>
        <strong>{named(fit, i18n.language)}</strong> {fit.lot} · {fit.elsewhere[0]}
      </p>
      {instead && (
        <fieldset className="reasons" aria-label={t("floor.use.why")}>
          {WHY.map((one) => (
            <button
              type="button"
              className="key"
              aria-pressed={why === one}
              key={one}
              onClick={() => setWhy(one)}
            >
              {t(`floor.use.${one}`)}
            </button>
          ))}
        </fieldset>
      )}
      <output className={typed.proposed ? "typed proposed" : "typed"}>
        {typed.text || "0"} <small>{fit.unit}</small>
      </output>
      <Keypad onKey={(key) => setTyped(press(typed, key))} point={fit.unit !== "pcs"} />
      <button
        type="button"
        className="key primary"
        disabled={amount === null || (instead && why === null)}
        onClick={bring}
      >
        <Sign name="box" /> {t("floor.use.do")}
      </button>
    </Sheet>
  );
}
