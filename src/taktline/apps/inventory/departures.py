"""A shipment's number is used once: what left under it, and who is alone with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from taktline.base.instant import Instant, wire
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.asked import rows_as
from taktline.platform.transaction import Tx

# Whoever ships under a number is alone with it until he commits, so that it is not used twice.
LOCK_NUMBERS = """
    SELECT pg_advisory_xact_lock(hashtextextended('shipment ' || n.code, 0))
    FROM (SELECT unnest(%(codes)s::text[]) AS code ORDER BY 1) n"""
DEPARTED = """
    SELECT e.record, coalesce(c.cause, c.id), e.payload ->> 'customer', e.occurred_at
    FROM event e JOIN command c ON c.id = e.cause
    WHERE e.record = ANY(%(records)s::uuid[]) AND e.name = 'shipment.shipped'
        AND EXISTS (SELECT 1 FROM move v WHERE v.cause = e.cause
            AND NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = v.id))
    ORDER BY e.occurred_at, c.id"""


class Leaves(Protocol):
    """A command by which goods leave under a number."""

    @property
    def code(self) -> str:
        """The shipment's number."""

    @property
    def customer(self) -> str:
        """Who gets them."""

    @property
    def occurred_at(self) -> Instant:
        """When they leave."""

    @property
    def whole(self) -> UUID:
        """The command all goods of the shipment belong to."""


class ShipmentTwice(Problem):
    """A shipment's number was used for other goods that left."""

    title = Text(
        en="Shipment {code} left for {customer} at {shipped_at} already: give this one another "
        "number, or take that one back first.",
        zh="发货单 {code} 已于 {shipped_at} 发往 {customer}:请使用其他单号,或先冲销该发货。",
    )


class Departure(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that left under a shipment's number and were not taken back.

    Attributes:
        shipment: id of the shipment, of its site and number.
        part_of: the command all its goods belong to.
    """

    shipment: UUID
    part_of: UUID
    customer: str
    shipped_at: datetime


def lock_numbers(tx: Tx, commands: Sequence[Leaves]) -> None:
    """Be alone with the numbers of shipments until all is written.

    Raises:
        ShipmentTwice: two of a batch have one number; by itself the second is judged by the first.
    """
    wholes: dict[str, UUID] = {}
    for command in commands:
        if wholes.setdefault(command.code, command.whole) != command.whole:
            raise _twice(command.code, customer=command.customer, at=command.occurred_at)
    tx.execute(LOCK_NUMBERS, {"codes": list(wholes)})


async def departures_of(tx: Tx, shipments: Iterable[UUID]) -> dict[UUID, Departure]:
    """Return the first goods that left as each of some shipments and were not taken back."""
    rows = await tx.fetch(DEPARTED, {"records": sorted(shipments)})
    found: dict[UUID, Departure] = {}
    for departure in rows_as(rows, Departure):
        found.setdefault(departure.shipment, departure)
    return found


def refuse_twice(before: Departure | None, command: Leaves) -> None:
    """Refuse a number under which other goods left.

    Raises:
        ShipmentTwice: some did, and the command is no part of them.
    """
    if before is not None and before.part_of != command.whole:
        raise _twice(command.code, customer=before.customer, at=before.shipped_at)


def _twice(code: str, *, customer: str, at: datetime) -> ShipmentTwice:
    return ShipmentTwice(code=code, customer=customer, shipped_at=wire(at), at="/code")
