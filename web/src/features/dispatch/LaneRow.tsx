/** One station: its name, how full its next shifts are, and its queue in order. */

import { useDroppable } from "@dnd-kit/react";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { named } from "@/shared/format";
import { fullness, hours, type Job, type Lane, type Load } from "./board";
import { JobCard } from "./JobCard";

const LANE_PRIORITY = 1;

export interface Handlers {
  readonly busy: string | null;
  readonly mayDispatch: boolean;
  readonly now: string;
  readonly onSend: (job: Job) => void;
}

export function LaneRow({ lane, ...handlers }: { readonly lane: Lane } & Handlers) {
  const { t, i18n } = useTranslation();
  const { station, jobs, loads } = lane;
  const { ref, isDropTarget } = useDroppable({
    id: `lane ${station.code}`,
    data: { station: station.code, before: null },
    collisionPriority: LANE_PRIORITY,
  });
  return (
    <li className="lane" aria-label={station.code}>
      <div className="lane-head">
        <strong className="lane-name">{named(station, i18n.language)}</strong>
        <span className="lane-code">
          {station.code}
          {!station.is_unit && <Tag>{t("dispatch.pool")}</Tag>}
        </span>
        <span className="lane-left">
          {t("dispatch.left", { count: jobs.length, hours: hours(station.left_s) })}
        </span>
        <dl className="lane-loads">
          {loads.map((load) => (
            <ShiftLoad key={`${load.day} ${load.shift}`} load={load} />
          ))}
        </dl>
      </div>
      <ol ref={ref} className={isDropTarget ? "lane-queue lane-over" : "lane-queue"}>
        {jobs.map((job) => (
          <JobCard key={job.code} job={job} station={station.code} {...handlers} />
        ))}
        {jobs.length === 0 && <li className="lane-free">{t("dispatch.free")}</li>}
      </ol>
    </li>
  );
}

function ShiftLoad({ load }: { readonly load: Load }) {
  const { t } = useTranslation();
  const share = fullness(load);
  const percent = Number.isFinite(share) ? Math.round(share * 100) : 999;
  const look = share > 1 ? "load-over" : share > 0.85 ? "load-full" : "load-ok";
  const sentence = t("dispatch.load", {
    load: hours(load.load_s),
    capacity: hours(load.capacity_s),
  });
  return (
    <div className={`load ${look}`}>
      <dt>
        {load.day.slice(5)} {load.shift}
      </dt>
      <dd>
        <meter
          min={0}
          max={100}
          value={Math.min(percent, 100)}
          aria-label={`${load.day} ${load.shift} ${sentence}`}
        />
        <span className="load-said">
          {share > 1 && <span aria-hidden="true">▲ </span>}
          {sentence}
        </span>
      </dd>
    </div>
  );
}
