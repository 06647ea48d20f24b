/** Report pieces: good as proposed in two touches, bad ones with their reason in four. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/shared/api/session";
import { PhotoKey } from "@/shared/floor/PhotoKey";
import { say } from "@/shared/floor/say";
import { named } from "@/shared/format";
import { useScan } from "@/shared/scan";
import { gaugeValue } from "@/shared/scan/gauge";
import { amountOf, press, proposal } from "@/shared/touch/typed";
import { showFlash } from "@/shared/ui/flash";
import { Sign } from "@/shared/ui/Sign";
import { CountPad, ValuePad } from "./Amount";
import { type Job, proposed } from "./jobs";
import { Lines } from "./Lines";
import { UNMARKED } from "./marks";
import { lotsOf } from "./mounted";
import { OWN } from "./own";
import { paperOfCard } from "./papers";
import type { Reason } from "./plant";
import { Reasons } from "./Reasons";
import { isBad, type Kind, kindsFor, type Line, reportFields } from "./report";
import { ValuesList } from "./ValuesList";
import { isRight, missing, nextNumber, saidValues, type Values } from "./values";
import { personsOf, sharersOf, Who } from "./Who";
import "./report.css";

interface Asked {
  readonly me: Me;
  readonly job: Job;
  readonly reasons: readonly Reason[];
  /** What is on the card that was scanned. */
  readonly quantity: string | undefined;
  readonly card: string | undefined;
  readonly onClose: () => void;
}

export function ReportPage({ me, job, reasons, quantity, card, onClose }: Asked) {
  const { t, i18n } = useTranslation();
  const first = quantity ?? proposed(job);
  const [kind, setKind] = useState<Kind>("good");
  const [typed, setTyped] = useState(() => proposal(first));
  const [reason, setReason] = useState<string | null>(null);
  const [photo, setPhoto] = useState<string | null>(null);
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [who, setWho] = useState(() => sharersOf(me, (job.marks ?? UNMARKED).present));
  const [busy, setBusy] = useState(false);
  const asked = (job.marks ?? UNMARKED).parameters ?? [];
  const [values, setValues] = useState<Values>({});
  const [at, setAt] = useState<string | null>(null);
  const number = asked.find((one) => one.code === at);
  const put = (code: string, value: string) => setValues({ ...values, [code]: value });
  const goOn = (now: Values) => setAt(at === null ? null : (nextNumber(asked, now, at) ?? null));
  useScan((scanned) => {
    const value = gaugeValue(scanned);
    if (value === null || number === undefined) return;
    const now = { ...values, [number.code]: value };
    setValues(now);
    // What is out of limits stays in sight until somebody goes on.
    if (isRight(number, value)) goOn(now);
  });
  const turn = (next: Kind) => {
    setKind(next);
    setReason(null);
    setPhoto(null);
    const again = lines.length > 0 ? "" : first;
    setTyped(proposal(next === "good" ? again : "1"));
  };
  const amount = amountOf(typed);
  const isComplete = amount !== null && (kind === "good" || reason !== null);
  const current: Line | null = isComplete
    ? { kind, amount, reason, ...(photo && isBad(kind) ? { photo } : {}) }
    : null;
  const all = current ? [...lines, current] : lines;
  const add = () => {
    if (current === null) return;
    setLines([...lines, current]);
    setReason(null);
    setPhoto(null);
    setTyped(proposal(""));
  };
  const words = (line: Line) => `${t(`floor.kind.${line.kind}`)} ${line.amount}`;
  const report = async () => {
    const first = missing(asked, values);
    if (first !== undefined) {
      showFlash({
        tone: "kept",
        word: t("floor.values.open"),
        detail: named(first, i18n.language),
      });
      return setAt(first.kind === "number" ? first.code : null);
    }
    setBusy(true);
    const fields = reportFields(job.code, {
      lines: all,
      card: card ?? null,
      components: lotsOf(job.code),
      values: saidValues(asked, values),
      persons: personsOf(who),
    });
    const said = `${job.code} · ${all.map(words).join(", ")} ${job.unit ?? ""}`.trim();
    const done = all.map(words).join(", ");
    const given = await say({ command: "kernel.report_operation", fields, said }, done);
    setBusy(false);
    if (given === null) return;
    const paper = card && paperOfCard(card);
    OWN.remember({ id: given.id, user: me.user, said, at: Date.now(), ...(paper && { paper }) });
    onClose();
  };
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
        {kindsFor(me).map((one) => (
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
      <section className="beside">
        <Lines
          lines={lines}
          unit={job.unit}
          onRemove={(at) => setLines(lines.filter((_, i) => i !== at))}
        />
        {kind !== "good" && (
          <Reasons kind={kind} reasons={reasons} chosen={reason} onChoose={setReason} />
        )}
        {isBad(kind) && <PhotoKey taken={photo} onPhoto={setPhoto} />}
        <ValuesList asked={asked} values={values} at={at} onAt={setAt} onValue={put} />
        <Who who={who} onChange={setWho} />
      </section>
      {number ? (
        <ValuePad
          one={number}
          typed={values[number.code] ?? ""}
          onValue={(value) => put(number.code, value)}
          onDone={() => goOn(values)}
        />
      ) : (
        <CountPad typed={typed} unit={job.unit} onKey={(key) => setTyped(press(typed, key))} />
      )}
      <div className="sends">
        <button
          type="button"
          className="key add"
          aria-label={t("floor.report.add")}
          disabled={current === null}
          onClick={add}
        >
          <Sign name="plus" size={36} />
        </button>
        <button
          type="button"
          className={`key primary send send-${isBad(kind) ? "bad" : "good"}`}
          disabled={all.length === 0 || busy}
          onClick={report}
        >
          <Sign name={isBad(kind) ? "warn" : "check"} size={36} />
          {all.length === 0
            ? t("floor.do.report")
            : t("floor.do.reportKind", { what: all.map(words).join(" + ") })}
        </button>
      </div>
    </main>
  );
}
