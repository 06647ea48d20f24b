/** Jobs that were released and given to nobody yet. */

import { useTranslation } from "react-i18next";
import type { Job } from "./board";
import { JobCard } from "./JobCard";
import type { Handlers } from "./LaneRow";

export function Undispatched({ jobs, ...handlers }: { readonly jobs: readonly Job[] } & Handlers) {
  const { t } = useTranslation();
  return (
    <section className="undispatched" aria-label={t("dispatch.undispatched")}>
      <h3>{t("dispatch.undispatchedCount", { count: jobs.length })}</h3>
      <ol className="lane-queue">
        {jobs.map((job) => (
          <JobCard key={job.code} job={job} station={null} {...handlers} />
        ))}
      </ol>
    </section>
  );
}
