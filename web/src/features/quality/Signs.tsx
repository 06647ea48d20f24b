/** Signs of quality: verdict, decision, state, always icon and word beside the colour. */

import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Decision, TaskRow } from "./rows";

const VERDICTS = {
  true: ["✔", "green", "passed"],
  false: ["✖", "red", "failed"],
  null: ["–", "default", "unjudged"],
} as const;

/** Whether a value is within its limits. */
export function VerdictTag({ passed }: { readonly passed: boolean | null }) {
  const { t } = useTranslation();
  const [icon, color, word] = VERDICTS[`${passed}`];
  return (
    <Tag color={color}>
      <span aria-hidden="true">{icon}</span> {t(`quality.verdict.${word}`)}
    </Tag>
  );
}

const DECISIONS: Readonly<Record<Decision, readonly [string, string]>> = {
  accept: ["✔", "green"],
  conditional: ["◐", "gold"],
  reject: ["✖", "red"],
};

export function DecisionTag({ decision }: { readonly decision: Decision }) {
  const { t } = useTranslation();
  const [icon, color] = DECISIONS[decision];
  return (
    <Tag color={color}>
      <span aria-hidden="true">{icon}</span> {t(`quality.decision.${decision}`)}
    </Tag>
  );
}

/** How an inspection stands: decided, else waiting or begun. */
export function StandTag({ task }: { readonly task: TaskRow }) {
  const { t } = useTranslation();
  if (task.decision) return <DecisionTag decision={task.decision} />;
  if (["completed", "closed", "aborted", "cancelled"].includes(task.status)) {
    return <Tag>■ {t("quality.ended")}</Tag>;
  }
  return task.taken_by === null ? (
    <Tag color="default">
      <span aria-hidden="true">○</span> {t("quality.untaken")}
    </Tag>
  ) : (
    <Tag color="cyan">
      <span aria-hidden="true">●</span> {t("quality.begun")}
    </Tag>
  );
}
