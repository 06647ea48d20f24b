/** Take a photo: uploaded at once, linked by what is saved next. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refused, upload } from "@/shared/api/http";
import { useOutbox } from "@/shared/offline/outbox";
import { showFlash } from "@/shared/ui/flash";
import { Sign } from "@/shared/ui/Sign";

interface Asked {
  readonly taken: boolean;
  readonly onPhoto: (file: string) => void;
}

export function PhotoKey({ taken, onPhoto }: Asked) {
  const { t } = useTranslation();
  const online = useOutbox((state) => state.online);
  const [busy, setBusy] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    try {
      onPhoto((await upload(file.name, file)).id);
    } catch (failure) {
      const why = failure instanceof Refused ? failure.refusal.title : t("state.away");
      showFlash({ tone: "bad", word: t("floor.photo.none"), detail: why });
    } finally {
      setBusy(false);
    }
  };
  const words = (isOnline: boolean, isTaken: boolean) => {
    if (!isOnline) return t("floor.photo.away");
    return isTaken ? t("floor.photo.taken") : t("floor.photo.take");
  };
  return (
    <label className={`key photo ${online ? "" : "photo-away"}`} aria-busy={busy}>
      <Sign name={taken ? "check" : "picture"} />
      {words(online, taken)}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        disabled={!online || busy}
        onChange={(event) => void take(event.target.files?.[0])}
      />
    </label>
  );
}
