/** A dialog over the screen, for touch: a heading, its content, and one way back. */

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useScan } from "@/shared/scan";

interface Asked {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** What a scan means while it is open; nothing if absent. */
  readonly onScan?: (code: string) => void;
}

export function Sheet({ title, children, onClose, onScan }: Asked) {
  const { t } = useTranslation();
  useScan((code) => onScan?.(code));
  return (
    <div className="sheet" role="dialog" aria-modal="true" aria-label={title}>
      <section>
        <h2>{title}</h2>
        {children}
        <button type="button" className="key plain" onClick={onClose}>
          {t("floor.back")}
        </button>
      </section>
    </div>
  );
}
