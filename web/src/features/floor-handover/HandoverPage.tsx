/** Shift handover: one page, counted against the books, signed by both sides with their PINs. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { askNow, queried, type Rows, readKept, records } from "@/shared/floor/read";
import type { ScreenProps, Station } from "@/shared/floor/screen";
import { named } from "@/shared/format";
import { wallOf } from "@/shared/format/zone";
import { useOutbox } from "@/shared/offline/outbox";
import { DraftPage } from "./DraftPage";
import { type Draft, dayOf, endingShift, type Shift } from "./page";
import "./handover.css";

/** Shifts of the plant; `undefined` until they were read. */
function useShifts(active: boolean): readonly Shift[] | undefined {
  const [shifts, setShifts] = useState<readonly Shift[]>();
  useEffect(() => {
    if (!active) return;
    void readKept<Rows<Shift>>("shifts", records("shift")).then((found) =>
      setShifts(found?.rows ?? []),
    );
  }, [active]);
  return shifts;
}

export function HandoverPage(given: ScreenProps) {
  const { t, i18n } = useTranslation();
  const { station, isKnown, active } = given;
  const shifts = useShifts(active);
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  if (!isKnown || shifts === undefined) {
    return <main className="handover" aria-busy="true" aria-label={t("floor.loading")} />;
  }
  if (station === null) return <p className="floor-center">{t("floor.handover.nowhere")}</p>;
  const wall = wallOf(Date.now());
  const ending = endingShift(shifts, wall);
  const code = chosen === undefined ? (ending?.code ?? null) : chosen;
  const shift = shifts.find((one) => one.code === code) ?? null;
  return (
    <main className="handover">
      {shifts.length > 1 && (
        <fieldset className="shifts" aria-label={t("floor.handover.which")}>
          {shifts.map((one) => (
            <button
              type="button"
              className="key"
              aria-pressed={one.code === code}
              key={one.code}
              onClick={() => setChosen(one.code)}
            >
              {named(one, i18n.language)}
            </button>
          ))}
        </fieldset>
      )}
      <Read
        key={`${code}/${dayOf(shift, wall)}`}
        {...given}
        center={station}
        shift={shift}
        day={dayOf(shift, wall)}
      />
    </main>
  );
}

interface ReadAsked extends ScreenProps {
  readonly center: Station;
  readonly shift: Shift | null;
  readonly day: string;
}

interface Signed {
  readonly code: string;
}

/** Read the page as the books have it, or that it was written already. */
function Read(asked: ReadAsked) {
  const { t } = useTranslation();
  const { center, shift, day, active } = asked;
  const sent = useOutbox((state) => state.sent);
  const [draft, setDraft] = useState<Draft | null>();
  const [written, setWritten] = useState<boolean>(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent changes the books
  useEffect(() => {
    if (!active) return;
    const asked = { work_center: center.code, business_date: day, shift: shift?.code };
    void askNow<Rows<Draft>>(queried("kernel.handover_draft", asked)).then(async (found) => {
      const page = found?.rows[0] ?? null;
      setDraft(page);
      if (page === null) return;
      const filter = `code = ${JSON.stringify(page.code)}`;
      const signed = await askNow<Rows<Signed>>(records("shift_handover", filter, 1));
      setWritten((signed?.rows.length ?? 0) > 0);
    });
  }, [active, sent, center.code, shift?.code, day]);
  if (draft === undefined) return <div className="skeleton handover-skeleton" />;
  if (draft === null) return <p className="note">{t("floor.handover.needsNetwork")}</p>;
  return <DraftPage {...asked} draft={draft} isWritten={written} />;
}
