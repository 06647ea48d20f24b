/** A machine's state: colour, icon and word, never colour alone. */

import { Tag } from "antd";
import { useTranslation } from "react-i18next";

const LOOKS: Readonly<Record<string, readonly [string, string]>> = {
  executing: ["●", "green"],
  setup: ["◆", "cyan"],
  idle_no_order: ["○", "default"],
  waiting: ["◔", "gold"],
  minor_stop: ["▲", "gold"],
  fault: ["✖", "red"],
  maintenance: ["✚", "magenta"],
  planned_off: ["–", "default"],
  offline: ["?", "default"],
};

export function StateTag({ state }: { readonly state: string | null }) {
  const { t } = useTranslation();
  const known = state !== null && state in LOOKS ? state : "offline";
  const [icon, color] = LOOKS[known] ?? ["?", "default"];
  return (
    <Tag color={color}>
      <span aria-hidden="true">{icon}</span> {t(`machine.${known}`)}
    </Tag>
  );
}
