/** What every screen of the floor is given by the frame, and what it may ask of it. */

import type { Me } from "@/shared/api/session";
import type { Terminal } from "@/shared/api/terminal";

/** The place a terminal stands at. */
export interface Station {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly level: string;
}

export interface ScreenProps {
  readonly me: Me;
  /** Null where the terminal stands nowhere: a phone, a PDA. */
  readonly station: Station | null;
  /** False until it was read where the terminal stands. */
  readonly isKnown: boolean;
  /** The terminal's own key and its people, for what a second person signs at it. */
  readonly terminalKey: string;
  readonly terminal: Terminal;
  /** False while another screen, a dialog or the lock lies over this one; it stays as it is. */
  readonly active: boolean;
  /** The address below the screen's own: `/floor/warehouse/receive` is `["receive"]`. */
  readonly path: readonly string[];
  /** Go to another address below the screen's own; the browser's back key comes back. */
  readonly onPath: (path: readonly string[]) => void;
  /** Say whether a form is half filled: the screen is then never locked. */
  readonly onDraft: (isOpen: boolean) => void;
  /** A code that is nothing else may be a badge: ask its person for their PIN. */
  readonly onBadge: (badge: string) => void;
  /** Somebody else signed in with their PIN within the screen: from now on they work here. */
  readonly onPerson: (me: Me) => void;
}
