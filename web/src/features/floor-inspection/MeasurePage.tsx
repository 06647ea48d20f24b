/** Measure one piece after the other: by keypad, by a connected gauge, by sight. */

import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { PhotoKey } from "@/shared/floor/PhotoKey";
import { say } from "@/shared/floor/say";
import { named, number } from "@/shared/format";
import { useOutbox } from "@/shared/offline/outbox";
import { limitsOf } from "@/shared/plant/limits";
import { useScan } from "@/shared/scan";
import { gaugeValue } from "@/shared/scan/gauge";
import { Keypad } from "@/shared/touch/Keypad";
import { pressSigned, turned } from "@/shared/touch/typed";
import { showFlash } from "@/shared/ui/flash";
import { Sign } from "@/shared/ui/Sign";
import { CountSheet } from "./CountSheet";
import { keepDraft, readDraft } from "./draft";
import {
  type Characteristic,
  nextOpen,
  parts,
  type Result,
  resultsOf,
  type Typed,
  verdict,
  waitingOf,
} from "./measure";
import { type Bench, characteristicsOf, useBench } from "./plant";

interface Asked {
  readonly code: string;
  readonly active: boolean;
  readonly onDraft: (isOpen: boolean) => void;
  readonly onClose: () => void;
  readonly onDecide?: () => void;
}

export function MeasurePage({ code, active, onDraft, onClose, onDecide }: Asked) {
  const { t } = useTranslation();
  const bench = useBench(code, active);
  const [plan, setPlan] = useState<string | null>(null);
  const [all, setAll] = useState<readonly Characteristic[]>([]);
  const chosen = plan ?? bench.plans[0]?.code ?? null;
  useEffect(() => {
    if (chosen !== null) void characteristicsOf(chosen).then(setAll);
  }, [chosen]);
  if (!bench.isRead) {
    return <main className="measure skeleton" aria-busy="true" aria-label={t("floor.loading")} />;
  }
  if (!bench.task || chosen === null || all.length === 0) {
    return (
      <main className="inspections">
        <p className="note kept">
          {bench.task && bench.plans.length === 0
            ? t("floor.inspection.noPlan", { material: bench.task.material ?? "" })
            : t("floor.inspection.unknown", { code })}
        </p>
        <button type="button" className="key" onClick={onClose}>
          <Sign name="back" /> {t("floor.inspection.tasks")}
        </button>
      </main>
    );
  }
  return (
    <Measuring
      key={chosen}
      bench={bench}
      plan={chosen}
      all={all}
      active={active}
      onDraft={onDraft}
      onPlan={setPlan}
      onClose={onClose}
      {...(onDecide ? { onDecide } : {})}
    />
  );
}

interface MeasuringAsked extends Omit<Asked, "code"> {
  readonly bench: Bench;
  readonly plan: string;
  readonly all: readonly Characteristic[];
  readonly onPlan: (plan: string) => void;
}

/** The piece that comes next: behind what the server knows and what waits on this device. */
function useNextPiece(bench: Bench): { readonly piece: number; readonly inspected: number } {
  const entries = useOutbox((state) => state.waiting);
  const task = bench.task;
  const waiting = useMemo(() => waitingOf(entries, task?.code ?? ""), [entries, task]);
  const known = task?.inspected ?? 0;
  return { piece: Math.max(known, waiting.last) + 1, inspected: known + waiting.pieces };
}

