/** The warehouse in one hand: scan places and goods in any order, type how much, go on. */

import { useTranslation } from "react-i18next";
import { holds } from "@/shared/api/session";
import type { ScreenProps } from "@/shared/floor/screen";
import { Sign, type SignName } from "@/shared/ui/Sign";
import { TASKS, type Task } from "./flow";
import { LastBooking } from "./LastBooking";
import { TaskPage } from "./TaskPage";
import "./warehouse.css";

const SIGNS: Readonly<Record<Task, SignName>> = {
  receive: "box",
  putAway: "up",
  pick: "list",
  move: "swap",
  count: "ruler",
};
const NEEDS: Readonly<Record<Task, string>> = {
  receive: "material:receive",
  putAway: "material:move",
  pick: "material:issue",
  move: "material:move",
  count: "material:count",
};

export function WarehousePage(props: ScreenProps) {
  const { t } = useTranslation();
  const { me, path, onPath } = props;
  const mine = TASKS.filter((task) => holds(me.permissions, NEEDS[task]));
  const task = mine.find((one) => one === path[0]);
  if (task) return <TaskPage key={task} {...props} task={task} />;
  return (
    <main className="warehouse">
      <h1>{t("warehouse.what")}</h1>
      <nav className="tiles warehouse-tasks" aria-label={t("warehouse.what")}>
        {mine.map((one) => (
          <button type="button" className="tile" key={one} onClick={() => onPath([one])}>
            <span className="face">
              <Sign name={SIGNS[one]} size={44} />
            </span>
            <span className="tile-name">{t(`warehouse.task.${one}`)}</span>
          </button>
        ))}
      </nav>
      <LastBooking user={me.user} />
    </main>
  );
}
