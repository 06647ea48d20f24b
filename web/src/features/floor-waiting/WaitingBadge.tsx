/** Always visible: is the server there, and how much waits to be sent. */

import { useTranslation } from "react-i18next";
import { useOutbox } from "@/shared/offline/outbox";
import { Sign } from "@/shared/ui/Sign";

export function WaitingBadge({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation();
  const { online, waiting, returned } = useOutbox();
  const tone = returned.length > 0 ? "bad" : online && waiting.length === 0 ? "good" : "kept";
  return (
    <button type="button" className={`key badge badge-${tone}`} onClick={onOpen}>
      <Sign name={online ? "net" : "away"} />
      <span className="badge-word">{online ? t("floor.net.on") : t("floor.net.off")}</span>
      {waiting.length > 0 && (
        <span className="count" data-testid="waiting">
          {t("floor.net.waiting", { count: waiting.length })}
        </span>
      )}
      {returned.length > 0 && (
        <span className="count" data-testid="returned">
          {t("floor.net.returned", { count: returned.length })}
        </span>
      )}
    </button>
  );
}
