/** Which part of the page hears the scanner: only the screen that people look at. */

import { createContext, type ReactNode, useContext } from "react";

const Hears = createContext(true);

/** Within it nothing is heard while it is not active, or a part around it is not. */
export function ScanScope({
  active,
  children,
}: {
  readonly active: boolean;
  readonly children: ReactNode;
}) {
  const around = useContext(Hears);
  return <Hears.Provider value={around && active}>{children}</Hears.Provider>;
}

export const useHears = (): boolean => useContext(Hears);
