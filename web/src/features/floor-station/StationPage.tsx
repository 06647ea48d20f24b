/** A station at work: the next job on top, what comes after it, and one dock of actions. */

import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScreenProps } from "@/shared/floor/screen";
import { useOutbox } from "@/shared/offline/outbox";
import { useScan } from "@/shared/scan";
import { showFlash } from "@/shared/ui/flash";
import { JobRow, NextJob } from "./JobCards";
import { type Job, nextOf, overlaid } from "./jobs";
import { PauseSheet } from "./PauseSheet";
import { useQueue, useReasons, whatIs } from "./plant";
import { ReportPage } from "./ReportPage";
import { UndoBar } from "./UndoBar";
import "./station.css";

interface Open {
  readonly what: "report" | "pause";
  readonly code: string;
  readonly quantity?: string;
  readonly card?: string;
}

/** Codes of people's badges are none of ours to know: what nothing else is may be one. */
export function StationPage({ me, station, isKnown, active, onDraft, onBadge }: ScreenProps) {
  const { t } = useTranslation();
  const read = useQueue(station, isKnown);
  const waiting = useOutbox((state) => state.waiting);
  const reasons = useReasons();
  const [picked, setPicked] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [unknown, setUnknown] = useState<string | null>(null);
  const top = useRef<HTMLElement>(null);
  const jobs = read === null ? null : overlaid(read, waiting);
  const turn = (next: Open | null) => {
    setOpen(next);
    onDraft(next?.what === "report");
  };
  const scanned = async (code: string) => {
    setUnknown(null);
    const known = jobs?.find((job) => job.code === code || job.work_order === code);
    if (known) return setPicked(known.code);
    const card = await whatIs(code);
    const job = jobs?.find((one) => one.code === card?.job_order);
    if (card && job) {
      setPicked(job.code);
      const lies = Number(card.waiting) > 0 ? { quantity: String(Number(card.waiting)) } : {};
      return turn({ what: "report", code: job.code, card: card.flow_card, ...lies });
    }
    if (card) {
      const detail = t("floor.scan.elsewhere", { code, job: card.job_order });
      return showFlash({ tone: "bad", word: t("floor.scan.notHere"), detail });
    }
    setUnknown(code);
  };
  useScan((code) => void scanned(code), active && open === null);
  if (jobs === null) return <Loading />;
  const next = nextOf(jobs, picked);
  const opened = jobs.find((job) => job.code === open?.code);
  if (open?.what === "report" && opened) {
    const { quantity, card } = open;
    return (
      <ReportPage
        me={me}
        job={opened}
        reasons={reasons}
        {...(quantity ? { quantity } : {})}
        {...(card ? { card } : {})}
        onClose={() => turn(null)}
      />
    );
  }
  const pick = (code: string) => {
    setPicked(code);
    top.current?.scrollTo({ top: 0 });
  };
  return (
    <main className="station" ref={top}>
      {unknown !== null && (
        <Unknown code={unknown} onBadge={onBadge} onClose={() => setUnknown(null)} />
      )}
      {next ? (
        <NextJob
          job={next}
          onReport={() => turn({ what: "report", code: next.code })}
          onPause={() => turn({ what: "pause", code: next.code })}
        />
      ) : (
        <p className="empty">{t("floor.queue.empty")}</p>
      )}
      <Rest jobs={jobs.filter((job) => job !== next)} onPick={pick} />
      <UndoBar me={me} />
      {open?.what === "pause" && opened && <PauseSheet job={opened} onClose={() => turn(null)} />}
    </main>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <main className="station" aria-busy="true" aria-label={t("floor.loading")}>
      <div className="next skeleton" />
      <div className="rest skeleton" />
    </main>
  );
}

function Rest({
  jobs,
  onPick,
}: {
  readonly jobs: readonly Job[];
  readonly onPick: (code: string) => void;
}) {
  const { t } = useTranslation();
  if (jobs.length === 0) return null;
  return (
    <section className="rest">
      <h2>{t("floor.queue.after", { count: jobs.length })}</h2>
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} onPick={() => onPick(job.code)} />
      ))}
    </section>
  );
}

function Unknown({
  code,
  onBadge,
  onClose,
}: {
  readonly code: string;
  readonly onBadge: (badge: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="note bad unknown" role="alert">
      <strong>{t("floor.scan.unknown", { code })}</strong>
      <button type="button" className="key" onClick={() => onBadge(code)}>
        {t("floor.scan.asBadge")}
      </button>
      <button type="button" className="key" onClick={onClose}>
        {t("form.cancel")}
      </button>
    </section>
  );
}
