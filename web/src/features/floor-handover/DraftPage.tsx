/** The page before it is signed: count every operation, say what the next shift has to know. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PhotoKey, Taken } from "@/shared/floor/PhotoKey";
import { say } from "@/shared/floor/say";
import type { ScreenProps, Station } from "@/shared/floor/screen";
import { clockTime, number } from "@/shared/format";
import { Sign, type SignName } from "@/shared/ui/Sign";
import { CountSheet } from "./CountSheet";
import {
  type Counted,
  type Counts,
  type Draft,
  handingOver,
  type Line,
  type Shift,
  type Standing,
  standingOf,
} from "./page";
import { Signatures } from "./Signatures";

const SIGNS: Readonly<Record<Standing, SignName>> = {
  agrees: "check",
  explained: "check",
  differs: "warn",
  open: "clock",
};

interface Asked extends ScreenProps {
  readonly draft: Draft;
  readonly center: Station;
  readonly shift: Shift | null;
  readonly day: string;
  readonly isWritten: boolean;
}

export function DraftPage(asked: Asked) {
  const { t } = useTranslation();
  const { draft, center, shift, day, isWritten, onDraft } = asked;
  const [counts, setCounts] = useState<Counts>({});
  const [notes, setNotes] = useState("");
  const [tools, setTools] = useState("");
  const [staying, setStaying] = useState<readonly string[]>([]);
  const [photos, setPhotos] = useState<readonly string[]>([]);
  const [counting, setCounting] = useState<Line | null>(null);
  const count = (line: Line, counted: Counted) => {
    setCounting(null);
    setCounts({ ...counts, [line.job_order]: counted });
    onDraft(true);
  };
  const handOver = async () => {
    const where = { center: center.code, day, shift: shift?.code ?? null };
    const fields = handingOver(where, counts, { notes, tools, staying, photos });
    const order = { command: "kernel.hand_over_shift", fields, said: draft.code };
    const given = await say(order, t("floor.handover.handed"));
    if (given !== null) onDraft(false);
    return given !== null;
  };
  const unclear = draft.lines.filter((one) =>
    ["open", "differs"].includes(standingOf(one, counts)),
  ).length;
  return (
    <>
      <header className="page-head">
        <h1>{center.name}</h1>
        <p className="quiet">
          {day} · {clockTime(draft.starts_at)}–{clockTime(draft.ends_at)}
        </p>
        <p className="figure">
          <strong>{number(draft.produced)}</strong> {t("floor.handover.produced")}
        </p>
        <p className="figure">
          <strong>{number(draft.scrapped)}</strong> {t("floor.handover.scrapped")}
        </p>
      </header>
      {!isWritten && (
        <>
          <section className="counts">
            <h2>{t("floor.handover.count")}</h2>
            {draft.lines.length === 0 && <p className="note">{t("floor.handover.noLines")}</p>}
            {draft.lines.map((line) => (
              <LineRow
                key={line.job_order}
                line={line}
                counts={counts}
                onCount={() => setCounting(line)}
              />
            ))}
          </section>
          <Around draft={draft} staying={staying} onStaying={setStaying} />
          <label className="words">
            <span>{t("floor.handover.notes")}</span>
            <textarea
              value={notes}
              rows={3}
              onChange={(event) => {
                setNotes(event.target.value);
                onDraft(true);
              }}
            />
          </label>
          <label className="words">
            <span>{t("floor.handover.tools")}</span>
            <textarea value={tools} rows={2} onChange={(event) => setTools(event.target.value)} />
          </label>
          <div className="photos">
            {photos.map((file) => (
              <Taken key={file} file={file} />
            ))}
            <PhotoKey
              taken={photos[photos.length - 1] ?? null}
              onPhoto={(file) => {
                setPhotos([...photos, file]);
                onDraft(true);
              }}
            />
          </div>
        </>
      )}
      <Signatures {...asked} unclear={unclear} onHandOver={handOver} />
      {counting && (
        <CountSheet
          line={counting}
          counted={counts[counting.job_order]}
          onCount={(counted) => count(counting, counted)}
          onClose={() => setCounting(null)}
        />
      )}
    </>
  );
}

interface RowAsked {
  readonly line: Line;
  readonly counts: Counts;
  readonly onCount: () => void;
}

function LineRow({ line, counts, onCount }: RowAsked) {
  const { t } = useTranslation();
  const standing = standingOf(line, counts);
  const counted = counts[line.job_order];
  const tone = { agrees: "good", explained: "kept", differs: "bad", open: "kept" }[standing];
  return (
    <button type="button" className="key count-row" onClick={onCount}>
      <span className="grows">
        <strong>{line.operation}</strong>
        <span className="quiet">
          {line.job_order} · {line.material}
        </span>
        {Number(line.to_judge) > 0 && (
          <span className="quiet">
            {t("floor.handover.toJudge", { pieces: number(line.to_judge) })}
          </span>
        )}
      </span>
      <span className="quiet">
        {t("floor.handover.booked", { pieces: number(line.booked), unit: line.unit ?? "" })}
      </span>
      <strong className="counted">{counted ? number(counted.quantity) : "–"}</strong>
      <span className={`pill pill-${tone}`}>
        <Sign name={SIGNS[standing]} size={24} /> {t(`floor.handover.standing.${standing}`)}
      </span>
    </button>
  );
}

interface AroundAsked {
  readonly draft: Draft;
  readonly staying: readonly string[];
  readonly onStaying: (staying: readonly string[]) => void;
}

/** What else the next shift finds: calls, stops, material, people whose time goes on. */
function Around({ draft, staying, onStaying }: AroundAsked) {
  const { t } = useTranslation();
  return (
    <section className="around">
      {draft.alerts.map((one) => (
        <p className="note kept" key={one.code}>
          <Sign name="bell" /> {t("floor.handover.call", { text: one.text || one.kind })}
        </p>
      ))}
      {draft.stops.length > 0 && (
        <p className="note">{t("floor.handover.stops", { pieces: draft.stops.length })}</p>
      )}
      {draft.material.length > 0 && (
        <details>
          <summary className="key">{t("floor.handover.material")}</summary>
          {draft.material.map((one) => (
            <p className="waits" key={`${one.place}${one.material}${one.lot}`}>
              {one.material} {one.lot} · {number(one.quantity)} {one.unit} · {one.place}
            </p>
          ))}
        </details>
      )}
      {draft.present.length > 0 && (
        <fieldset className="shifts" aria-label={t("floor.handover.staying")}>
          <legend>{t("floor.handover.staying")}</legend>
          {draft.present.map((code) => (
            <button
              type="button"
              className="key"
              aria-pressed={staying.includes(code)}
              key={code}
              onClick={() =>
                onStaying(
                  staying.includes(code)
                    ? staying.filter((one) => one !== code)
                    : [...staying, code],
                )
              }
            >
              {code}
            </button>
          ))}
        </fieldset>
      )}
    </section>
  );
}
