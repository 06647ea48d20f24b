/** How the operation is done: one step at a time, with its picture as large as the screen allows. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { pictureOf } from "@/shared/floor/pictures";
import { Sheet } from "@/shared/ui/Sheet";
import { Sign } from "@/shared/ui/Sign";
import type { Job } from "./jobs";
import { noteRead, type Step, stepsOf, unread, useSteps } from "./steps";

interface Asked {
  readonly job: Job;
  readonly user: string;
  readonly onClose: () => void;
}

export function StepsSheet({ job, user, onClose }: Asked) {
  const { t } = useTranslation();
  const [steps, setSteps] = useState<readonly Step[] | null>(null);
  const [at, setAt] = useState(0);
  useEffect(() => {
    void stepsOf(job.code).then(setSteps);
  }, [job.code]);
  const step = steps?.[at];
  const isLast = steps !== null && at === steps.length - 1;
  const [isChanged] = useState(() => unread(useSteps.getState(), user, job) === "changed");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a job is another object at every look
  useEffect(() => {
    if (isLast) noteRead(user, job);
  }, [isLast, user, job.code]);
  return (
    <Sheet title={t("floor.steps.title", { name: job.operation })} onClose={onClose}>
      {isChanged && (
        <p className="note kept">
          <Sign name="warn" /> {t("floor.steps.changed")}
        </p>
      )}
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
              disabled={isLast}
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
