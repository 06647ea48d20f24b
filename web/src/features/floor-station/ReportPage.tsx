/** Report pieces: good as proposed in two touches, bad ones with their reason in four. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/shared/api/session";
import { say } from "@/shared/floor/say";
import { useScan } from "@/shared/scan";
import { Keypad } from "@/shared/touch/Keypad";
import { amountOf, press, proposal } from "@/shared/touch/typed";
import { Sign } from "@/shared/ui/Sign";
import { type Job, proposed } from "./jobs";
import { rememberReport } from "./own";
import type { Reason } from "./plant";
import { KINDS, type Kind, mayJudge, reportFields } from "./report";
import "./report.css";

interface Asked {
  readonly me: Me;
  readonly job: Job;
  readonly reasons: readonly Reason[];
  /** What is on the card that was scanned. */
  readonly quantity?: string;
  readonly card?: string;
  readonly onClose: () => void;
}

export function ReportPage({ me, job, reasons, quantity, card, onClose }: Asked) {
  const { t, i18n } = useTranslation();
  const first = quantity ?? proposed(job);
  const [kind, setKind] = useState<Kind>("good");
  const [typed, setTyped] = useState(() => proposal(first));
  const [reason, setReason] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useScan(() => undefined);
  const turn = (next: Kind) => {
    setKind(next);
    setTyped(proposal(next === "good" ? first : "1"));
  };
  const amount = amountOf(typed);
  const isComplete = amount !== null && (kind === "good" || reason !== null);
  const report = async () => {
    if (amount === null) return;
    setBusy(true);
    const fields = reportFields(job.code, { kind, amount, reason, card: card ?? null });
    const said = `${job.code} · ${t(`floor.kind.${kind}`)} ${amount} ${job.unit ?? ""}`.trim();
    const given = await say(
      { command: "kernel.report_operation", fields, said },
      `${t(`floor.kind.${kind}`)} ${amount}`,
    );
    setBusy(false);
    if (given === null) return;
    rememberReport({ id: given.id, user: me.user, said, at: Date.now() });
    onClose();
  };
  const kinds = KINDS.filter((one) => one === "good" || (one === "to_judge") !== mayJudge(me));
  const named = (one: Reason) => (i18n.language === "en" && one.name_en ? one.name_en : one.name);
  return (
    <main className={`report report-${kind}`}>
      <header>
        <button type="button" className="key back" onClick={onClose}>
          <Sign name="back" /> {t("floor.back")}
        </button>
        <p className="job-line">
          <strong>{job.operation}</strong>
          <span>{job.code}</span>
        </p>
      </header>
      <fieldset className="kinds" aria-label={t("floor.kind.which")}>
        {kinds.map((one) => (
          <button
            type="button"
            aria-pressed={kind === one}
            className={`key kind kind-${one}`}
            key={one}
            onClick={() => turn(one)}
          >
            {t(`floor.kind.${one}`)}
          </button>
        ))}
      </fieldset>
      {kind !== "good" && (
        <section className="reasons" aria-label={t("floor.reason")}>
          <h2>{t("floor.reason")}</h2>
          {reasons.length === 0 && <p className="note">{t("floor.noReasons")}</p>}
          {reasons.map((one) => (
            <button
              type="button"
              className="key"
              aria-pressed={reason === one.code}
              key={one.code}
              onClick={() => setReason(one.code)}
            >
              {named(one)}
            </button>
          ))}
        </section>
      )}
      <section className="amount">
        <output className={typed.proposed ? "typed proposed" : "typed"}>
          {typed.text || "0"} <small>{job.unit}</small>
        </output>
        <Keypad onKey={(key) => setTyped(press(typed, key))} point={job.unit !== "pcs"} />
      </section>
      <button
        type="button"
        className={`key primary send send-${kind}`}
        disabled={!isComplete || busy}
        onClick={report}
      >
        <Sign name={kind === "good" ? "check" : "warn"} size={36} />
        {amount === null
          ? t("floor.do.report")
          : t("floor.do.reportKind", { kind: t(`floor.kind.${kind}`), amount })}
      </button>
    </main>
  );
}
