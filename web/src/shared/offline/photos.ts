/** Photos taken without a network: on this device's disk until they are uploaded. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { uuid7 } from "@/shared/api/uuid";

export interface Photo {
  /** What stands for it in a command: `photo:` and its id. */
  readonly name: string;
  readonly file: string;
  readonly content: Blob;
  readonly at: number;
}

interface Shelf extends DBSchema {
  photos: { key: string; value: Photo };
}

/** So many photos wait on one device at most; a shift takes fewer. */
export const PHOTOS_MAX = 60;
/** What nobody sends within a day was thrown away with its form. */
const FORGOTTEN_MS = 24 * 3_600_000;

export class TooManyPhotos extends Error {}

let opened: Promise<IDBPDatabase<Shelf>> | null = null;

/** A shelf of its own: a page of an older version that is still open never stands in its way. */
function shelf(): Promise<IDBPDatabase<Shelf>> {
  opened ??= openDB<Shelf>("taktline-photos", 1, {
    upgrade: (database) => void database.createObjectStore("photos", { keyPath: "name" }),
  });
  return opened;
}

/** Write a photo; resolved with what stands for it when it is on the disk. */
export async function keepPhoto(file: string, content: Blob): Promise<string> {
  const database = await shelf();
  if ((await database.count("photos")) >= PHOTOS_MAX) throw new TooManyPhotos();
  const name = `photo:${uuid7()}`;
  const transaction = database.transaction("photos", "readwrite", { durability: "strict" });
  await transaction.store.add({ name, file, content, at: Date.now() });
  await transaction.done;
  return name;
}

export async function readPhoto(name: string): Promise<Photo | undefined> {
  return (await shelf()).get("photos", name);
}

export async function forgetPhotos(names: readonly string[]): Promise<void> {
  const database = await shelf();
  for (const name of names) await database.delete("photos", name);
}

/** Throw away what no command waits for and no open form can still name. */
export async function tidyPhotos(named: ReadonlySet<string>): Promise<void> {
  const database = await shelf();
  const old = (await database.getAll("photos")).filter(
    ({ name, at }) => !named.has(name) && Date.now() - at > FORGOTTEN_MS,
  );
  await forgetPhotos(old.map(({ name }) => name));
}
