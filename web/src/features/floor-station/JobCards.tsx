/** A job as the station shows it: big and on top, or as a row of the queue. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { instant, number } from "@/shared/format";
import { Sign, type SignName } from "@/shared/ui/Sign";
import { type Job, percent, type State, stateOf } from "./jobs";
import { UNMARKED } from "./marks";
import { useMounted } from "./mounted";
import type { Sheets } from "./StationPage";
import { makeReady, unread, useSteps } from "./steps";

const SIGNS: Readonly<Record<State, SignName>> = {
  running: "play",
  paused: "pause",
  blocked: "stop",
  ready: "ready",
  waiting: "clock",
  material: "box",
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

function Due({ at }: { readonly at: string | null }) {
  const { t, i18n } = useTranslation();
  if (at === null) return null;
  const isLate = Date.parse(at) < Date.now();
  const told = { at: instant(at, i18n.language) };
  return (
    <span className={isLate ? "due late" : "due"}>
      <Sign name={isLate ? "warn" : "clock"} size={24} />
      {isLate ? t("floor.job.late", told) : t("floor.job.due", told)}
    </span>
  );
}

/** Whether the material for it is here. */
function Kit({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const { kit, kit_pieces: pieces } = job.marks ?? UNMARKED;
  if (kit === "none") return null;
  return (
    <span className={`kit kit-${kit}`}>
      <Sign name={kit === "complete" ? "check" : "box"} size={24} />
      {t(`floor.kit.${kit}`, { pieces: number(pieces) })}
    </span>
  );
}

interface NextAsked {
  readonly job: Job;
  readonly user: string;
  readonly onReport: () => void;
  readonly onOpen: (what: Sheets) => void;
  readonly onCheck: (code: string) => void;
}

export function NextJob({ job, user, onReport, onOpen, onCheck }: NextAsked) {
  const { t } = useTranslation();
  useEffect(() => void makeReady([job.code]), [job.code]);
  return (
    <section className={`next next-${stateOf(job)}`}>
      <header>
        <Pill job={job} />
        <Kit job={job} />
        <Due at={job.due_at} />
      </header>
      <h1>{job.operation}</h1>
      <p className="job-line">
        <strong>{job.code}</strong>
        <span>{job.material}</span>
      </p>
      <Notices job={job} onOpen={onOpen} />
      <div className="middle">
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
        <Tools job={job} user={user} onOpen={onOpen} onCheck={onCheck} />
      </div>
      <progress max={100} value={percent(job)} aria-label={t("floor.job.done")} />
      <Dock job={job} user={user} onReport={onReport} onOpen={onOpen} />
    </section>
  );
}

/** What has to be read before work goes on. */
function Notices({ job, onOpen }: { readonly job: Job; readonly onOpen: (what: Sheets) => void }) {
  const { t } = useTranslation();
  const { change } = job.marks ?? UNMARKED;
  if (!change) return null;
  return (
    <button type="button" className="key note kept notice" onClick={() => onOpen("change")}>
      <Sign name="warn" /> {t("floor.change.unread")}
    </button>
  );
}

function Tools({ job, user, onOpen, onCheck }: Omit<NextAsked, "onReport">) {
  const { t } = useTranslation();
  const { calls, present, components, checks } = job.marks ?? UNMARKED;
  const lots = useMounted((state) => state.lots[job.code]?.length ?? 0);
  const isUnread = useSteps((state) => unread(state, user, job)) !== "no";
  const [check] = checks;
  const waits = calls.some((call) => call.acknowledged_at === null);
  return (
    <div className="tools">
      <button
        type="button"
        className={calls.length > 0 ? `key tool ${waits ? "tool-kept" : "tool-good"}` : "key tool"}
        onClick={() => onOpen("call")}
      >
        <Sign name="bell" size={32} />
        <span>{t("floor.tool.call")}</span>
        {calls.length > 0 && <b>{calls.length}</b>}
      </button>
      <button type="button" className="key tool" onClick={() => onOpen("people")}>
        <Sign name="people" size={32} />
        <span>{t("floor.tool.people")}</span>
        {present.length > 0 && <b>{present.length}</b>}
      </button>
      <button
        type="button"
        className={isUnread ? "key tool tool-kept" : "key tool"}
        onClick={() => onOpen("steps")}
      >
        <Sign name="picture" size={32} />
        <span>{t("floor.tool.steps")}</span>
        {isUnread && <b>!</b>}
      </button>
      {components.length > 0 && (
        <button type="button" className="key tool" onClick={() => onOpen("lots")}>
          <Sign name="box" size={32} />
          <span>{t("floor.tool.lots")}</span>
          {lots > 0 && <b>{lots}</b>}
        </button>
      )}
      {check && (
        <button type="button" className="key tool tool-kept" onClick={() => onCheck(check.code)}>
          <Sign name="ruler" size={32} />
          <span>{t("floor.tool.check")}</span>
          <b>{checks.length}</b>
        </button>
      )}
      {job.work_order !== null && (
        <button type="button" className="key tool" onClick={() => onOpen("papers")}>
          <Sign name="printer" size={32} />
          <span>{t("floor.tool.papers")}</span>
        </button>
      )}
      {job.status === "running" && (
        <button type="button" className="key tool" onClick={() => onOpen("finish")}>
          <Sign name="ready" size={32} />
          <span>{t("floor.finish.tool")}</span>
        </button>
      )}
    </div>
  );
}

function Dock({ job, user, onReport, onOpen }: Omit<NextAsked, "onCheck">) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const state = stateOf(job);
  const isChanged = useSteps((steps) => unread(steps, user, job)) === "changed";
  const go = async (command: string, done: string) => {
    // What was changed is read before the work goes on.
    if (job.marks?.change) return onOpen("change");
    if (isChanged) return onOpen("steps");
    setBusy(true);
    const fields = { job_order: job.code, source: "terminal" };
    await say({ command, fields, said: `${job.code} · ${job.operation}` }, done);
    setBusy(false);
  };
  if (state === "blocked") {
    const why = job.marks?.hold_reason;
    return (
      <p className="note bad">
        {t("floor.job.blocked")}
        {why && <strong className="hold-reason">{why}</strong>}
      </p>
    );
  }
  const starts = state === "ready" || state === "waiting" || state === "material";
  return (
    <div className="dock">
      {state === "running" && (
        <button type="button" className="key" onClick={() => onOpen("pause")}>
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
      {starts && (
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
  return (
    <button type="button" className="row" onClick={onPick}>
      <span className="row-state">
        <Pill job={job} />
        <Kit job={job} />
      </span>
      <span className="row-name">
        <strong>{job.operation}</strong>
        <span className="quiet row-codes">
          <span>{job.code}</span>
          <span>{job.material}</span>
        </span>
        <Due at={job.due_at} />
      </span>
      <span className="row-count">
        {number(job.good)} / {number(job.ordered)}
        <span className="sr-only">{t("floor.job.done")}</span>
      </span>
    </button>
  );
}