function Measuring(asked: MeasuringAsked) {
  const { bench, plan, all, active, onDraft, onClose, onDecide } = asked;
  const { t } = useTranslation();
  const code = bench.task?.code ?? "";
  const { piece, inspected } = useNextPiece(bench);
  const [typed, setTyped] = useState<Typed>(() => readDraft(code)?.typed ?? {});
  const [gauged, setGauged] = useState<ReadonlySet<string>>(new Set());
  const [photo, setPhoto] = useState<string | null>(null);
  const [at, setAt] = useState(() => Math.max(0, nextOpen(all, readDraft(code)?.typed ?? {}, 0)));
  const [counting, setCounting] = useState(false);
  const [busy, setBusy] = useState(false);
  const one = all[at];
  const isBegun = Object.values(typed).some((value) => value !== "");
  useEffect(() => {
    keepDraft(code, { piece, typed });
    onDraft(isBegun);
  }, [code, piece, typed, isBegun, onDraft]);
  const put = useCallback(
    (value: string, goesOn: boolean, byGauge = false) => {
      if (!one) return;
      const now = { ...typed, [one.code]: value };
      setTyped(now);
      const marks = new Set(gauged);
      if (byGauge) marks.add(one.code);
      else marks.delete(one.code);
      setGauged(marks);
      const next = goesOn ? nextOpen(all, now, at + 1) : -1;
      if (next >= 0) setAt(next);
    },
    [all, at, gauged, one, typed],
  );
  useScan((scanned) => {
    const value = gaugeValue(scanned);
    // What is out of limits stays in sight until somebody goes on.
    if (value !== null && one?.kind === "variable") put(value, verdict(one, value) !== false, true);
  }, active && !counting);
  const send = async (results: readonly Result[], word: string, said: string) => {
    setBusy(true);
    const isSent = await sendAll({ inspection: code, plan }, results, { word, said });
    setBusy(false);
    return isSent;
  };
  const save = async () => {
    const results = resultsOf(all, typed, { piece, gauged, photo });
    const bad = all.some((each) => verdict(each, typed[each.code]) === false);
    const word = bad ? t("floor.inspection.pieceBad") : t("floor.inspection.pieceGood");
    const said = t("floor.inspection.said", { code, piece });
    if (!(await send(results, word, said))) return;
    if (bad) showFlash({ tone: "kept", word, detail: said });
    setTyped({});
    setGauged(new Set());
    setPhoto(null);
    setAt(0);
  };
  const isFull = nextOpen(all, typed, 0) < 0;
  return (
    <main className="measure">
      <Top asked={asked} inspected={inspected} piece={piece} onCount={() => setCounting(true)} />
      <ol className="checks" aria-label={t("floor.inspection.checks")}>
        {all.map((each, index) => (
          <Check
            key={each.id}
            one={each}
            typed={typed[each.code] ?? ""}
            current={index === at}
            onPick={() => setAt(index)}
          />
        ))}
      </ol>
      <section className="entry">
        {one && (
          <Entry
            one={one}
            typed={typed[one.code] ?? ""}
            onType={(value) => put(value, false)}
            onSight={(value) => put(value, true)}
          />
        )}
        <div className="entry-keys">
          {!isFull && one?.kind === "variable" && (
            <button
              type="button"
              className="key go"
              disabled={!typed[one.code]}
              onClick={() => setAt(Math.max(0, nextOpen(all, typed, at + 1)))}
            >
              {t("floor.inspection.next")}
            </button>
          )}
          <button
            type="button"
            className="key primary send"
            disabled={!isBegun || busy}
            onClick={() => void save()}
          >
            <Sign name="check" />{" "}
            {isFull
              ? t("floor.inspection.save", { piece })
              : t("floor.inspection.saveSome", { piece })}
          </button>
        </div>
        <PhotoKey taken={photo} onPhoto={setPhoto} />
      </section>
      <nav className="measure-foot">
        <button type="button" className="key back" onClick={onClose}>
          <Sign name="back" /> {t("floor.inspection.tasks")}
        </button>
        {onDecide && (
          <button type="button" className="key" onClick={onDecide}>
            <Sign name="ready" /> {t("floor.inspection.decide")}
          </button>
        )}
      </nav>
      {counting && (
        <CountSheet
          all={all}
          first={piece}
          sample={bench.task?.sample_size ?? null}
          onClose={() => setCounting(false)}
          onCounted={async (results, said) => {
            if (await send(results, t("floor.inspection.counted"), said)) setCounting(false);
          }}
        />
      )}
    </main>
  );
}

/** Give results in as many commands as they need; false when one of them was refused. */
async function sendAll(
  of: { readonly inspection: string; readonly plan: string },
  results: readonly Result[],
  { word, said }: { readonly word: string; readonly said: string },
): Promise<boolean> {
  for (const part of parts(results)) {
    const fields = { ...of, results: part };
    if ((await say({ command: "quality.record_results", fields, said }, word)) === null) {
      return false;
    }
  }
  return true;
}

interface TopAsked {
  readonly asked: MeasuringAsked;
  readonly inspected: number;
  readonly piece: number;
  readonly onCount: () => void;
}

