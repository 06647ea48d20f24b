/** Choose the lot or serial to trace. */

import { Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { Row } from "@/engine/list/records";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (material: string, lot: string) => void;
}

const SHOWN = ["code", "material", "received_at", "produced_at", "supplier", "expires_on"] as const;

export function FindLot({ looking, onLook, onOpen }: Props) {
  const { t } = useTranslation();
  const code = (row: Row) => (row.code === "-" ? t("trace.untraced") : String(row.code));
  const open = (row: Row) => {
    const material = row.material as { readonly code?: string; readonly id: string } | null;
    if (material) onOpen(material.code ?? material.id, String(row.code));
  };
  return (
    <>
      <Typography.Title level={2}>{t("menu.trace")}</Typography.Title>
      <Typography.Paragraph type="secondary">{t("trace.find")}</Typography.Paragraph>
      <Listing
        source="lot"
        looking={looking}
        onLook={onLook}
        onOpen={open}
        preset={{
          title: null,
          columns: SHOWN,
          cells: { code },
          empty: t("trace.none"),
          first: ["receive", "openOrders"],
        }}
      />
    </>
  );
}
