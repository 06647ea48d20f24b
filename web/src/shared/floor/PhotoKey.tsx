/** Take a photo: uploaded at once or kept on the device, linked by what is saved next. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "@/shared/api/http";
import { isLocal } from "@/shared/offline/carried";
import { readPhoto, TooManyPhotos } from "@/shared/offline/photos";
import { showFlash } from "@/shared/ui/flash";
import { Sign } from "@/shared/ui/Sign";
import { TooLarge, takePhoto } from "./photo";
import { pictureOf } from "./pictures";

interface Asked {
  /** The photo that was taken before, if one was. */
  readonly taken: string | null;
  readonly onPhoto: (file: string) => void;
}

export function PhotoKey({ taken, onPhoto }: Asked) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const why = (failure: unknown): string => {
    if (failure instanceof Refused) return failure.refusal.title;
    if (failure instanceof TooLarge) return t("floor.photo.large");
    return failure instanceof TooManyPhotos ? t("floor.photo.many") : t("floor.notKeptWhy");
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    try {
      onPhoto(await takePhoto(file));
    } catch (failure) {
      showFlash({ tone: "bad", word: t("floor.photo.none"), detail: why(failure) });
    } finally {
      setBusy(false);
    }
  };
  const kept = taken !== null && isLocal(taken);
  const again = kept ? t("floor.photo.kept") : t("floor.photo.taken");
  return (
    <label className="key photo" aria-busy={busy}>
      <Sign name={taken === null ? "picture" : kept ? "clock" : "check"} />
      {taken === null ? t("floor.photo.take") : again}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        disabled={busy}
        onChange={(event) => void take(event.target.files?.[0])}
      />
    </label>
  );
}

/** A photo that was taken, also while it is on this device only. */
export function Taken({ file }: { readonly file: string }) {
  const [source, setSource] = useState<string | null>(isLocal(file) ? null : pictureOf(file));
  useEffect(() => {
    if (!isLocal(file)) return;
    let address: string | null = null;
    void readPhoto(file).then((found) => {
      if (found === undefined) return;
      address = URL.createObjectURL(found.content);
      setSource(address);
    });
    return () => {
      if (address !== null) URL.revokeObjectURL(address);
    };
  }, [file]);
  return source === null ? null : <img src={source} alt="" />;
}
