/** Take one's own last booking back: undo in place of "are you sure?". */

import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Order } from "@/shared/offline/outbox";
import { Sign } from "@/shared/ui/Sign";
import { type Last, mayUndo, type Own } from "./own";
import { say } from "./say";

const LOOK_MS = 10_000;

interface Asked {
  readonly user: string;
  readonly own: Own;
  /** What the bar is, for who cannot see it. */
  readonly word: string;
  readonly done: string;
  readonly orderOf: (last: Last) => Order;
  /** What else may be done about it. */
  readonly beside?: (last: Last) => ReactNode;
}

export function UndoBar({ user, own, word, done, orderOf, beside }: Asked) {
  const { t } = useTranslation();
  const last = own.useLast();
  const [now, setNow] = useState(Date.now);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const looking = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(looking);
  }, []);
  if (!mayUndo(last, user, now)) return null;
  const undo = async () => {
    setBusy(true);
    const given = await say(orderOf(last), done);
    setBusy(false);
    if (given !== null) own.remember(null);
  };
  return (
    <section className="undo" aria-label={word}>
      <span>
        <Sign name="check" size={24} /> {last.said}
      </span>
      {beside?.(last)}
      <button type="button" className="key" disabled={busy} onClick={undo}>
        <Sign name="undo" /> {t("floor.do.undo")}
      </button>
    </section>
  );
}
