/** One task at work: what is known so far, what to scan next, how much; booked by the last scan. */

import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import type { ScreenProps } from "@/shared/floor/screen";
import { number } from "@/shared/format";
import { wallOf } from "@/shared/format/zone";
import { useScan } from "@/shared/scan";
import { inOrder } from "@/shared/scan/order";
import { showFlash } from "@/shared/ui/flash";
import { Sign } from "@/shared/ui/Sign";
import {
  type Ask,
  asks,
  type Draft,
  EMPTY,
  goesOn,
  labelOf,
  type Meaning,
  orderOf,
  proposed,
  scanned,
  type Task,
} from "./flow";
import { Known } from "./Known";
import { LastBooking } from "./LastBooking";
import { OWN } from "./own";
import { PickList } from "./PickList";
import { type Picture, usePickList, usePicture, whatIs } from "./plant";
import { Quantity } from "./Quantity";
import { ChooseSheet, TypeSheet } from "./Sheets";

interface Asked extends ScreenProps {
  readonly task: Task;
}

const today = () => wallOf(Date.now()).slice(0, 10);

export function TaskPage({ task, me, active, path, onPath, onDraft }: Asked) {
  const { t } = useTranslation();
  const picture = usePicture(active);
  const [draft, setDraft] = useState<Draft>(() => begun(task, path[1]));
  const [placeFirst, setPlaceFirst] = useState(true);
  const [busy, setBusy] = useState(false);
  const [choices, setChoices] = useState<readonly Meaning[] | null>(null);
  const [typing, setTyping] = useState(false);
  const open = usePickList(task === "pick" ? draft.job : null);
  const ask = asks(task, draft);
  const begunWork = draft.goods !== null || draft.unit !== null;
  useEffect(() => onDraft(begunWork), [begunWork, onDraft]);

  const now = useRef({ draft, busy });
  now.current = { draft, busy };

  const bad = (why: string, detail: string) =>
    showFlash({ tone: "bad", word: t(`warehouse.no.${why}`), detail });
  const turn = (next: Draft) => {
    if (next.goods !== null && draft.goods === null) setPlaceFirst(draft.place !== null);
    setDraft(next);
    if (asks(task, next) === "ready") void book(next);
  };
  const take = (meaning: Meaning) => {
    const step = scanned(task, now.current.draft, meaning, open ? { open } : {});
    if ("no" in step) return bad(step.no, step.detail);
    turn(step.draft);
  };
  const hear = async (code: string) => {
    if (now.current.busy) return;
    if (asks(task, now.current.draft) === "lot") return nameLot(code);
    const found = await whatIs(code, picture, today());
    const [only] = found;
    if (only === undefined) return bad("unknown", code);
    if (found.length === 1) return take(only);
    setChoices(found);
  };
  const nameLot = (code: string) => {
    const { goods } = now.current.draft;
    if (goods) setDraft({ ...now.current.draft, goods: { ...goods, lot: code.trim() } });
  };
  const book = async (whole: Draft) => {
    setBusy(true);
    const said = saidOf(task, whole, t);
    const given = await say({ ...orderOf(task, whole), said }, t(`warehouse.done.${task}`));
    setBusy(false);
    if (given === null) {
      setDraft({ ...whole, target: null, quantity: whole.unit ? null : whole.quantity });
      return;
    }
    const paper = labelOf(whole);
    OWN.remember({ id: given.id, user: me.user, said, at: Date.now(), ...(paper && { paper }) });
    setDraft(goesOn(task, whole, placeFirst));
  };
  const heard = useRef(hear);
  heard.current = hear;
  const [read] = useState(() => inOrder((code) => heard.current(code)));
  useScan(read, active && choices === null && !typing);

  return (
    <main className={`warehouse warehouse-task asks-${ask}`}>
      <header className="warehouse-head">
        <button type="button" className="key back" onClick={() => onPath([])}>
          <Sign name="back" /> {t("floor.back")}
        </button>
        <h1>{t(`warehouse.task.${task}`)}</h1>
      </header>
      <Known
        task={task}
        draft={draft}
        onDrop={(part) => setDraft({ ...draft, ...dropped(part) })}
      />
      <Next
        ask={ask}
        draft={draft}
        picture={picture}
        onSupplier={(supplier) => turn({ ...draft, supplier })}
        onPlace={(place, site) => take({ kind: "place", code: place, site })}
        onType={() => setTyping(true)}
      />
      {ask === "quantity" && draft.goods && (
        <Quantity
          key={`${draft.goods.material} ${draft.goods.lot} ${draft.place}`}
          unit={draft.goods.unit}
          proposal={proposed(task, draft, open ?? [])}
          mayBeNone={task === "count"}
          word={task === "move" || task === "putAway" ? t("warehouse.take") : t("warehouse.book")}
          busy={busy}
          onDone={(quantity) => turn({ ...draft, quantity })}
        />
      )}
      {task === "pick" && draft.job !== null && ask !== "quantity" && open && (
        <PickList open={open} onPick={read} />
      )}
      {ask !== "quantity" && <LastBooking user={me.user} />}
      {choices && (
        <ChooseSheet
          choices={choices}
          onChoose={(one) => {
            setChoices(null);
            take(one);
          }}
          onClose={() => setChoices(null)}
        />
      )}
      {typing && (
        <TypeSheet
          title={t(`warehouse.ask.${ask}`)}
          onTyped={(code) => {
            setTyping(false);
            read(code);
          }}
          onClose={() => setTyping(false)}
        />
      )}
    </main>
  );
}

