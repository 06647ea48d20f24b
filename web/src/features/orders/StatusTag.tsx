/** An order's state: colour, icon and word. */

import { Tag } from "antd";
import { useTranslation } from "react-i18next";

const LOOKS: Readonly<Record<string, readonly [string, string]>> = {
  draft: ["◌", "default"],
  released: ["○", "blue"],
  dispatched: ["◔", "blue"],
  running: ["●", "green"],
  held: ["✖", "red"],
  suspended: ["❚❚", "gold"],
  completed: ["✔", "cyan"],
  closed: ["✔", "default"],
  aborted: ["✖", "default"],
  cancelled: ["✖", "default"],
};

export function StatusTag({ status }: { readonly status: string }) {
  const { t } = useTranslation();
  const [icon, color] = LOOKS[status] ?? ["", "default"];
  return (
    <Tag color={color}>
      <span aria-hidden="true">{icon}</span> {t(`status.${status}`, status)}
    </Tag>
  );
}
