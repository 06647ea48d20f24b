/** What is typed of a piece and not saved yet survives a reload. */

import { keepNote } from "@/shared/offline/notes";
import type { Typed } from "./measure";

const keyOf = (inspection: string) => `taktline.draft.inspection.${inspection}`;

export interface Draft {
  readonly piece: number;
  readonly typed: Typed;
}

export function readDraft(inspection: string): Draft | null {
  const text = localStorage.getItem(keyOf(inspection));
  return text === null ? null : (JSON.parse(text) as Draft);
}

export function keepDraft(inspection: string, draft: Draft | null): void {
  if (draft === null || Object.values(draft.typed).every((one) => one === "")) {
    localStorage.removeItem(keyOf(inspection));
  } else {
    keepNote(keyOf(inspection), JSON.stringify(draft));
  }
}
