/** A secret to hand over: shown once, copied with one touch, gone from the page when closed. */

import { Alert, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Modal } from "@/shared/ui/layers";

interface Props {
  readonly title: string;
  readonly secret: string | null;
  readonly onClose: () => void;
}

export function Shown({ title, secret, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open={secret !== null}
      title={title}
      onOk={onClose}
      onCancel={onClose}
      okText={t("admin.handedOver")}
      cancelButtonProps={{ hidden: true }}
      destroyOnHidden
    >
      <Alert type="warning" showIcon title={t("admin.onceOnly")} />
      <Typography.Paragraph copyable code className="admin-secret">
        {secret ?? ""}
      </Typography.Paragraph>
    </Modal>
  );
}
