/** Take one's own last report back: undo in place of "are you sure?". */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/shared/api/session";
import { say } from "@/shared/floor/say";
import { Sign } from "@/shared/ui/Sign";
import { mayUndo, rememberReport, useOwn } from "./own";
import { undoFields } from "./report";

const LOOK_MS = 10_000;

export function UndoBar({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const last = useOwn((state) => state.last);
  const [now, setNow] = useState(Date.now);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const looking = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(looking);
  }, []);
  if (last === null || !mayUndo(last, me.user, now)) return null;
  const undo = async () => {
    setBusy(true);
    const fields = undoFields(last.id, t("floor.undo.reason"));
    const order = { command: "kernel.correct_report", fields, said: last.said };
    const given = await say(order, t("floor.done.undone"));
    setBusy(false);
    if (given !== null) rememberReport(null);
  };
  return (
    <section className="undo" aria-label={t("floor.undo.last")}>
      <span>
        <Sign name="check" size={24} /> {last.said}
      </span>
      <button type="button" className="key" disabled={busy} onClick={undo}>
        <Sign name="undo" /> {t("floor.do.undo")}
      </button>
    </section>
  );
}
