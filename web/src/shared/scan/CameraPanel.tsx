/** The camera over the screen: what it sees, its light, one scan or one after the other. */

import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Sign } from "@/shared/ui/Sign";
import { type Fault, faultOf, openCamera, pictureOf, torchOf } from "./camera";
import { codeIn } from "./code";
import { openReader, type Read } from "./reader";
import { Sightings } from "./sightings";

interface Asked {
  readonly onCode: (code: string) => void;
  readonly onClose: () => void;
}

const KEPT = "taktline.camera.keep";
/** Pictures a second are bounded so that an old PDA stays cool. */
const LOOK_MS = 90;

type Light = { readonly turn: (isOn: boolean) => Promise<void>; readonly isOn: boolean };

export default function CameraPanel({ onCode, onClose }: Asked) {
  const { t } = useTranslation();
  const [keeps, setKeeps] = useState(() => localStorage.getItem(KEPT) === "yes");
  const [fault, setFault] = useState<Fault | null>(null);
  const [light, setLight] = useState<Light | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [seen, setSeen] = useState("");
  const video = useRef<HTMLVideoElement>(null);
  const take = useRef((_: string) => {});
  take.current = (code) => {
    setSeen(codeIn(code));
    navigator.vibrate?.(60);
    onCode(code);
    if (!keeps) onClose();
  };

  useEffect(() => {
    const shown = video.current;
    if (shown === null) return undefined;
    const looking = new Looking(shown, (code) => take.current(code));
    looking.begin().then(
      (stream) => {
        setOpen(true);
        const turn = torchOf(stream);
        if (turn) setLight({ turn, isOn: false });
      },
      (failure: unknown) => setFault(looking.isOver ? null : faultOf(failure)),
    );
    return () => looking.end();
  }, []);

  const choose = (next: boolean) => {
    localStorage.setItem(KEPT, next ? "yes" : "no");
    setKeeps(next);
  };
  const turn = async () => {
    if (light === null) return;
    await light.turn(!light.isOn);
    setLight({ ...light, isOn: !light.isOn });
  };
  return (
    <section className="camera" aria-label={t("camera.title")}>
      {fault === null ? (
        <video ref={video} className="camera-picture" playsInline muted autoPlay />
      ) : (
        <p className="note bad" role="alert">
          {said(fault, t)}
        </p>
      )}
      <p className="camera-say" aria-live="polite">
        {seen || (fault === null && (isOpen ? t("camera.hold") : t("camera.opening")))}
      </p>
      <div className="camera-keys">
        <button
          type="button"
          className="key"
          aria-pressed={keeps}
          disabled={fault !== null}
          onClick={() => choose(!keeps)}
        >
          <Sign name={keeps ? "check" : "scan"} /> {t("camera.keep")}
        </button>
        {light !== null && (
          <button type="button" className="key" aria-pressed={light.isOn} onClick={turn}>
            <Sign name="sun" /> {t("camera.torch")}
          </button>
        )}
        <button type="button" className="key" onClick={onClose} aria-label={t("camera.close")}>
          <Sign name="cross" />
        </button>
      </div>
      <Typed onCode={(code) => take.current(code)} />
    </section>
  );
}

/** A code that no camera can read, as a person reads it from the card. */
function Typed({ onCode }: Pick<Asked, "onCode">) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim()) onCode(code.trim());
    setCode("");
  };
  return (
    <form className="camera-type" onSubmit={submit}>
      <input
        aria-label={t("camera.type")}
        placeholder={t("camera.type")}
        autoCapitalize="characters"
        autoComplete="off"
        enterKeyHint="go"
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <button type="submit" className="key" disabled={code.trim() === ""}>
        {t("camera.take")}
      </button>
    </form>
  );
}

/** One opening of the camera: looks at pictures until it ends. */
class Looking {
  isOver = false;
  private stream: MediaStream | null = null;
  private readonly sightings = new Sightings();
  private readonly canvas = document.createElement("canvas");

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly told: (code: string) => void,
  ) {}

  async begin(): Promise<MediaStream> {
    const stream = await openCamera();
    this.stream = stream;
    if (this.isOver) this.end();
    this.video.srcObject = stream;
    const read = await openReader();
    void this.look(read);
    return stream;
  }

  end(): void {
    this.isOver = true;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
  }

  private async look(read: Read): Promise<void> {
    while (!this.isOver) {
      const begun = performance.now();
      const picture = pictureOf(this.video, this.canvas);
      const found = picture && (await read(picture).catch(() => null));
      const now = performance.now();
      const code = this.sightings.take(found, now);
      if (code !== null && !this.isOver) this.told(code);
      await new Promise((later) => setTimeout(later, Math.max(0, LOOK_MS - (now - begun))));
    }
  }
}

function said(fault: Fault, t: (key: string) => string): string {
  switch (fault) {
    case "denied":
      return t("camera.denied");
    case "none":
      return t("camera.none");
    case "busy":
      return t("camera.busy");
    case "plain":
      return t("camera.plain");
    default:
      return t("camera.unread");
  }
}
