/** A dialog over the screen, for touch and for keys: a heading, its content, and one way back. */

import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useScan } from "@/shared/scan";

interface Asked {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** What a scan means while it is open; nothing if absent. */
  readonly onScan?: (code: string) => void;
}

const KEYS = "button:not(:disabled), input, textarea, select, a[href], summary";

export function Sheet({ title, children, onClose, onScan }: Asked) {
  const { t } = useTranslation();
  const sheet = useRef<HTMLElement>(null);
  useScan((code) => onScan?.(code));
  useLayoutEffect(() => {
    const before = document.activeElement;
    const within = sheet.current;
    if (!within?.contains(before)) within?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    if (event.key === "Tab") goRound(event, sheet.current);
  };
  return (
    <div className="sheet" role="dialog" aria-modal="true" aria-label={title} onKeyDown={press}>
      <section ref={sheet} tabIndex={-1}>
        <h2>{title}</h2>
        {children}
        <button type="button" className="key plain" onClick={onClose}>
          {t("floor.back")}
        </button>
      </section>
    </div>
  );
}

/** Tab stays within the dialog: from its last key to its first, and back. */
function goRound(event: KeyboardEvent, within: HTMLElement | null): void {
  const keys = within ? [...within.querySelectorAll<HTMLElement>(KEYS)] : [];
  const first = keys[0];
  const last = keys[keys.length - 1];
  const now = document.activeElement;
  const isOut = now === within || !within?.contains(now);
  if (event.shiftKey && (now === first || isOut)) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && now === last) {
    event.preventDefault();
    first?.focus();
  }
}
