"""What a customer sees of one order by a link: how far each line is, and nothing else."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.sales.around import LinesWanted, read_around, read_lines
from taktline.apps.sales.progress import ProgressLine, progress_of
from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.platform.transaction import Tx

Stage = Literal["accepted", "making", "made", "shipped", "ended"]


class OpenedLink(msgspec.Struct, frozen=True, kw_only=True):
    """The order that a link opens."""

    id: UUID
    sales_order: str
    customer: str
    customer_number: str
    site: str


class CustomerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as its customer reads it, in the material's base unit.

    Attributes:
        stage: accepted, being made, made, shipped, or ended without the rest.
        begun: at or behind the first operation; `made` good behind the last one, or shipped.
        expected_on: the day the last open piece is made; None = no day can be told.
    """

    line: int
    material: str
    name: str
    name_en: str | None
    unit: str
    ordered: Decimal
    begun: Decimal
    made: Decimal
    shipped: Decimal
    promised_on: date
    expected_on: date | None
    is_late: bool
    stage: Stage


BY_HASH = """
    SELECT k.id, o.code, p.name, o.customer_number, s.name
    FROM customer_link k
    JOIN sales_order o ON o.id = k.sales_order
    JOIN partner p ON p.id = o.customer
    JOIN site s ON s.id = o.site
    WHERE k.hash = %(hash)s AND k.revoked_at IS NULL AND k.ends_at > %(now)s"""


async def opened_link(tx: Tx, fingerprint: bytes, now: Instant) -> OpenedLink | None:
    """Return what a secret opens; None where it is unknown, has ended or was revoked."""
    found = await tx.rows(BY_HASH, {"hash": fingerprint, "now": now}, as_=OpenedLink)
    return found[0] if found else None


async def customer_lines(tx: Tx, link: OpenedLink, now: Instant) -> list[CustomerLine]:
    """Return the lines of the order that a link opens."""
    lines = await read_lines(tx, LinesWanted(sales_order=link.sales_order), None)
    around = await read_around(tx, lines, now)
    shown = [(line, progress_of(line, around)) for line in lines]
    return [
        CustomerLine(
            line=row.line, material=row.customer_material or row.material, name=row.name,
            name_en=row.name_en, unit=row.unit, ordered=row.quantity,
            begun=max(row.begun, row.finished, row.shipped),
            made=max(row.finished, row.shipped, ZERO), shipped=row.shipped,
            promised_on=row.promised_on, expected_on=_day(row.expected_at, line.zone),
            is_late=row.is_late, stage=stage_of(row),
        )
        for line, row in sorted(shown, key=lambda pair: pair[0].line)
    ]  # fmt: skip


def stage_of(row: ProgressLine) -> Stage:
    """Return how far a line is, in the customer's words."""
    if row.state == "shipped":
        return "shipped"
    if row.state != "open":
        return "ended"
    if row.holds == "shipping":
        return "made"
    return "making" if row.begun > 0 else "accepted"


def _day(at: datetime | None, zone: str) -> date | None:
    return None if at is None else at.astimezone(ZoneInfo(zone)).date()
