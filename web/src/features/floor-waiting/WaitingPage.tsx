/** What waits to be sent and what came back, with the reason and who deals with it. */

import { useTranslation } from "react-i18next";
import { askSecond, needsSecond } from "@/shared/api/second";
import { sayAgain } from "@/shared/floor/say";
import { photosIn } from "@/shared/offline/carried";
import type { Returned } from "@/shared/offline/entry";
import { putAway, useOutbox } from "@/shared/offline/outbox";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import "./waiting.css";

interface Asked {
  /** Leaving: said before one signs out with work unsent. */
  readonly onSignOut?: (() => void) | undefined;
  readonly onClose: () => void;
}

export function WaitingPage({ onSignOut, onClose }: Asked) {
  const { t } = useTranslation();
  const { waiting, returned } = useOutbox();
  return (
    <Sheet title={t("floor.waiting.title")} onClose={onClose}>
      {onSignOut && waiting.length > 0 && (
        <p className="note bad">{t("floor.waiting.unsent", { count: waiting.length })}</p>
      )}
      {waiting.length === 0 && returned.length === 0 && (
        <p className="note good">
          <Sign name="check" /> {t("floor.waiting.none")}
        </p>
      )}
      {returned.map((one) => (
        <Back key={one.id} one={one} />
      ))}
      {waiting.map((entry) => (
        <p className="waits" key={entry.id}>
          <Sign name="clock" />
          <span>
            {entry.said}
            <span className="quiet">{entry.name}</span>
          </span>
          {photosIn(entry.fields).length > 0 && (
            <span className="with-photo">
              <Sign name="picture" size={24} />
              <span className="sr-only">{t("floor.photo.waits")}</span>
            </span>
          )}
        </p>
      ))}
      {onSignOut && (
        <button type="button" className="key primary" onClick={onSignOut}>
          <Sign name="out" /> {t("shell.signOut")}
        </button>
      )}
    </Sheet>
  );
}

function Back({ one }: { readonly one: Returned }) {
  const { t } = useTranslation();
  const who = useOutbox((state) => state.who);
  const refusal = one.refusal;
  const isSignable = refusal !== undefined && needsSecond(refusal) && one.user === who?.user;
  const haveSigned = async () => {
    if (!refusal || !(await askSecond({ command: one.command, body: one.fields, refusal }))) return;
    await putAway(one.id);
    await sayAgain(one, t("second.done"));
  };
  const parked = one.outcome === "parked";
  return (
    <article className={parked ? "note kept" : "note bad"}>
      <strong>
        <Sign name={parked ? "clock" : "warn"} />{" "}
        {one.outcome === "photo" ? t("floor.photo.none") : null}
        {one.outcome === "refused" ? t("floor.refused") : null}
        {parked ? t("floor.waiting.parked") : null}
      </strong>
      <span>
        {one.said} · {one.name}
      </span>
      <span>{parked ? t("floor.waiting.withLead", { reason: one.reason }) : one.reason}</span>
      {isSignable && (
        <button type="button" className="key" onClick={() => void haveSigned()}>
          <Sign name="people" /> {t("second.have")}
        </button>
      )}
      <button type="button" className="key" onClick={() => void putAway(one.id)}>
        {t("floor.understood")}
      </button>
    </article>
  );
}
