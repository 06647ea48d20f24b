/** A lot: those that lie at the place are proposed, the first to expire on top. */

import { useQuery } from "@tanstack/react-query";
import { AutoComplete } from "antd";
import { useTranslation } from "react-i18next";
import { asked } from "@/shared/api/query";
import { number } from "@/shared/format";
import { firstExpiredFirst } from "./rows";

interface Props {
  readonly material: string;
  readonly place: string;
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

const LOTS_MAX = 200;

export function useStockAt(material: string, place: string) {
  return useQuery({
    ...asked("kernel.on_hand", { material, place, limit: LOTS_MAX }),
    enabled: material !== "" && place !== "",
  });
}

export function LotInput({ material, place, id, value, onChange }: Props) {
  const { t } = useTranslation();
  const found = useStockAt(material, place);
  const rows = firstExpiredFirst(found.data?.rows ?? []).filter((row) => row.lot !== "-");
  return (
    <AutoComplete
      {...(id ? { id } : {})}
      allowClear
      value={value ?? ""}
      onChange={(typed) => onChange?.(typed ?? "")}
      popupMatchSelectWidth={false}
      options={rows.map((row) => ({
        key: row.id,
        value: row.lot,
        label: [
          row.lot,
          `${number(row.quantity)} ${row.unit}`,
          row.expires_on,
          row.status === "available" ? null : t(`stock.${row.status}`),
          row.held_by.length > 0 ? `✖ ${row.held_by.join(", ")}` : null,
        ]
          .filter(Boolean)
          .join(" · "),
      }))}
    />
  );
}
