"""Reads the reports that count for pay, the rates, and what was paid before."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.kernel.ledger.masters import STAGES
from taktline.kernel.orders.pay.reckon import DayPay, Earned, Part, Rate, Work, by_day, earned
from taktline.kernel.resources.stages import is_on
from taktline.platform.transaction import Tx

DIFFERENCE_DAYS = 366
"""How far back corrections of closed periods are paid by themselves; older ones by hand."""

# Reports that stand and, where it is asked, are confirmed; with all who share them, so that money
# is split the same way whoever asks. Pieces set apart for a first article are paid when it passed.
WORK = """
    SELECT r.id, r.business_date, j.operation, j.process_segment, j.material,
        r.good + CASE WHEN r.sample > 0 THEN round(r.sample * coalesce((
            SELECT least(1, coalesce(sum(x.good * x.sign) FILTER (
                    WHERE x.kind = 'judge' AND x.from_sample > 0), 0)
                / nullif(sum(x.sample * x.sign) FILTER (WHERE x.kind = 'report'), 0))
            FROM job_response x WHERE x.job_order = r.job_order), 0), 6) ELSE 0 END,
        s.person, s.share, s.quantity, s.labor_s
    FROM job_response r JOIN job_order j ON j.id = r.job_order
    JOIN person_share s ON s.job_response = r.id
    WHERE r.kind = 'report' AND r.sign = 1
        AND r.business_date BETWEEN %(first)s::date AND %(last)s::date
        AND (%(site)s::uuid IS NULL OR r.site = %(site)s::uuid)
        AND (%(person)s::uuid IS NULL OR EXISTS (
            SELECT 1 FROM person_share o
            WHERE o.job_response = r.id AND o.person = %(person)s::uuid))
        AND NOT EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id)
        AND coalesce((SELECT c.confirmation FROM report_confirmation c
            WHERE c.job_response = r.id ORDER BY c.said_at DESC LIMIT 1), r.confirmation)
            IN ('not_asked', 'confirmed')
    ORDER BY r.id, s.quantity DESC, s.person"""

RATES = """
    SELECT kind, operation, material, person, rate, valid_from, valid_to FROM pay_rate
    WHERE NOT archived AND valid_from <= %(last)s::date
        AND (valid_to IS NULL OR valid_to >= %(first)s::date)
    ORDER BY code"""

PAID_STAGES = f"""
    SELECT m.id, coalesce({STAGES}, '{{}}')
    FROM material m WHERE m.id = ANY(%(materials)s::uuid[])"""

PLANT = """
    SELECT (SELECT g.stages FROM stage g WHERE g.material_class IS NULL),
        coalesce((SELECT s.currency FROM site s ORDER BY s.created_at, s.id LIMIT 1), 'CNY')"""

PERIODS = "SELECT id, starts_on, ends_on FROM pay_period ORDER BY ends_on DESC LIMIT 2"

PAID = """
    SELECT person, day, sum(pieces), sum(labor_s), sum(amount) FROM pay_line
    WHERE day BETWEEN %(first)s::date AND %(last)s::date
        AND (%(person)s::uuid IS NULL OR person = %(person)s::uuid)
    GROUP BY person, day"""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Days whose pay was closed."""

    id: UUID
    starts_on: date
    ends_on: date


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose pay of which days; both days belong to it."""

    first: date
    last: date
    person: UUID | None = None
    site: UUID | None = None

    def params(self) -> dict[str, object]:
        """Return the parameters of the statements here."""
        return {
            "first": self.first, "last": self.last, "person": self.person, "site": self.site,
        }  # fmt: skip


async def read_earned(tx: Tx, asked: Asked) -> list[Earned]:
    """Return what was earned by everybody who shares the reports that are asked for."""
    work = _work(await tx.fetch(WORK, asked.params()))
    rates = await tx.rows(RATES, asked.params(), as_=Rate)
    plant, currency = (await tx.fetch(PLANT))[0]
    unpaid = await _unpaid(tx, work)
    pays_plant = is_on(msgspec.convert(plant or [], list[str]), "s2")
    found: list[Earned] = []
    for one in work:
        if one.material in unpaid or (one.material is None and not pays_plant):
            continue
        found += earned(one, rates, currency=str(currency))
    return [e for e in found if asked.person is None or e.person == asked.person]


async def currency_of(tx: Tx) -> str:
    """Return the currency pay is reckoned in."""
    return str((await tx.fetch(PLANT))[0][1])


async def last_period(tx: Tx) -> Period | None:
    """Return the latest closed pay period."""
    rows = await tx.rows(PERIODS, {}, as_=Period)
    return rows[0] if rows else None


async def differences(
    tx: Tx, period: Period | None, *, person: UUID | None = None
) -> dict[tuple[UUID, date], DayPay]:
    """Return what corrections changed of days that are closed, by person and day.

    difference = what the day is worth by the reports that stand now - what was paid for it
    """
    if period is None:
        return {}
    first = period.ends_on - timedelta(days=DIFFERENCE_DAYS)
    asked = Asked(first=first, last=period.ends_on, person=person)
    begun = await tx.fetch("SELECT min(starts_on) FROM pay_period")
    first = max(first, msgspec.convert(begun[0][0], date))
    now = by_day(await read_earned(tx, msgspec.structs.replace(asked, first=first)))
    paid: dict[tuple[UUID, date], DayPay] = {}
    rows = await tx.fetch(PAID, msgspec.structs.replace(asked, first=first).params())
    for who, day, pieces, labor_s, amount in msgspec.convert(
        rows, list[tuple[UUID, date, Decimal, Decimal, Decimal]]
    ):
        paid[who, day] = DayPay(pieces=pieces, labor_s=labor_s, amount=amount)
    keys = now.keys() | paid.keys()
    found = {key: now.get(key, DayPay()).less(paid.get(key, DayPay())) for key in sorted(keys)}
    return {key: one for key, one in found.items() if one != DayPay()}


def _work(rows: Sequence[Sequence[object]]) -> list[Work]:
    parts: dict[UUID, list[Part]] = defaultdict(list)
    heads: dict[UUID, Work] = {}
    for row in msgspec.convert(rows, list[_Row]):
        parts[row.report].append(
            Part(person=row.person, share=row.share, quantity=row.quantity, labor_s=row.labor_s)
        )
        heads[row.report] = Work(
            report=row.report,
            day=row.day,
            operation=row.operation,
            process_segment=row.process_segment,
            material=row.material,
            good=row.good,
            parts=(),
        )
    return [msgspec.structs.replace(head, parts=tuple(parts[id_])) for id_, head in heads.items()]


class _Row(msgspec.Struct, array_like=True, frozen=True):
    report: UUID
    day: date
    operation: str
    process_segment: str
    material: UUID | None
    good: Decimal
    person: UUID
    share: Decimal
    quantity: Decimal
    labor_s: Decimal


async def _unpaid(tx: Tx, work: Sequence[Work]) -> set[UUID]:
    """Return the materials for which pay (S2) is not switched on."""
    materials = sorted({one.material for one in work if one.material is not None})
    if not materials:
        return set()
    rows = await tx.fetch(PAID_STAGES, {"materials": materials})
    found = msgspec.convert(rows, list[tuple[UUID, list[str]]])
    return {material for material, stages in found if not is_on(stages, "s2")}
