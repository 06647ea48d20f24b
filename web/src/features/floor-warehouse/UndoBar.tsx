/** Undo one's last booking: in place of "are you sure?". */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { Sign } from "@/shared/ui/Sign";
import { remember, UNDO_MS, useLast } from "./own";

const LOOK_MS = 10_000;

export function UndoBar({ user }: { readonly user: string }) {
  const { t } = useTranslation();
  const last = useLast((state) => state.last);
  const [now, setNow] = useState(Date.now);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const looking = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(looking);
  }, []);
  if (last === null || last.user !== user || now - last.at >= UNDO_MS) return null;
  const undo = async () => {
    setBusy(true);
    const fields = { booking: last.id };
    const order = { command: "inventory.undo_booking", fields, said: last.said };
    const given = await say(order, t("warehouse.undone"));
    setBusy(false);
    if (given !== null) remember(null);
  };
  return (
    <section className="undo warehouse-undo" aria-label={t("warehouse.last")}>
      <span>
        <Sign name="check" size={24} /> {last.said}
      </span>
      <button type="button" className="key" disabled={busy} onClick={undo}>
        <Sign name="undo" /> {t("floor.do.undo")}
      </button>
    </section>
  );
}
