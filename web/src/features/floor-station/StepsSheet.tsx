/** How the operation is done: one step at a time, with its picture as large as the screen allows. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Job } from "./jobs";
import { pictureOf, type Step, stepsOf } from "./steps";

export function StepsSheet({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [steps, setSteps] = useState<readonly Step[] | null>(null);
  const [at, setAt] = useState(0);
  useEffect(() => {
    void stepsOf(job.code).then(setSteps);
  }, [job.code]);
  const step = steps?.[at];
  return (
    <Sheet title={t("floor.steps.title", { name: job.operation })} onClose={onClose}>
      {steps?.length === 0 && <p className="note">{t("floor.steps.none")}</p>}
      {steps && step && (
        <>
          <OneStep step={step} />
          <div className="step-keys">
            <button
              type="button"
              className="key"
              aria-label={t("floor.steps.before")}
              disabled={at === 0}
              onClick={() => setAt(at - 1)}
            >
              <Sign name="back" size={36} />
            </button>
            <span>{t("floor.steps.of", { step: at + 1, steps: steps.length })}</span>
            <button
              type="button"
              className="key next-step"
              aria-label={t("floor.steps.after")}
              disabled={at === steps.length - 1}
              onClick={() => setAt(at + 1)}
            >
              <Sign name="back" size={36} />
            </button>
          </div>
        </>
      )}
    </Sheet>
  );
}

function OneStep({ step }: { readonly step: Step }) {
  const { i18n } = useTranslation();
  const text = i18n.language === "en" && step.text_en ? step.text_en : step.text;
  return (
    <figure className="step">
      {step.picture !== null && <img src={pictureOf(step.picture)} alt={text} />}
      <figcaption>{text}</figcaption>
    </figure>
  );
}
