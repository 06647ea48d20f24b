/** Scanned codes: typed by a scanner or seen by a camera, heard by the screen that opened last. */

import { isHeard, tell } from "./hearing";
import { Wedge } from "./wedge";

export { CameraKey, useHasCamera } from "./CameraKey";
export { useScan } from "./hearing";
export { PlainNote } from "./PlainNote";
export { ScanScope, useHears } from "./scope";

const wedge = new Wedge();

addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = { key: event.key, code: event.code, shift: event.shiftKey, at: event.timeStamp };
    const code = wedge.take(key);
    if (code === null || !isHeard()) return;
    event.preventDefault();
    event.stopPropagation();
    tell(code);
  },
  { capture: true },
);
