/** Why work stops for now: one touch. */

import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { useScan } from "@/shared/scan";
import type { Job } from "./jobs";

const WHY = ["break", "material", "machine", "other"] as const;

export function PauseSheet({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const { t } = useTranslation();
  useScan(() => undefined);
  const pause = async (why: string) => {
    onClose();
    const fields = { job_order: job.code, reason: why, source: "terminal" };
    const said = `${job.code} · ${why}`;
    await say({ command: "kernel.pause_job_order", fields, said }, t("floor.done.paused"));
  };
  return (
    <div className="sheet" role="dialog" aria-modal="true" aria-label={t("floor.pause.why")}>
      <section>
        <h2>{t("floor.pause.why")}</h2>
        {WHY.map((why) => (
          <button
            type="button"
            className="key"
            key={why}
            onClick={() => pause(t(`floor.pause.${why}`))}
          >
            {t(`floor.pause.${why}`)}
          </button>
        ))}
        <button type="button" className="key plain" onClick={onClose}>
          {t("form.cancel")}
        </button>
      </section>
    </div>
  );
}
