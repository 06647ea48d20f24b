/** What may be done with one job order in its state; the server alone says what is allowed. */

import { Flex } from "antd";
import { useTranslation } from "react-i18next";
import { jobSteps } from "./rows";
import { SplitButton } from "./SplitButton";
import { type Step, StepButton } from "./StepButton";

interface Props {
  readonly row: {
    readonly code: string;
    readonly status: string;
    readonly ordered: string;
    readonly good: string;
  };
}

export function JobSteps({ row }: Props) {
  const { t } = useTranslation();
  const fields = { job_order: row.code, source: "office" };
  const steps: Readonly<Record<string, Step>> = {
    pause: { verb: "kernel.pause_job_order", fields, label: t("order.pause"), reason: "needed" },
    resume: { verb: "kernel.resume_job_order", fields, label: t("order.resume"), reason: "none" },
    hold: {
      verb: "kernel.hold_job_order",
      fields,
      label: t("order.hold"),
      reason: "needed",
      isHold: true,
      look: "danger",
    },
    releaseHeld: {
      verb: "kernel.release_held_job_order",
      fields,
      label: t("order.releaseHeld"),
      reason: "needed",
    },
  };
  const shown = jobSteps(row.status).flatMap((one) => steps[one] ?? []);
  const isOpen = ["released", "dispatched", "running"].includes(row.status);
  if (shown.length === 0 && !isOpen) return null;
  return (
    <Flex gap={8} wrap>
      {shown.map((step) => (
        <StepButton key={step.verb} step={{ ...step, small: true }} />
      ))}
      {isOpen && <SplitButton code={row.code} ordered={row.ordered} made={row.good} />}
    </Flex>
  );
}
