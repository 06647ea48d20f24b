/** One's last booking in the warehouse, to be taken back in one touch. */

import { useTranslation } from "react-i18next";
import { PrintKey } from "@/engine/print/PrintKey";
import { UndoBar } from "@/shared/floor/UndoBar";
import { OWN } from "./own";

export function LastBooking({ user }: { readonly user: string }) {
  const { t } = useTranslation();
  return (
    <UndoBar
      user={user}
      own={OWN}
      word={t("warehouse.last")}
      done={t("warehouse.undone")}
      orderOf={({ id, said }) => ({
        command: "inventory.undo_booking",
        fields: { booking: id },
        said,
      })}
      beside={({ paper }) => paper && <PrintKey paper={paper} />}
    />
  );
}
