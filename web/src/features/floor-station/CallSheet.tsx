/** Call for help: quality, material, a machine, people; and who is on the way. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { clockTime, named, number } from "@/shared/format";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign, type SignName } from "@/shared/ui/Sign";
import type { Job } from "./jobs";
import { type Call, missingOf, UNMARKED } from "./marks";

const KINDS: Readonly<Record<string, SignName>> = {
  quality: "ruler",
  material: "box",
  machine: "wrench",
  tool: "wrench",
  people: "people",
  safety: "warn",
};
/** Somebody may be hurt: nothing is worse. */
const WORST = 4;
const USUAL = 2;

interface Asked {
  readonly job: Job;
  /** What was scanned and is to be asked for. */
  readonly wanted?: { readonly kind: string; readonly text: string };
  readonly onClose: () => void;
}

export function CallSheet({ job, wanted, onClose }: Asked) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<string | null>(wanted?.kind ?? null);
  const [stops, setStops] = useState(false);
  const raise = async (what: string, text: string) => {
    onClose();
    const severity = what === "safety" ? WORST : USUAL;
    const said = `${job.code} · ${t(`floor.call.${what}`)}${text ? ` · ${text}` : ""}`;
    const fields = stops
      ? { job_order: job.code, alert: what, severity, reason: text || t(`floor.call.${what}`) }
      : { job_order: job.code, kind: what, severity, text };
    const command = stops ? "kernel.hold_job_order" : "kernel.raise_work_alert";
    await say(
      { command, fields: stops ? { ...fields, source: "terminal" } : fields, said },
      t("floor.call.called"),
    );
  };
  if (kind === "material") {
    const asked = wanted?.kind === "material" ? wanted.text : null;
    return <MaterialCall job={job} asked={asked} onRaise={raise} onClose={onClose} />;
  }
  if (kind !== null) {
    return (
      <Sheet title={t(`floor.call.${kind}`)} onClose={onClose}>
        <p>{wanted?.text}</p>
        <button
          type="button"
          className="key primary"
          onClick={() => raise(kind, wanted?.text ?? "")}
        >
          <Sign name="bell" /> {t("floor.call.now")}
        </button>
      </Sheet>
    );
  }
  return (
    <Sheet title={t("floor.call.title")} onClose={onClose}>
      {(job.marks ?? UNMARKED).calls.map((call) => (
        <OpenCall key={call.code} call={call} />
      ))}
      <div className="call-kinds">
        {Object.entries(KINDS).map(([what, sign]) => (
          <button
            type="button"
            className={`key call-${what}`}
            key={what}
            onClick={() => (what === "material" ? setKind(what) : raise(what, ""))}
          >
            <Sign name={sign} size={36} /> {t(`floor.call.${what}`)}
          </button>
        ))}
      </div>
      <button type="button" className="key" aria-pressed={stops} onClick={() => setStops(!stops)}>
        <Sign name={stops ? "check" : "stop"} /> {t("floor.call.stops")}
      </button>
    </Sheet>
  );
}

export function OpenCall({ call }: { readonly call: Call }) {
  const { t } = useTranslation();
  const isTaken = call.acknowledged_at !== null;
  return (
    <p className={isTaken ? "note good call" : "note kept call"}>
      <Sign name={isTaken ? "check" : "bell"} />
      <span>
        <strong>{t(`floor.call.${call.kind}`)}</strong> {call.text}
        <span className="quiet">
          {isTaken
            ? t("floor.call.taken", {
                at: clockTime(call.acknowledged_at),
                name: call.acknowledged_by ?? "",
              })
            : t("floor.call.waits", { at: clockTime(call.raised_at) })}
        </span>
      </span>
    </p>
  );
}

function MaterialCall({
  job,
  asked,
  onRaise,
  onClose,
}: {
  readonly job: Job;
  readonly asked: string | null;
  readonly onRaise: (kind: string, text: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const missing = missingOf(job.marks ?? UNMARKED);
  return (
    <Sheet title={t("floor.call.whichMaterial")} onClose={onClose}>
      {asked && (
        <button type="button" className="key primary" onClick={() => onRaise("material", asked)}>
          <Sign name="box" /> {asked}
        </button>
      )}
      {missing.map((one) => {
        const amount = `${number(String(Number(one.needed) - Number(one.here)))} ${one.unit}`;
        const text = `${amount} ${one.material}`;
        return (
          <button
            type="button"
            className="key"
            key={one.material}
            onClick={() => onRaise("material", text)}
          >
            <Sign name="box" /> {named(one, i18n.language)} · {amount}
          </button>
        );
      })}
      <button type="button" className="key" onClick={() => onRaise("material", "")}>
        {t("floor.call.otherMaterial")}
      </button>
    </Sheet>
  );
}
