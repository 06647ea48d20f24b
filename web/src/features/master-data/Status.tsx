/** How a revision stands: colour, sign and word. */

import { CheckCircleOutlined, EditOutlined, StopOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

const SIGNS = {
  draft: { color: "gold", icon: <EditOutlined /> },
  released: { color: "green", icon: <CheckCircleOutlined /> },
  obsolete: { color: "default", icon: <StopOutlined /> },
} as const;

export function Status({ status }: { readonly status: keyof typeof SIGNS }) {
  const { t } = useTranslation();
  return (
    <Tag color={SIGNS[status].color} icon={SIGNS[status].icon}>
      {t(`revision.${status}`)}
    </Tag>
  );
}
