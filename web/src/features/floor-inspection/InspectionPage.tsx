/** Inspection on a tablet: choose or scan a task, measure piece by piece, decide. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { holds } from "@/shared/api/session";
import type { ScreenProps } from "@/shared/floor/screen";
import { named, number } from "@/shared/format";
import { useScan } from "@/shared/scan";
import { Sign } from "@/shared/ui/Sign";
import { DecidePage } from "./DecidePage";
import { MeasurePage } from "./MeasurePage";
import { type Task, useTasks } from "./plant";
import "./inspection.css";

const HOUR_S = 3_600;
const OLD_S = 8 * HOUR_S;

export function InspectionPage(props: ScreenProps) {
  const { me, path, onPath, active, onDraft } = props;
  const [code, step] = path;
  if (code === undefined) return <Tasks {...props} />;
  const mayDecide = holds(me.permissions, "inspection:decide");
  if (step === "decide" && mayDecide) {
    return (
      <DecidePage
        key={code}
        code={code}
        active={active}
        onClose={() => onPath([code])}
        onDone={() => onPath([])}
      />
    );
  }
  return (
    <MeasurePage
      key={code}
      code={code}
      active={active}
      onDraft={onDraft}
      onClose={() => onPath([])}
      {...(mayDecide ? { onDecide: () => onPath([code, "decide"]) } : {})}
    />
  );
}

function Tasks({ active, onPath, onBadge }: ScreenProps) {
  const { t } = useTranslation();
  const tasks = useTasks(active);
  const [unknown, setUnknown] = useState<string | null>(null);
  const open = (task: Task) => onPath([task.code]);
  useScan(
    (scanned) => {
      const found = tasks?.filter(
        (task) => task.code === scanned || task.lots.includes(scanned) || task.inspects === scanned,
      );
      const [task] = found ?? [];
      setUnknown(task ? null : scanned);
      if (task) open(task);
    },
    active && tasks !== null,
  );
  if (tasks === null) {
    return (
      <main className="inspections skeleton" aria-busy="true" aria-label={t("floor.loading")} />
    );
  }
  return (
    <main className="inspections">
      {unknown !== null && (
        <section className="note bad unknown-code" role="alert">
          <strong>{t("floor.inspection.unknown", { code: unknown })}</strong>
          <button type="button" className="key" onClick={() => onBadge(unknown)}>
            {t("floor.inspection.asBadge")}
          </button>
        </section>
      )}
      <p className="quiet">
        <Sign name="scan" /> {t("floor.inspection.scan")}
      </p>
      {tasks.length === 0 && <p className="note good">{t("floor.inspection.none")}</p>}
      <ul className="tasks">
        {tasks.map((task) => (
          <li key={task.id}>
            <TaskRow task={task} onOpen={() => open(task)} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function TaskRow({ task, onOpen }: { readonly task: Task; readonly onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const hours = Math.floor(task.waits_s / HOUR_S);
  const minutes = Math.floor(task.waits_s / 60);
  const about = task.lots.join(", ") || task.inspects || task.supplier || "";
  return (
    <button type="button" className="task" onClick={onOpen}>
      <span className="grows">
        <strong>
          {t(`floor.inspection.kind.${task.kind}`)} · {task.code}
        </strong>
        <span>
          {task.material} {named({ name: task.name ?? "", name_en: task.name_en }, i18n.language)}
          {" · "}
          {number(task.ordered)} {task.unit ?? ""}
        </span>
        <span className="quiet">{about}</span>
      </span>
      {task.taken_by !== null && (
        <span className="pill pill-good">
          <Sign name="play" size={24} /> {task.taken_by || t("floor.inspection.begun")}
        </span>
      )}
      {task.failed > 0 && (
        <span className="pill pill-bad">
          <Sign name="cross" size={24} /> {t("floor.inspection.failed", { count: task.failed })}
        </span>
      )}
      <span className={`pill ${task.waits_s > OLD_S ? "pill-bad" : "pill-kept"}`}>
        <Sign name="clock" size={24} />{" "}
        {hours > 0
          ? t("floor.inspection.hours", { count: hours })
          : t("floor.inspection.minutes", { count: minutes })}
      </span>
    </button>
  );
}
