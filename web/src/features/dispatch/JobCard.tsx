/** One job in a queue: dragged by its grip, sent by its menu, opened by its name. */

import { useDraggable, useDroppable } from "@dnd-kit/react";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { instant, named, number } from "@/shared/format";
import { hours, isLate, type Job } from "./board";
import type { Handlers } from "./LaneRow";

const CARD_PRIORITY = 2;
const SIGNS: Readonly<Record<string, string>> = {
  released: "◌",
  dispatched: "○",
  running: "●",
  held: "✖",
  suspended: "❚❚",
};

interface Props extends Handlers {
  readonly job: Job;
  /** Where it stands; a job dropped on it goes before it. None: nobody has it yet. */
  readonly station: string | null;
}

export function JobCard({ job, station, busy, mayDispatch, now, onSend }: Props) {
  const { t, i18n } = useTranslation();
  const isMovable = mayDispatch && (job.status === "dispatched" || job.status === "released");
  const {
    ref: dragged,
    handleRef,
    isDragging,
  } = useDraggable({
    id: job.code,
    disabled: !isMovable,
  });
  const { ref: over, isDropTarget } = useDroppable({
    id: `before ${job.code}`,
    data: { station, before: job.code },
    disabled: station === null,
    collisionPriority: CARD_PRIORITY,
  });
  const late = isLate(job, now);
  const looks = [
    "job",
    `job-${job.status}`,
    isDragging ? "job-dragged" : "",
    isDropTarget && !isDragging ? "job-over" : "",
    busy === job.code ? "job-busy" : "",
  ];
  const whom = [job.crew, job.person].filter(Boolean).join(" ");
  return (
    <li
      ref={(element) => {
        if (isMovable) dragged(element);
        over(element);
      }}
      className={looks.filter(Boolean).join(" ")}
      aria-label={job.code}
      aria-busy={busy === job.code}
    >
      <div className="job-head">
        {isMovable && (
          <button
            ref={handleRef}
            type="button"
            className="job-grip"
            aria-label={t("dispatch.grip", { job: job.code })}
            title={t("dispatch.gripHelp")}
          >
            ⠿
          </button>
        )}
        <Link to="/jobs/$code" params={{ code: job.code }} className="job-code">
          {job.code}
        </Link>
        {job.queue_rank !== null && (
          <span className="job-rank" title={t("dispatch.ranked")}>
            #{job.queue_rank}
          </span>
        )}
      </div>
      <div className="job-what">{job.operation}</div>
      <div className="job-material">
        {job.material}{" "}
        {named({ name: job.material_name ?? "", name_en: job.material_name_en }, i18n.language)}
      </div>
      <div className="job-counts">
        <span>
          <span aria-hidden="true">{SIGNS[job.status] ?? ""}</span> {t(`status.${job.status}`)}
        </span>
        <span>
          {number(job.good)} / {number(job.ordered)} {job.unit ?? ""}
        </span>
        <span>{hours(job.left_s)} h</span>
      </div>
      <div className="job-foot">
        <span className={late ? "job-late" : ""}>
          {late && <span aria-hidden="true">▲ </span>}
          {job.due_at ? t("dispatch.due", { at: instant(job.due_at, i18n.language) }) : ""}
          {whom && ` · ${whom}`}
        </span>
        {isMovable && (
          <Button
            size="small"
            onClick={() => onSend(job)}
            aria-label={`${t("dispatch.send")} ${job.code}`}
          >
            {t("dispatch.send")}
          </Button>
        )}
      </div>
    </li>
  );
}
