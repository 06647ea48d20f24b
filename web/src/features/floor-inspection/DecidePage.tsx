/** The decision: accept, use as it is or reject; a lot may be split. Against the results with why. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Refusal } from "@/shared/api/http";
import { giveSigned } from "@/shared/floor/say";
import { number } from "@/shared/format";
import { useOutbox } from "@/shared/offline/outbox";
import { Keypad } from "@/shared/touch/Keypad";
import { type PadKey, press } from "@/shared/touch/typed";
import { showFlash } from "@/shared/ui/flash";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign, type SignName } from "@/shared/ui/Sign";
import { partsOf } from "./decision";
import { type Lot, lotsOf, type Proposal, useBench } from "./plant";

type Decision = "accept" | "conditional" | "reject";

const DECISIONS: readonly (readonly [Decision, SignName, string])[] = [
  ["accept", "check", "good"],
  ["conditional", "warn", "kept"],
  ["reject", "cross", "bad"],
];

interface Asked {
  readonly code: string;
  readonly active: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function DecidePage({ code, active, onClose, onDone }: Asked) {
  const { t } = useTranslation();
  const bench = useBench(code, active);
  const online = useOutbox((state) => state.online);
  const waiting = useOutbox((state) => state.waiting.length);
  const [lots, setLots] = useState<readonly Lot[] | null>(null);
  const [bad, setBad] = useState<Readonly<Record<string, string>>>({});
  const [splitting, setSplitting] = useState<string | null>(null);
  const [decision, setDecision] = useState<Decision | null>(null);
  const [reason, setReason] = useState("");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the network is back
  useEffect(() => {
    if (active) void lotsOf(code).then(setLots);
  }, [code, active, online]);
  const needsReason = decision !== "accept" || refusal?.confirm !== undefined;
  const ready = decision !== null && (!needsReason || reason.trim() !== "");
  const decide = async () => {
    if (decision === null) return;
    setBusy(true);
    const parts = partsOf(lots ?? [], bad);
    const word = t(`floor.inspection.decision.${decision}`);
    const given = await giveSigned({
      command: "quality.decide_inspection",
      said: `${code} ${word}`,
      fields: {
        inspection: code,
        decision,
        ...(reason.trim() ? { reason: reason.trim() } : {}),
        ...(parts.length > 0 ? { parts } : {}),
        ...(refusal?.confirm ? { confirm: [refusal.confirm] } : {}),
      },
    });
    setBusy(false);
    if (given.kind === "refused") return setRefusal(given.refusal);
    showFlash({ tone: given.kind === "booked" ? "good" : "kept", word, detail: code });
    onDone();
  };
  return (
    <main className="inspections">
      <h1>
        {t("floor.inspection.decide")} {code}
      </h1>
      <Proposed rows={bench.proposals} />
      {(!online || waiting > 0) && (
        <p className="note kept" role="status">
          <Sign name="away" />{" "}
          {online ? t("floor.inspection.resultsWait") : t("floor.inspection.decideAway")}
        </p>
      )}
      <Lots lots={lots ?? []} bad={bad} onPick={setSplitting} />
      <div className="decisions" role="radiogroup" aria-label={t("floor.inspection.decide")}>
        {DECISIONS.map(([one, sign, tone]) => (
          // biome-ignore lint/a11y/useSemanticElements: a key for a gloved finger
          <button
            type="button"
            role="radio"
            key={one}
            className={`key decision decision-${tone}`}
            aria-checked={decision === one}
            onClick={() => {
              setDecision(one);
              setRefusal(null);
            }}
          >
            <Sign name={sign} size={40} /> {t(`floor.inspection.decision.${one}`)}
          </button>
        ))}
      </div>
      {refusal && (
        <p className="note bad" role="alert">
          {refusal.title}
        </p>
      )}
      {decision !== null && needsReason && (
        <label className="why">
          {t("floor.inspection.why")}
          <input
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      )}
      <div className="entry-keys">
        <button type="button" className="key" onClick={onClose}>
          <Sign name="back" /> {t("floor.back")}
        </button>
        <button
          type="button"
          className="key primary"
          disabled={!ready || busy || !online || waiting > 0}
          onClick={() => void decide()}
        >
          <Sign name="ready" />{" "}
          {refusal?.confirm ? t("floor.inspection.overrule") : t("floor.inspection.confirm")}
        </button>
      </div>
      {splitting !== null && (
        <SplitSheet
          lot={splitting}
          value={bad[splitting] ?? ""}
          onValue={(value) => setBad({ ...bad, [splitting]: value })}
          onClose={() => setSplitting(null)}
        />
      )}
    </main>
  );
}

const TONES = { accept: "good", reject: "bad", incomplete: "kept" } as const;
const SIGNS = { accept: "check", reject: "cross", incomplete: "clock" } as const;

function Proposed({ rows }: { readonly rows: readonly Proposal[] }) {
  const { t } = useTranslation();
  return rows.map((row) => (
    <p key={row.severity} className={`note ${TONES[row.proposal]}`}>
      <Sign name={SIGNS[row.proposal]} /> {t(`floor.inspection.severity.${row.severity}`)}:{" "}
      <strong>{t(`floor.inspection.proposes.${row.proposal}`)}</strong>{" "}
      {t("floor.inspection.sample", {
        n: row.sample_size,
        ac: row.accept,
        re: row.reject,
        bad: row.nonconforming,
      })}
    </p>
  ));
}

interface LotsAsked {
  readonly lots: readonly Lot[];
  readonly bad: Readonly<Record<string, string>>;
  readonly onPick: (lot: string) => void;
}

/** What waits; a touch says how much of a lot is bad. */
function Lots({ lots, bad, onPick }: LotsAsked) {
  const { t } = useTranslation();
  if (lots.length === 0) return null;
  return (
    <ul className="counts">
      {lots.map((one) => (
        <li key={`${one.lot} ${one.place}`}>
          <button type="button" className="check" onClick={() => onPick(one.lot)}>
            <span className="grows">
              <strong>{one.lot}</strong>
              <span className="quiet">
                {one.place} · {number(one.quantity)} {one.unit}
              </span>
            </span>
            {bad[one.lot] ? (
              <span className="pill pill-bad">
                <Sign name="cross" size={24} /> {bad[one.lot]} {one.unit}
              </span>
            ) : (
              <span className="quiet">{t("floor.inspection.split")}</span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface SplitAsked {
  readonly lot: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly onClose: () => void;
}

function SplitSheet({ lot, value, onValue, onClose }: SplitAsked) {
  const { t } = useTranslation();
  const pad = (key: PadKey) => onValue(press({ text: value, proposed: false }, key).text);
  return (
    <Sheet title={t("floor.inspection.badOfLot", { lot })} onClose={onClose}>
      <output className="typed">{value || "0"}</output>
      <p className="quiet">{t("floor.inspection.restAccepted")}</p>
      <Keypad onKey={pad} point />
      <button type="button" className="key primary" onClick={onClose}>
        <Sign name="check" /> {t("floor.inspection.take")}
      </button>
    </Sheet>
  );
}
