/** A photo as it is taken: made small enough, uploaded where there is a network, else kept here. */

import { Refused, request, Unreachable } from "@/shared/api/http";
import { noteOnline, useOutbox } from "@/shared/offline/outbox";
import { keepPhoto } from "@/shared/offline/photos";

/** A photo of a phone is larger than anybody needs to see a scratch. */
const SIDE_MAX = 2_000;
const BYTES_FINE = 1_500_000;
const BYTES_MAX = 4_000_000;
const QUALITY = 0.8;
/** Longer nobody stands before a station for a photo; then it is kept and sent later. */
const PATIENCE_MS = 20_000;

export class TooLarge extends Error {}

/** Take a photo: its id, or what stands for it until it has one. */
export async function takePhoto(file: File): Promise<string> {
  const content = await smaller(file);
  if (content.size > BYTES_MAX) throw new TooLarge();
  if (!useOutbox.getState().online) return keepPhoto(file.name, content);
  try {
    return await uploaded(file.name, content);
  } catch (failure) {
    if (failure instanceof Unreachable) noteOnline(false);
    else if (!(failure instanceof Refused && failure.refusal.status === 401)) throw failure;
    return keepPhoto(file.name, content);
  }
}

async function uploaded(name: string, content: Blob): Promise<string> {
  const path = `/api/v1/files?name=${encodeURIComponent(name)}`;
  const asking = { withinMs: PATIENCE_MS };
  return (await request<{ readonly id: string }>("POST", path, content, asking)).id;
}

/** How large a picture is drawn anew, its sides in proportion. */
export function fitted(width: number, height: number): readonly [number, number] {
  const share = Math.min(1, SIDE_MAX / Math.max(width, height));
  return [Math.round(width * share), Math.round(height * share)];
}

async function smaller(file: Blob): Promise<Blob> {
  if (file.size <= BYTES_FINE) return file;
  const image = await createImageBitmap(file).catch(() => null);
  if (image === null) return file;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = fitted(image.width, image.height);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const drawn = await new Promise<Blob | null>((done) =>
    canvas.toBlob(done, "image/jpeg", QUALITY),
  );
  return drawn !== null && drawn.size < file.size ? drawn : file;
}
