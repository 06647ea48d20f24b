/** Flow cards of orders: those that have none get theirs before they are printed. */

import { give } from "@/engine/form/command";
import { among, pagesOf } from "@/engine/print/prints";
import { request } from "@/shared/api/http";

const ORDERS_MAX = 500;
const CARDS_MAX = 1000;
const PAPER = "flow-card";

interface Rows<Row> {
  readonly rows: readonly Row[];
}

interface Started {
  readonly code: string;
  readonly started_quantity: string;
}

interface Card {
  readonly work_order: { readonly code: string };
}

const read = <Row>(entity: string, filter: string, limit: number) =>
  request<Rows<Row>>(
    "GET",
    `/api/v1/records/${entity}?${new URLSearchParams({ filter, limit: String(limit) })}`,
  );

/** Which of some orders have no card that counts, with the pieces they start with. */
export async function withoutCards(codes: readonly string[]): Promise<readonly Started[]> {
  const asked = codes.slice(0, ORDERS_MAX);
  if (asked.length === 0) return [];
  const [orders, cards] = await Promise.all([
    read<Started>("work_order", among("code", asked), ORDERS_MAX),
    read<Card>("flow_card", `${among("work_order.code", asked)} and status != "void"`, CARDS_MAX),
  ]);
  return lacking(orders.rows, cards.rows);
}

/** Orders of which no card is there. */
export function lacking(orders: readonly Started[], cards: readonly Card[]): readonly Started[] {
  const carded = new Set(cards.map((card) => card.work_order.code));
  return orders.filter(({ code }) => !carded.has(code));
}

/** Split an order into cards of so many pieces. */
export const makeCards = (order: string, quantity: string): Promise<void> =>
  give("kernel.create_flow_cards", { work_order: order, quantity });

/** The cards of orders as pages, by order and number. */
export const cardPages = (codes: readonly string[]): Promise<Blob> =>
  pagesOf(PAPER, {
    filter: `${among("work_order.code", codes)} and status != "void"`,
    order: ["work_order", "number"],
  });

/** Give each order that has none a card for all its pieces, then set the pages of all cards. */
export async function printCards(codes: readonly string[]): Promise<Blob> {
  for (const { code, started_quantity } of await withoutCards(codes)) {
    await makeCards(code, started_quantity);
  }
  return cardPages(codes);
}
