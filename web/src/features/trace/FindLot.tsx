/** Choose the lot or serial to trace. */

import { Typography } from "antd";
import { useTranslation } from "react-i18next";
import { EntityList } from "@/engine/list/EntityList";
import type { Asked, Row } from "@/engine/list/records";

interface Props {
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly onOpen: (material: string, lot: string) => void;
}

export function FindLot({ asked, onAsk, onOpen }: Props) {
  const { t } = useTranslation();
  const open = (row: Row) => {
    const material = row.material as { readonly code?: string; readonly id: string } | null;
    if (material) onOpen(material.code ?? material.id, String(row.code));
  };
  return (
    <>
      <Typography.Paragraph type="secondary">{t("trace.find")}</Typography.Paragraph>
      <EntityList entity="lot" asked={asked} onAsk={onAsk} onOpen={open} />
    </>
  );
}
