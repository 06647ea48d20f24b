/** A table wider than its place, within reach of the keyboard. */

import { type RefObject, useEffect } from "react";

const SCROLLED = ".ant-table-content, .ant-table-body";

/** Let the arrow keys scroll what does not fit; after every drawing, as columns come and go. */
export function useKeyboardScroll(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    for (const one of place.current?.querySelectorAll<HTMLElement>(SCROLLED) ?? []) {
      const isCut = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
      if (isCut) one.tabIndex = 0;
      else one.removeAttribute("tabindex");
    }
  });
}
