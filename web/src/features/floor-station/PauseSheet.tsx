/** Why work stops for now: one touch. */

import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { Sheet } from "@/shared/ui/Sheet";
import type { Job } from "./jobs";

const WHY = ["break", "material", "machine", "other"] as const;

export function PauseSheet({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const pause = async (why: string) => {
    onClose();
    const fields = { job_order: job.code, reason: why, source: "terminal" };
    const said = `${job.code} · ${why}`;
    await say({ command: "kernel.pause_job_order", fields, said }, t("floor.done.paused"));
  };
  return (
    <Sheet title={t("floor.pause.why")} onClose={onClose}>
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
    </Sheet>
  );
}
