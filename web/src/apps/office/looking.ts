/** How a page with a list looks at it: read from its address, and said there again. */

import { useCallback, useMemo } from "react";
import { type Looking, lookingWith, searchOf } from "@/engine/views/content";

/** A page's route, as far as its list needs it. */
interface Page {
  readonly useSearch: () => Readonly<Record<string, unknown>>;
  readonly useNavigate: () => (to: {
    readonly search: Readonly<Record<string, unknown>>;
    readonly replace: boolean;
  }) => Promise<void>;
}

export function useLooking(page: unknown, words: readonly string[]) {
  const { useSearch, useNavigate } = page as Page;
  const search = useSearch();
  const navigate = useNavigate();
  const looking = useMemo(() => lookingWith(search, words), [search, words]);
  const onLook = useCallback(
    (next: Looking, replace = false) => void navigate({ search: searchOf(next), replace }),
    [navigate],
  );
  return { looking, onLook };
}
