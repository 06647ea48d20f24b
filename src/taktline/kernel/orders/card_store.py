"""Reads and writes flow cards, and what was reported with each at which operation."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.kernel.orders.columns import STAMPED, Columns
from taktline.kernel.orders.flow_card import FlowCardMade, FlowCardMoved, FlowCardVoided
from taktline.kernel.orders.read import structs
from taktline.kernel.orders.record import insert, send
from taktline.kernel.orders.rows import FlowCard
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Booked
from taktline.platform.transaction import Tx

CARD: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("code", "text"),
    ("work_order", "uuid"),
    ("number", "integer"),
    ("quantity", "numeric"),
    ("lot", "uuid"),
    ("status", "text"),
    ("replaced_by", "uuid"),
    ("voided_by", "text"),
    ("voided_at", "timestamptz"),
    ("version", "integer"),
)
CARD_FIELDS = tuple(name for name, _ in CARD)
KEPT: Columns = (*CARD, ("cause", "uuid"), *STAMPED)

# A void card names its successor, so that whoever scans it is told which card to take.
CARDS = f"""
    WITH named AS (
        SELECT id, replaced_by FROM flow_card
        WHERE id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[])
            OR work_order = ANY(%(orders)s::uuid[]))
    SELECT {", ".join(f"f.{name}" for name in CARD_FIELDS)}
    FROM flow_card f
    WHERE f.id IN (SELECT id FROM named UNION SELECT replaced_by FROM named)
    ORDER BY f.id FOR UPDATE OF f"""

COUNTS = """
    SELECT r.flow_card, r.job_order, sum((r.good + r.repaired) * r.sign),
        sum((r.good + r.repaired + r.sample + r.scrap + r.rework + r.defective + r.missing
            - r.found) * r.sign)
    FROM flow_card f JOIN job_order j ON j.work_order = f.work_order
    JOIN job_response r ON r.job_order = j.id AND r.flow_card = f.id AND r.kind = 'report'
    WHERE f.id = ANY(%(ids)s::uuid[]) OR f.code = ANY(%(codes)s::text[])
        OR f.work_order = ANY(%(orders)s::uuid[])
    GROUP BY r.flow_card, r.job_order"""

INSERT_CARDS = insert("flow_card", KEPT)
VOID_CARDS = """
    UPDATE flow_card AS f
    SET status = 'void', replaced_by = t.replaced_by, voided_by = t.voided_by,
        voided_at = t.voided_at, version = f.version + 1, updated_at = t.updated_at,
        updated_by = t.updated_by
    FROM unnest(%(id)s::uuid[], %(replaced_by)s::uuid[], %(voided_by)s::text[],
        %(voided_at)s::timestamptz[], %(updated_at)s::timestamptz[], %(updated_by)s::uuid[])
        AS t (id, replaced_by, voided_by, voided_at, updated_at, updated_by)
    WHERE f.id = t.id"""


MOVE_CARDS = """
    UPDATE flow_card AS f SET status = t.status, version = f.version + 1,
        updated_at = t.updated_at, updated_by = t.updated_by
    FROM unnest(%(id)s::uuid[], %(status)s::text[], %(updated_at)s::timestamptz[],
        %(updated_by)s::uuid[]) AS t (id, status, updated_at, updated_by)
    WHERE f.id = t.id AND f.status NOT IN ('void', t.status)"""


async def take_cards(tx: Tx, shop: Shop, *, named: set[str], orders: Sequence[UUID] = ()) -> None:
    """Lock cards and read what was reported with them; nothing is asked where none is named."""
    if not named and not orders:
        return
    ids = {reference: id_of(reference) for reference in named}
    asked: dict[str, object] = {
        "ids": sorted(found for found in ids.values() if found is not None),
        "codes": sorted(name for name, found in ids.items() if found is None),
        "orders": sorted(orders),
    }
    cards, counts = await tx.fetch_many([(CARDS, asked), (COUNTS, asked)])
    shop.cards = {card.id: card for card in structs(cards, FlowCard, fields=CARD_FIELDS)}
    for card, job, passed, taken in msgspec.convert(
        counts, list[tuple[UUID, UUID, Decimal, Decimal]]
    ):
        shop.card_counts[card, job] = (passed, taken)


def record_cards(tx: Tx, booked: Sequence[Booked[FlowCardMade]]) -> None:
    """Write new cards."""
    rows: list[dict[str, object]] = [
        {name: getattr(one.fact.flow_card, name) for name in CARD_FIELDS}
        | {
            "cause": one.stamp.cause,
            "created_at": one.stamp.recorded_at,
            "created_by": one.stamp.by,
            "updated_at": one.stamp.recorded_at,
            "updated_by": one.stamp.by,
        }
        for one in booked
    ]
    send(tx, INSERT_CARDS, rows=rows, columns=KEPT)


def record_voided(tx: Tx, booked: Sequence[Booked[FlowCardVoided]]) -> None:
    """Write which cards are void, by whom and what took their place."""
    tx.execute(
        VOID_CARDS,
        {
            "id": [b.fact.id for b in booked],
            "replaced_by": [b.fact.replaced_by for b in booked],
            "voided_by": [b.fact.voided_by for b in booked],
            "voided_at": [b.fact.voided_at for b in booked],
            "updated_at": [b.stamp.recorded_at for b in booked],
            "updated_by": [b.stamp.by for b in booked],
        },
    )


def record_moved(tx: Tx, booked: Sequence[Booked[FlowCardMoved]]) -> None:
    """Write which cards are done, or open again; of several words the last stands."""
    last = {one.fact.id: one for one in booked}
    tx.execute(
        MOVE_CARDS,
        {
            "id": list(last),
            "status": [one.fact.status for one in last.values()],
            "updated_at": [one.stamp.recorded_at for one in last.values()],
            "updated_by": [one.stamp.by for one in last.values()],
        },
    )
