/** A station at work: the next job on top, what comes after it, and one dock of actions. */

import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PrintKey } from "@/engine/print/PrintKey";
import { goTo } from "@/shared/floor/address";
import type { ScreenProps } from "@/shared/floor/screen";
import { UndoBar } from "@/shared/floor/UndoBar";
import { useOutbox } from "@/shared/offline/outbox";
import { useScan } from "@/shared/scan";
import { CallSheet } from "./CallSheet";
import { ChangeSheet } from "./ChangeSheet";
import { FinishSheet } from "./FinishSheet";
import { FoundSheet, type Shown } from "./FoundSheet";
import { JobRow, NextJob } from "./JobCards";
import { type Job, nextOf, overlaid } from "./jobs";
import { LotsSheet } from "./LotsSheet";
import { OWN } from "./own";
import { PapersSheet } from "./PapersSheet";
import { PauseSheet } from "./PauseSheet";
import { PeopleSheet } from "./PeopleSheet";
import { type Fit, useQueue, useReasons } from "./plant";
import { ReportPage } from "./ReportPage";
import { undoFields } from "./report";
import { StepsSheet } from "./StepsSheet";
import { type Screen, scanned } from "./scanned";
import { UseSheet } from "./UseSheet";
import "./station.css";

export type Sheets =
  | "papers"
  | "pause"
  | "call"
  | "people"
  | "lots"
  | "change"
  | "steps"
  | "finish";

type Open =
  | {
      readonly what: "report";
      readonly code: string;
      readonly quantity: string | undefined;
      readonly card: string | undefined;
    }
  | { readonly what: Sheets; readonly code: string; readonly wanted?: Wanted }
  | { readonly what: "use"; readonly code: string; readonly fit: Fit }
  | { readonly what: "found"; readonly found: Shown; readonly scanned: string };

interface Wanted {
  readonly kind: string;
  readonly text: string;
}

const DRAFTS: ReadonlySet<string | undefined> = new Set(["report", "use"]);

/** Codes of people's badges are none of ours to know: what nothing else is may be one. */
export function StationPage({ me, station, isKnown, active, onDraft, onBadge }: ScreenProps) {
  const { t } = useTranslation();
  const read = useQueue(station, isKnown, active);
  const waiting = useOutbox((state) => state.waiting);
  const reasons = useReasons();
  const [picked, setPicked] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [unknown, setUnknown] = useState<string | null>(null);
  const top = useRef<HTMLElement>(null);
  const jobs = read === null ? null : overlaid(read, waiting);
  const turn = (next: Open | null) => {
    setOpen(next);
    onDraft(DRAFTS.has(next?.what));
  };
  const next = nextOf(jobs ?? [], picked);
  const pick = (code: string) => {
    setPicked(code);
    setOpen(null);
    top.current?.scrollTo({ top: 0 });
  };
  const screen: Screen = {
    me,
    jobs: jobs ?? [],
    next,
    onJob: pick,
    onCard: (code, card, quantity) => {
      setPicked(code);
      turn({ what: "report", code, card, quantity });
    },
    onFound: (found, code) => turn({ what: "found", found, scanned: code }),
    onUse: (fit) => next && turn({ what: "use", code: next.code, fit }),
    onUnknown: setUnknown,
  };
  const scan = (code: string) => {
    setUnknown(null);
    void scanned(code, screen);
  };
  useScan(scan, active && open === null && jobs !== null);
  if (jobs === null) return <Loading />;
  const opened = open && "code" in open ? jobs.find((job) => job.code === open.code) : undefined;
  if (open?.what === "report" && opened) {
    return (
      <ReportPage
        me={me}
        job={opened}
        reasons={reasons}
        quantity={open.quantity}
        card={open.card}
        onClose={() => turn(null)}
      />
    );
  }
  return (
    <main className={jobs.length > 1 ? "station" : "station alone"} ref={top}>
      {unknown !== null && (
        <Unknown code={unknown} onBadge={onBadge} onClose={() => setUnknown(null)} />
      )}
      {next ? (
        <NextJob
          job={next}
          user={me.user}
          onReport={() =>
            next.marks?.change
              ? turn({ what: "change", code: next.code })
              : turn({ what: "report", code: next.code, quantity: undefined, card: undefined })
          }
          onOpen={(what) => turn({ what, code: next.code })}
          onCheck={(code) => goTo({ screen: "inspection", path: [code] })}
        />
      ) : (
        <p className="empty">{t("floor.queue.empty")}</p>
      )}
      <Rest jobs={jobs.filter((job) => job !== next)} onPick={pick} />
      <UndoBar
        user={me.user}
        own={OWN}
        word={t("floor.undo.last")}
        done={t("floor.done.undone")}
        orderOf={({ id, said }) => ({
          command: "kernel.correct_report",
          fields: undoFields(id, t("floor.undo.reason")),
          said,
        })}
        beside={({ paper }) => paper && <PrintKey paper={paper} />}
      />
      {open && open.what !== "report" && (
        <Opened
          open={open}
          job={opened ?? next}
          screen={screen}
          onScan={scan}
          onBadge={onBadge}
          onTurn={turn}
        />
      )}
    </main>
  );
}

interface OpenedAsked {
  readonly open: Exclude<Open, { readonly what: "report" }>;
  readonly job: Job | undefined;
  readonly screen: Screen;
  readonly onScan: (code: string) => void;
  readonly onBadge: (code: string) => void;
  readonly onTurn: (open: Open | null) => void;
}

/** The sheet over the station. */
function Opened({ open, job, screen, onScan, onBadge, onTurn }: OpenedAsked) {
  const close = () => onTurn(null);
  if (open.what === "found") {
    return (
      <FoundSheet
        found={open.found}
        job={job}
        me={screen.me}
        onBadge={() => {
          close();
          onBadge(open.scanned);
        }}
        onCall={(kind, text) =>
          job && onTurn({ what: "call", code: job.code, wanted: { kind, text } })
        }
        onJob={screen.onJob}
        onClose={close}
      />
    );
  }
  if (job === undefined) return null;
  if (open.what === "use") return <UseSheet job={job} fit={open.fit} onClose={close} />;
  if (open.what === "papers") return <PapersSheet job={job} onClose={close} />;
  if (open.what === "pause") return <PauseSheet job={job} onClose={close} />;
  if (open.what === "steps") return <StepsSheet job={job} user={screen.me.user} onClose={close} />;
  if (open.what === "finish") return <FinishSheet job={job} onClose={close} />;
  if (open.what === "change") return <ChangeSheet job={job} onClose={close} />;
  if (open.what === "call") {
    const wanted = open.wanted ? { wanted: open.wanted } : {};
    return <CallSheet job={job} {...wanted} onClose={close} />;
  }
  if (open.what === "people") {
    return <PeopleSheet job={job} me={screen.me} onScan={onScan} onClose={close} />;
  }
  const call = () =>
    onTurn({ what: "call", code: job.code, wanted: { kind: "material", text: "" } });
  return <LotsSheet job={job} onScan={onScan} onCall={call} onClose={close} />;
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
