/** Nothing more is to be done at a job: all is there, some are missing, or fewer are wanted. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "@/shared/floor/say";
import { number } from "@/shared/format";
import { Reasons } from "@/shared/ui/Reasons";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import { finishFields, finishOf } from "./finish";
import type { Job } from "./jobs";

const LOST = ["lost", "miscounted", "mixed"] as const;
const SHORT = ["enough", "remainder", "stopped"] as const;

export function FinishSheet({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { left, isShort } = finishOf(job);
  const [lost, setLost] = useState<string | null>(null);
  const [short, setShort] = useState<string | null>(null);
  const isSaid = (left === null || lost !== null) && (!isShort || short !== null);
  const finish = async () => {
    onClose();
    const fields = finishFields(job, { missing: left, lost: lost ?? "", short: short ?? "" });
    const said = `${job.code} · ${job.operation}`;
    await say({ command: "kernel.complete_job_order", fields, said }, t("floor.finish.done"));
  };
  return (
    <Sheet title={t("floor.finish.title", { job: job.code })} onClose={onClose}>
      {left !== null && (
        <Reasons
          className="reasons"
          label={t("floor.counting.why")}
          words={LOST.map((one) => t(`floor.counting.${one}`))}
          chosen={lost}
          onChoose={setLost}
        >
          <p className="note kept">
            {t("floor.finish.left", { pieces: number(left), unit: job.unit ?? "" })}
          </p>
        </Reasons>
      )}
      {isShort && (
        <Reasons
          className="reasons"
          label={t("floor.finish.tool")}
          words={SHORT.map((one) => t(`floor.finish.${one}`))}
          chosen={short}
          onChoose={setShort}
        >
          <p className="note">
            {t("floor.finish.short", { good: number(job.good), ordered: number(job.ordered) })}
          </p>
        </Reasons>
      )}
      <button
        type="button"
        className="key primary"
        disabled={!isSaid}
        onClick={() => void finish()}
      >
        <Sign name="check" />{" "}
        {left === null ? t("floor.finish.do") : t("floor.finish.missing", { pieces: number(left) })}
      </button>
    </Sheet>
  );
}
