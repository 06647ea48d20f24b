/** A job as the station shows it: big and on top, or as a row of the queue. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { Sign, type SignName } from "@/shared/ui/Sign";
import { type Job, percent, type State, stateOf } from "./jobs";

const SIGNS: Readonly<Record<State, SignName>> = {
  running: "play",
  paused: "pause",
  blocked: "stop",
  ready: "ready",
  waiting: "clock",
};

export function Pill({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const state = stateOf(job);
  return (
    <span className={`pill pill-${state}`}>
      <Sign name={SIGNS[state]} size={24} /> {t(`floor.state.${state}`)}
    </span>
  );
}

function useFigures() {
  const { i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 3 });
  const day = new Intl.DateTimeFormat(i18n.language, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return {
    number: (text: string) => number.format(Number(text)),
    day: (text: string) => day.format(new Date(text)),
  };
}

function Due({ at }: { readonly at: string | null }) {
  const { t } = useTranslation();
  const { day } = useFigures();
  if (at === null) return null;
  const isLate = Date.parse(at) < Date.now();
  return (
    <span className={isLate ? "due late" : "due"}>
      <Sign name={isLate ? "warn" : "clock"} size={24} />
      {isLate ? t("floor.job.late", { at: day(at) }) : t("floor.job.due", { at: day(at) })}
    </span>
  );
}

export function NextJob({
  job,
  onReport,
  onPause,
}: {
  readonly job: Job;
  readonly onReport: () => void;
  readonly onPause: () => void;
}) {
  const { t } = useTranslation();
  const { number } = useFigures();
  return (
    <section className={`next next-${stateOf(job)}`}>
      <header>
        <Pill job={job} />
        <Due at={job.due_at} />
      </header>
      <h1>{job.operation}</h1>
      <p className="job-line">
        <strong>{job.code}</strong>
        <span>{job.material}</span>
      </p>
      <div className="figures">
        <p>
          <strong>{number(job.good)}</strong>
          <span className="quiet">
            {t("floor.job.of", { ordered: number(job.ordered), unit: job.unit ?? "" })}
          </span>
        </p>
        {job.has_predecessor && (
          <p>
            <strong>{number(job.waiting)}</strong>
            <span className="quiet">{t("floor.job.here")}</span>
          </p>
        )}
      </div>
      <progress max={100} value={percent(job)} aria-label={t("floor.job.done")} />
      <Dock job={job} onReport={onReport} onPause={onPause} />
    </section>
  );
}

function Dock({
  job,
  onReport,
  onPause,
}: {
  readonly job: Job;
  readonly onReport: () => void;
  readonly onPause: () => void;
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const state = stateOf(job);
  const go = async (command: string, done: string) => {
    setBusy(true);
    const fields = { job_order: job.code, source: "terminal" };
    await say({ command, fields, said: `${job.code} · ${job.operation}` }, done);
    setBusy(false);
  };
  if (state === "blocked") return <p className="note bad">{t("floor.job.blocked")}</p>;
  return (
    <div className="dock">
      {state === "running" && (
        <button type="button" className="key" onClick={onPause}>
          <Sign name="pause" size={36} /> {t("floor.do.pause")}
        </button>
      )}
      {state === "paused" && (
        <button
          type="button"
          className="key go"
          disabled={busy}
          onClick={() => go("kernel.resume_job_order", t("floor.done.resumed"))}
        >
          <Sign name="play" size={36} /> {t("floor.do.resume")}
        </button>
      )}
      {(state === "ready" || state === "waiting") && (
        <button
          type="button"
          className="key go"
          disabled={busy}
          onClick={() => go("kernel.start_job_order", t("floor.done.started"))}
        >
          <Sign name="play" size={36} /> {t("floor.do.start")}
        </button>
      )}
      {state !== "paused" && (
        <button type="button" className="key primary" onClick={onReport}>
          <Sign name="check" size={36} /> {t("floor.do.report")}
        </button>
      )}
    </div>
  );
}

export function JobRow({ job, onPick }: { readonly job: Job; readonly onPick: () => void }) {
  const { t } = useTranslation();
  const { number } = useFigures();
  return (
    <button type="button" className="row" onClick={onPick}>
      <Pill job={job} />
      <span className="row-name">
        <strong>{job.operation}</strong>
        <span className="quiet">
          {job.code} · {job.material}
        </span>
      </span>
      <span className="row-count">
        {number(job.good)} / {number(job.ordered)}
        <span className="sr-only">{t("floor.job.done")}</span>
      </span>
    </button>
  );
}
