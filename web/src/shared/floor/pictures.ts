/** Pictures of the plant, kept on the device for the time without a network. */

/** The service worker shows pictures of this shelf where they are asked for. */
const SHELF = "taktline-pictures-1";
/** More instruction steps than a station's next jobs have; the oldest make room. */
const MOST = 80;
const BYTES_MAX = 3_000_000;

export const pictureOf = (file: string): string => `/api/v1/files/${file}`;

let last: Promise<void> = Promise.resolve();

/** Keep pictures on the device, one call after another, so that none is loaded twice. */
export function keepPictures(files: readonly string[]): Promise<void> {
  if (files.length === 0 || !("caches" in globalThis)) return Promise.resolve();
  last = last.catch(() => undefined).then(() => keepAll(files));
  return last;
}

/** Only where a picture came safely, and never more than a few. */
async function keepAll(files: readonly string[]): Promise<void> {
  const shelf = await caches.open(SHELF);
  for (const file of files) {
    if (!(await shelf.match(pictureOf(file)))) await keepOne(shelf, pictureOf(file));
  }
  const kept = await shelf.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST))) await shelf.delete(old);
}

async function keepOne(shelf: Cache, path: string): Promise<void> {
  const found = await fetch(path, { credentials: "same-origin" }).catch(() => null);
  const length = Number(found?.headers.get("content-length") ?? 0);
  if (found?.ok && length <= BYTES_MAX) await shelf.put(path, found).catch(() => undefined);
}
