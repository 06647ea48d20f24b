/** What a page shows, in a word that its address does not hold: the title of the window tells it. */

import { useEffect } from "react";
import { create } from "zustand";

export const useName = create<{ readonly name: string | null }>(() => ({ name: null }));

/** Tell the name of what this page shows, as long as it is shown. */
export function useNamed(name: string | null | undefined): void {
  useEffect(() => {
    useName.setState({ name: name ?? null });
    return () => useName.setState({ name: null });
  }, [name]);
}
