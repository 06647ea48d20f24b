/** The key that opens the camera; what it reads is heard like a scanner. */

import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Sign } from "@/shared/ui/Sign";
import { tell } from "./hearing";
import "./camera.css";

const CameraPanel = lazy(() => import("./CameraPanel"));

/** Whether there is a camera; without a secure address nobody knows, and the key says why. */
export function useHasCamera(): boolean {
  const [has, setHas] = useState(navigator.mediaDevices === undefined);
  useEffect(() => {
    const { mediaDevices } = navigator;
    if (mediaDevices === undefined) return undefined;
    const look = () =>
      void mediaDevices.enumerateDevices().then(
        (devices) => setHas(devices.some((one) => one.kind === "videoinput")),
        () => setHas(true),
      );
    look();
    mediaDevices.addEventListener("devicechange", look);
    return () => mediaDevices.removeEventListener("devicechange", look);
  }, []);
  return has;
}

export function CameraKey() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button
        type="button"
        className="key square"
        aria-label={t("camera.open")}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Sign name="camera" />
      </button>
      {isOpen && (
        <Suspense fallback={<section className="camera" aria-busy="true" />}>
          <CameraPanel onCode={tell} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
