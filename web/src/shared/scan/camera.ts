/** The camera of the device: opened, its light switched, and why it cannot be had. */

export type Fault = "denied" | "none" | "busy" | "unread" | "plain";

/** Wide enough for a label at arm's length; more only costs time. */
const WISHED: MediaTrackConstraints = {
  facingMode: { ideal: "environment" },
  width: { ideal: 1280 },
  height: { ideal: 720 },
};

/** Open the camera on the back of the device, else any. */
export async function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ video: WISHED, audio: false });
}

export function faultOf(failure: unknown): Fault {
  if (!window.isSecureContext || navigator.mediaDevices === undefined) return "plain";
  const name = failure instanceof DOMException ? failure.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "unread";
}

/** The light beside the camera, where there is one. */
export function torchOf(stream: MediaStream): ((isOn: boolean) => Promise<void>) | null {
  const [track] = stream.getVideoTracks();
  const can = track?.getCapabilities?.() as { readonly torch?: boolean } | undefined;
  if (track === undefined || can?.torch !== true) return null;
  const lit = (torch: boolean) => ({ advanced: [{ torch }] }) as unknown as MediaTrackConstraints;
  return (isOn) => track.applyConstraints(lit(isOn));
}

/** What the camera shows now; null while it shows nothing. */
export function pictureOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return null;
  canvas.width = width;
  canvas.height = height;
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  if (drawn === null) return null;
  drawn.drawImage(video, 0, 0);
  return drawn.getImageData(0, 0, width, height);
}
