/** How a line is told: its state, whether it is late, when it is expected, what holds it. */

import { Tag, Typography } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { number } from "@/shared/format";
import { plantZone } from "@/shared/format/zone";
import { dayOf, type Line, reached } from "./rows";

const LOOKS: Readonly<Record<string, readonly [string, string]>> = {
  open: ["●", "blue"],
  shipped: ["✔", "green"],
  closed: ["■", "default"],
  cancelled: ["✖", "default"],
};

export function StateTag({ line }: { readonly line: Line }) {
  const { t } = useTranslation();
  const [icon, color] = LOOKS[line.state] ?? ["", "default"];
  return (
    <>
      <Tag color={color}>
        <span aria-hidden="true">{icon}</span> {t(`lineState.${line.state}`)}
      </Tag>
      {line.is_late && (
        <Tag color="red">
          <span aria-hidden="true">!</span> {t("sales.lateBy", { count: line.late_days })}
        </Tag>
      )}
    </>
  );
}

/** What holds a line, in one sentence. */
export function holdOf(line: Pick<Line, "holds" | "holds_at" | "holds_count">, t: TFunction) {
  const said = { at: line.holds_at ?? "", count: number(line.holds_count ?? "0") };
  return t(`holds.${line.holds}`, said);
}

export function Expected({ line }: { readonly line: Line }) {
  const { t } = useTranslation();
  if (line.state !== "open") return <>–</>;
  const day = dayOf(line.expected_at, plantZone());
  if (!day) return <Typography.Text type="warning">{t("sales.noDay")}</Typography.Text>;
  return (
    <Typography.Text {...(line.is_late ? { type: "danger" as const, strong: true } : {})}>
      {day}
    </Typography.Text>
  );
}

/** From order to truck in one bar: begun, finished and shipped, each over the one before. */
export function Bar({ line }: { readonly line: Line }) {
  const { t } = useTranslation();
  const shown = reached(line).filter(({ step }) => BARS.has(step));
  const said = shown.map(({ step, pieces }) => `${t(`step.${step}`)} ${number(pieces)}`);
  return (
    <svg
      className="sales-bar"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label={said.join(", ")}
    >
      <rect className="sales-part-rest" width="100" height="8" />
      {shown.map(({ step, share }) => (
        <rect key={step} className={`sales-part-${step}`} width={100 * share} height="8" />
      ))}
    </svg>
  );
}

const BARS: ReadonlySet<string> = new Set(["planned", "begun", "finished", "shipped"]);
