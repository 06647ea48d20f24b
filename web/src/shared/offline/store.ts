/** The queue on the device's disk: in order, written through before anybody is told it is kept. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Entry, Fresh, Returned } from "./entry";

interface Shelves extends DBSchema {
  outbox: { key: number; value: Entry };
  returned: { key: string; value: Returned };
}

/** Without it a browser may call a write done that a flat battery still undoes. */
const STRICT = { durability: "strict" } as const;

let opened: Promise<IDBPDatabase<Shelves>> | null = null;

function shelves(): Promise<IDBPDatabase<Shelves>> {
  opened ??= openDB<Shelves>("taktline-floor", 1, {
    upgrade(database) {
      database.createObjectStore("outbox", { keyPath: "place", autoIncrement: true });
      database.createObjectStore("returned", { keyPath: "id" });
    },
    // The browser may end a connection; what is written next opens another.
    terminated() {
      opened = null;
    },
  });
  return opened;
}

export interface Kept {
  readonly waiting: readonly Entry[];
  readonly returned: readonly Returned[];
}

export async function readKept(): Promise<Kept> {
  const database = await shelves();
  return {
    waiting: await database.getAll("outbox"),
    returned: await database.getAll("returned"),
  };
}

/** Write a command; resolved when it is on the disk. */
export async function keep(fresh: Fresh): Promise<void> {
  const transaction = (await shelves()).transaction("outbox", "readwrite", STRICT);
  // The browser gives the place; the type cannot say so.
  await transaction.store.add(fresh as Entry);
  await transaction.done;
}

/** Take a command off the queue, and remember in the same step what it came back with. */
export async function settle(entry: Entry, returned: Returned | null): Promise<void> {
  const both = ["outbox", "returned"] as const;
  const transaction = (await shelves()).transaction(both, "readwrite", STRICT);
  await transaction.objectStore("outbox").delete(entry.place);
  if (returned !== null) await transaction.objectStore("returned").put(returned);
  await transaction.done;
}

/** Remember what somebody has still to see. */
export async function bring(returned: Returned): Promise<void> {
  await (await shelves()).put("returned", returned);
}

/** Write a command anew at its place. */
export async function rewrite(entry: Entry): Promise<void> {
  const transaction = (await shelves()).transaction("outbox", "readwrite", STRICT);
  await transaction.store.put(entry);
  await transaction.done;
}

export async function dismiss(id: string): Promise<void> {
  await (await shelves()).delete("returned", id);
}

/** Ask the browser not to clear what waits when its disk is short. */
export async function persist(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
}
