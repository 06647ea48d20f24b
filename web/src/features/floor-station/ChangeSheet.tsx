/** A running order was changed: it is read before the next report. */

import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Job } from "./jobs";

export function ChangeSheet({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const read = async () => {
    onClose();
    const order = { command: "kernel.acknowledge_change", fields: { job_order: job.code } };
    await say({ ...order, said: job.code }, t("floor.change.done"));
  };
  return (
    <Sheet title={t("floor.change.title", { job: job.code })} onClose={onClose}>
      <p className="change-text">{job.marks?.change}</p>
      <button type="button" className="key primary" onClick={read}>
        <Sign name="check" /> {t("floor.change.read")}
      </button>
    </Sheet>
  );
}
