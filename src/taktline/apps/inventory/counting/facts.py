"""The facts of cycle counting, and how they are written."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.inventory.counting.abc import AbcClass
from taktline.base.instant import Instant
from taktline.kernel.ledger.facts import StockKey
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

CountStatus = Literal["open", "recount", "approval", "booked", "cancelled"]


class CountLineRow(msgspec.Struct, frozen=True, kw_only=True):
    """One key of a count; `expected` is what the books said when it was counted."""

    id: UUID
    key: StockKey
    material: UUID
    abc: AbcClass
    tolerance: Decimal
    first: Decimal | None = None
    second: Decimal | None = None
    expected: Decimal | None = None
    is_within: bool | None = None

    @property
    def counted(self) -> Decimal | None:
        """What holds: the second count where there was one."""
        return self.first if self.second is None else self.second


class CountPlanned(Fact, frozen=True, kw_only=True):
    """A place is to be counted."""

    id: UUID
    site: UUID
    code: str
    place: UUID
    planned_at: Instant
    lines: tuple[CountLineRow, ...]


class CountLineEntered(Fact, frozen=True, kw_only=True):
    """Somebody counted one key, the first or the second time."""

    line: CountLineRow
    counted_at: Instant


class CountMoved(Fact, frozen=True, kw_only=True):
    """A count goes on: to be counted again, to be approved, booked, cancelled."""

    id: UUID
    status: CountStatus
    reason: str = ""
    closed_at: Instant | None = None


class MaterialClassed(Fact, frozen=True, kw_only=True):
    """A material is in this class from now on."""

    material: UUID
    abc: AbcClass
    annual_value: Decimal


INSERT_COUNTS = """
    INSERT INTO stock_count (id, site, code, place, status, planned_at, cause)
    SELECT n.id, n.site, n.code, n.place, 'open', n.at, n.cause
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(code)s::text[], %(place)s::uuid[],
        %(at)s::timestamptz[], %(cause)s::uuid[]) AS n(id, site, code, place, at, cause)"""
INSERT_LINES = """
    INSERT INTO stock_count_line (id, site, stock_count, material, lot, handling_unit, status,
        owner, class, tolerance)
    SELECT n.id, n.site, n.count, n.material, n.lot, n.unit, n.status, n.owner, n.class, n.tolerance
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(count)s::uuid[], %(material)s::uuid[],
        %(lot)s::uuid[], %(unit)s::uuid[], %(status)s::text[], %(owner)s::uuid[], %(class)s::text[],
        %(tolerance)s::numeric[])
        AS n(id, site, count, material, lot, unit, status, owner, class, tolerance)"""
ENTER_LINES = """
    UPDATE stock_count_line l SET first_quantity = n.first, second_quantity = n.second,
        expected = n.expected, is_within = n.within, counted_at = n.at, counted_by = n.by
    FROM unnest(%(id)s::uuid[], %(first)s::numeric[], %(second)s::numeric[],
        %(expected)s::numeric[], %(within)s::boolean[], %(at)s::timestamptz[], %(by)s::uuid[])
        AS n(id, first, second, expected, within, at, by)
    WHERE l.id = n.id"""
MOVE_COUNTS = """
    UPDATE stock_count c SET status = n.status, closed_at = n.closed,
        reason = CASE WHEN n.reason = '' THEN c.reason ELSE n.reason END, version = c.version + 1
    FROM unnest(%(id)s::uuid[], %(status)s::text[], %(reason)s::text[], %(closed)s::timestamptz[])
        AS n(id, status, reason, closed)
    WHERE c.id = n.id"""
CLASS_MATERIALS = """
    INSERT INTO abc_class (id, material, class, annual_value, cause)
    SELECT n.material, n.material, n.class, n.value, n.cause
    FROM unnest(%(material)s::uuid[], %(class)s::text[], %(value)s::numeric[], %(cause)s::uuid[])
        AS n(material, class, value, cause)
    ON CONFLICT (id) DO UPDATE SET class = excluded.class, annual_value = excluded.annual_value,
        cause = excluded.cause"""


def record_planned(tx: Tx, booked: Sequence[Booked[CountPlanned]]) -> None:
    """Write counts and their lines."""
    facts = [one.fact for one in booked]
    tx.execute(
        INSERT_COUNTS,
        {
            "id": [f.id for f in facts],
            "site": [f.site for f in facts],
            "code": [f.code for f in facts],
            "place": [f.place for f in facts],
            "at": [f.planned_at for f in facts],
            "cause": [one.stamp.cause for one in booked],
        },
    )
    lines = [(fact, line) for fact in facts for line in fact.lines]
    tx.execute(
        INSERT_LINES,
        {
            "id": [line.id for _, line in lines],
            "site": [fact.site for fact, _ in lines],
            "count": [fact.id for fact, _ in lines],
            "material": [line.material for _, line in lines],
            "lot": [line.key.lot for _, line in lines],
            "unit": [line.key.handling_unit for _, line in lines],
            "status": [line.key.status for _, line in lines],
            "owner": [line.key.owner for _, line in lines],
            "class": [line.abc for _, line in lines],
            "tolerance": [line.tolerance for _, line in lines],
        },
    )


def record_entered(tx: Tx, booked: Sequence[Booked[CountLineEntered]]) -> None:
    """Write what was counted; of several of one line the last holds."""
    last = list({one.fact.line.id: one for one in booked}.values())
    lines = [one.fact.line for one in last]
    tx.execute(
        ENTER_LINES,
        {
            "id": [line.id for line in lines],
            "first": [line.first for line in lines],
            "second": [line.second for line in lines],
            "expected": [line.expected for line in lines],
            "within": [line.is_within for line in lines],
            "at": [one.fact.counted_at for one in last],
            "by": [one.stamp.by for one in last],
        },
    )


def record_moved(tx: Tx, booked: Sequence[Booked[CountMoved]]) -> None:
    """Write how far counts are; of several steps of one the last holds."""
    last = list({one.fact.id: one.fact for one in booked}.values())
    tx.execute(
        MOVE_COUNTS,
        {
            "id": [f.id for f in last],
            "status": [f.status for f in last],
            "reason": [f.reason for f in last],
            "closed": [f.closed_at for f in last],
        },
    )


def record_classed(tx: Tx, booked: Sequence[Booked[MaterialClassed]]) -> None:
    """Write classes; the newest stands."""
    last = list({one.fact.material: one for one in booked}.values())
    tx.execute(
        CLASS_MATERIALS,
        {
            "material": [one.fact.material for one in last],
            "class": [one.fact.abc for one in last],
            "value": [one.fact.annual_value for one in last],
            "cause": [one.stamp.cause for one in last],
        },
    )
