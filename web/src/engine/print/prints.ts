/** What can be printed of a kind of record, and the pages of a print. */

import { request, requestFile } from "@/shared/api/http";
import type { Row } from "../list/records";

export interface Template {
  readonly template: string;
  readonly label: string;
}

/** What is printed: records as a list's filter says, in its order. */
export interface Print {
  readonly filter: string;
  readonly order?: readonly string[];
  readonly copies?: number;
}

/** The papers of a kind of record; they change only when somebody publishes. */
export const templatesQuery = (entity: string) => ({
  queryKey: ["prints", entity] as const,
  queryFn: async () => {
    const asked = new URLSearchParams({ entity });
    const told = await request<{ readonly templates: readonly Template[] }>(
      "GET",
      `/api/v1/prints?${asked}`,
    );
    return told.templates;
  },
  staleTime: 300_000,
});

/** Set the pages of a print; the server keeps a trace of it. */
export const pagesOf = (template: string, print: Print): Promise<Blob> =>
  requestFile(`/api/v1/prints/${encodeURIComponent(template)}`, print);

/** How long a page that was opened may be read again. */
const KEPT_MS = 60_000;

/** Open the pages beside this one. */
export function showPages(pages: Blob): void {
  const address = URL.createObjectURL(pages);
  window.open(address, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** A filter for records by one field's values, in FEEL. */
export const among = (field: string, values: readonly string[]): string =>
  `${field} in (${values.map((one) => JSON.stringify(one)).join(", ")})`;

/** The print of marked rows that are called by a code. */
export const byCode = (rows: readonly Row[]): Print => ({
  filter: among(
    "code",
    rows.map((row) => String(row.code)),
  ),
  order: ["code"],
});