function begun(task: Task, given: string | undefined): Draft {
  return task === "pick" && given ? { ...EMPTY, job: given } : EMPTY;
}

/** What goes when a known part is touched away. */
function dropped(part: keyof Draft): Partial<Draft> {
  if (part === "goods" || part === "unit") {
    return { goods: null, unit: null, quantity: null, target: null, status: "available" };
  }
  if (part === "job") return EMPTY;
  if (part === "place") return { place: null, count: null, quantity: null, target: null };
  return { [part]: null };
}

type Say = (word: string) => string;

/** What was booked, in one line. */
function saidOf(task: Task, draft: Draft, t: Say): string {
  const { goods, quantity, unit, place, target, job } = draft;
  const what = unit ?? [goods?.material, goods?.lot].filter(Boolean).join(" ");
  const much = quantity === null ? "" : `${number(quantity)} ${goods?.unit ?? ""}`;
  const to = task === "pick" ? `${place} → ${job}` : target ? `${place} → ${target}` : place;
  return [t(`warehouse.task.${task}`), what, much, to].filter(Boolean).join(" · ");
}

interface NextProps {
  readonly ask: Ask;
  readonly draft: Draft;
  readonly picture: Picture;
  readonly onSupplier: (code: string) => void;
  readonly onPlace: (place: string, site: string) => void;
  readonly onType: () => void;
}

/** The one thing to do now, in words that are read from an arm's length. */
function Next({ ask, draft, picture, onSupplier, onPlace, onType }: NextProps) {
  const { t } = useTranslation();
  if (ask === "quantity" || ask === "ready") return null;
  const stands = ask === "place" && draft.goods ? draft.goods.stands : [];
  return (
    <section className="warehouse-next" aria-live="polite">
      <p>
        <Sign name="scan" size={48} /> <strong>{t(`warehouse.ask.${ask}`)}</strong>
      </p>
      {ask === "supplier" && (
        <div className="warehouse-choices">
          {picture.suppliers.map((one) => (
            <button
              type="button"
              className="key"
              key={one.code}
              onClick={() => onSupplier(one.code)}
            >
              {one.name} <small className="quiet">{one.code}</small>
            </button>
          ))}
        </div>
      )}
      {stands.length > 0 && (
        <div className="warehouse-choices">
          {stands.map((one) => (
            <button
              type="button"
              className="key"
              key={`${one.place} ${one.status} ${one.handling_unit}`}
              onClick={() => onPlace(one.place, one.site)}
            >
              {one.place}{" "}
              <small className="quiet">
                {number(one.quantity)} {draft.goods?.unit}
                {one.status === "available" ? "" : ` · ${t(`warehouse.status.${one.status}`)}`}
              </small>
            </button>
          ))}
        </div>
      )}
      {ask !== "supplier" && (
        <button type="button" className="key plain" onClick={onType}>
          {t("warehouse.type")}
        </button>
      )}
    </section>
  );
}
