/** Which papers belong to a job: those of its order, or of the card that was scanned. */

import type { Paper } from "@/shared/floor/own";
import type { Job } from "./jobs";

const is = (code: string) => `= ${JSON.stringify(code)}`;

/** The order's sheet, and every card of it that is not void. */
export function papersOf({ work_order: order }: Pick<Job, "work_order">): readonly Paper[] {
  if (order === null) return [];
  return [
    { template: "traveller", filter: `code ${is(order)}` },
    { template: "flow-card", filter: `work_order.code ${is(order)} and status != "void"` },
  ];
}

/** The one card that was scanned. */
export const paperOfCard = (card: string): Paper => ({
  template: "flow-card",
  filter: `code ${is(card)}`,
});