/** What is measured, the piece, how far the sample is, what it comes to so far. */
function Top({ asked, inspected, piece, onCount }: TopAsked) {
  const { t, i18n } = useTranslation();
  const { bench, plan, all, onPlan } = asked;
  const { task, plans, proposals } = bench;
  if (!task) return null;
  const size = task.sample_size;
  const bad = proposals.find((one) => one.proposal === "reject");
  return (
    <header className="measure-top">
      <div className="grows">
        <strong>
          {t(`floor.inspection.kind.${task.kind}`)} · {task.code}
        </strong>
        <span className="quiet">
          {task.material} {named({ name: task.name ?? "", name_en: task.name_en }, i18n.language)}
          {" · "}
          {number(task.ordered)} {task.unit ?? ""}
        </span>
      </div>
      {plans.length > 1 && (
        <select
          className="key"
          aria-label={t("floor.inspection.plan")}
          value={plan}
          onChange={(event) => onPlan(event.target.value)}
        >
          {plans.map((one) => (
            <option key={one.code} value={one.code}>
              {one.code}
            </option>
          ))}
        </select>
      )}
      <span className="piece">
        {size === null
          ? t("floor.inspection.piece", { piece })
          : t("floor.inspection.pieceOf", { piece, size })}
      </span>
      <span className={`pill ${bad ? "pill-bad" : "pill-good"}`} role="status">
        <Sign name={bad ? "cross" : "check"} size={24} />
        {t("floor.inspection.sofar", { inspected, failed: task.failed })}
      </span>
      {all.some((one) => one.kind === "attribute") && (
        <button type="button" className="key" onClick={onCount}>
          <Sign name="list" /> {t("floor.inspection.count")}
        </button>
      )}
    </header>
  );
}

interface CheckAsked {
  readonly one: Characteristic;
  readonly typed: string;
  readonly current: boolean;
  readonly onPick: () => void;
}

function Check({ one, typed, current, onPick }: CheckAsked) {
  const { t } = useTranslation();
  const good = verdict(one, typed);
  const shown = one.kind === "attribute" ? typed && t(`floor.inspection.sight.${typed}`) : typed;
  return (
    <li>
      <button
        type="button"
        className="check"
        aria-current={current ? "step" : undefined}
        onClick={onPick}
      >
        <span className="grows">
          <strong>{one.name || one.code}</strong>
          <span className="quiet">
            {one.kind === "variable"
              ? `${limitsOf(one)} ${one.unit}`
              : t("floor.inspection.bySight")}
          </span>
        </span>
        {shown && (
          <span className={`pill pill-${good === false ? "bad" : "good"}`}>
            <Sign name={good === false ? "cross" : "check"} size={24} /> {shown}
          </span>
        )}
      </button>
    </li>
  );
}

interface EntryAsked {
  readonly one: Characteristic;
  readonly typed: string;
  readonly onType: (value: string) => void;
  readonly onSight: (value: string) => void;
}

function Entry({ one, typed, onType, onSight }: EntryAsked) {
  const { t } = useTranslation();
  const good = verdict(one, typed);
  const name = one.name || one.code;
  if (one.kind === "attribute") {
    return (
      <>
        <h2>{name}</h2>
        <div className="sights">
          <button
            type="button"
            className="key sight sight-ok"
            aria-pressed={typed === "ok"}
            onClick={() => onSight("ok")}
          >
            <Sign name="check" size={48} /> {t("floor.inspection.sight.ok")}
          </button>
          <button
            type="button"
            className="key sight sight-bad"
            aria-pressed={typed === "bad"}
            onClick={() => onSight("bad")}
          >
            <Sign name="cross" size={48} /> {t("floor.inspection.sight.bad")}
          </button>
        </div>
      </>
    );
  }
  return (
    <>
      <h2>{name}</h2>
      <output className={`typed ${good === null ? "" : good ? "typed-good" : "typed-bad"}`}>
        {typed || "–"} <small>{one.unit}</small>
      </output>
      <p className={`judged ${good === false ? "judged-bad" : "judged-good"}`} role="status">
        {good !== null && (
          <>
            <Sign name={good ? "check" : "cross"} />{" "}
            {good ? t("floor.inspection.good") : t("floor.inspection.bad")}
          </>
        )}{" "}
        <span className="quiet">{limitsOf(one)}</span>
        <button
          type="button"
          className="key square"
          aria-label={t("floor.inspection.sign")}
          onClick={() => onType(turned(typed))}
        >
          ±
        </button>
      </p>
      <Keypad onKey={(key) => onType(pressSigned(typed, key))} point />
    </>
  );
}
