/** Who signs in here often stands first. */

import type { Tile } from "@/shared/api/terminal";
import { keepNote } from "@/shared/offline/notes";

const KEPT = "taktline.recent";
/** People of a few shifts; the others stand behind them by name. */
const REMEMBERED = 24;

export function recentOf(text: string | null): readonly string[] {
  try {
    const read: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(read) ? read.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/** Recent people first, the last one at the front; the rest by name; who has no PIN at the end. */
export function ordered(tiles: readonly Tile[], recent: readonly string[]): readonly Tile[] {
  const place = (tile: Tile) => {
    if (!tile.has_pin) return recent.length + 1;
    const found = recent.indexOf(tile.user);
    return found < 0 ? recent.length : found;
  };
  return [...tiles].sort((one, other) => place(one) - place(other));
}

export function readRecent(): readonly string[] {
  return recentOf(localStorage.getItem(KEPT));
}

export function remember(user: string): void {
  const others = readRecent().filter((one) => one !== user);
  keepNote(KEPT, JSON.stringify([user, ...others].slice(0, REMEMBERED)));
}
