"""What people earned: pieces times the rate of operation and material, plus hours times rate."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.money import minor_places, to_minor
from taktline.base.quantity import ZERO, shares

HOUR_S = Decimal(3600)
RateKind = Literal["piece", "hour"]


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Money for a good piece or for an hour; what it leaves open it holds for.

    Attributes:
        operation: name of the operation or its process segment.
        rate: ledger currency, 0 or more.
        valid_to: the last day it holds; None = until another begins.
    """

    kind: RateKind
    operation: str | None = None
    material: UUID | None = None
    person: UUID | None = None
    rate: Decimal
    valid_from: date
    valid_to: date | None = None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part of a report: share of it, good pieces, seconds worked."""

    person: UUID
    share: Decimal
    quantity: Decimal
    labor_s: Decimal


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One report that counts for pay: it stands, and is confirmed where that is asked.

    Attributes:
        report: id of the job response.
        day: the business day it was done on.
        good: good pieces of all persons together, base unit.
    """

    report: UUID
    day: date
    operation: str
    process_segment: str
    material: UUID | None
    good: Decimal
    parts: tuple[Part, ...]


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """What one person earned with one report, in the ledger currency."""

    person: UUID
    day: date
    report: UUID
    pieces: Decimal
    labor_s: Decimal
    piece_pay: Decimal
    hour_pay: Decimal

    @property
    def amount(self) -> Decimal:
        """Both together."""
        return self.piece_pay + self.hour_pay


class DayPay(msgspec.Struct, frozen=True, kw_only=True):
    """What one person earned on one day."""

    pieces: Decimal = ZERO
    labor_s: Decimal = ZERO
    amount: Decimal = ZERO

    def plus(self, other: "DayPay") -> "DayPay":
        """Return both together."""
        return DayPay(
            pieces=self.pieces + other.pieces,
            labor_s=self.labor_s + other.labor_s,
            amount=self.amount + other.amount,
        )

    def less(self, other: "DayPay") -> "DayPay":
        """Return what is left of this without the other."""
        return DayPay(
            pieces=self.pieces - other.pieces,
            labor_s=self.labor_s - other.labor_s,
            amount=self.amount - other.amount,
        )


def earned(work: Work, rates: Sequence[Rate], *, currency: str) -> list[Earned]:
    """Return what each person of a report earned.

        piece pay = good pieces * rate of operation and material, once rounded to the cent for the
                    whole report, then shared: the parts sum to it exactly (largest remainder)
        hour pay  = hours of the person * rate, rounded per person

    Hours are paid at the rate that names the operation; a rate that names none (of the person, or
    of everybody) pays hours only where no piece rate pays the report.

    Source: handbook, shopfloor section 1: 320 x 0.25 + 1.5 h x 24.00 = 116.00.
    """
    piece = _best(rates, work, kind="piece", person=None)
    paid = ZERO if piece is None else to_minor(work.good * piece.rate, currency)
    weights = [part.share for part in work.parts]
    places = minor_places(currency)
    split = shares(paid, weights, places) if any(weights) else [ZERO for _ in weights]
    return [
        Earned(
            person=part.person,
            day=work.day,
            report=work.report,
            pieces=part.quantity,
            labor_s=part.labor_s,
            piece_pay=money,
            hour_pay=_hours(work, part, rates=rates, pays_pieces=paid > 0, currency=currency),
        )
        for part, money in zip(work.parts, split, strict=True)
    ]


def by_day(found: Iterable[Earned]) -> dict[tuple[UUID, date], DayPay]:
    """Return what each person earned on each day."""
    days: dict[tuple[UUID, date], DayPay] = {}
    for one in found:
        one_day = DayPay(pieces=one.pieces, labor_s=one.labor_s, amount=one.amount)
        key = (one.person, one.day)
        days[key] = days.get(key, DayPay()).plus(one_day)
    return days


def _hours(
    work: Work, part: Part, *, rates: Sequence[Rate], pays_pieces: bool, currency: str
) -> Decimal:
    rate = _best(rates, work, kind="hour", person=part.person)
    if rate is None or part.labor_s == 0 or (pays_pieces and rate.operation is None):
        return ZERO
    return to_minor(part.labor_s * rate.rate / HOUR_S, currency)


def _best(rates: Sequence[Rate], work: Work, *, kind: RateKind, person: UUID | None) -> Rate | None:
    """Return the rate that names most of what is meant; of equal ones the latest."""
    names = {work.operation, work.process_segment} - {""}
    fitting = [
        rate
        for rate in rates
        if rate.kind == kind
        and (rate.operation is None or rate.operation in names)
        and rate.material in (None, work.material)
        and rate.person in (None, person)
        and rate.valid_from <= work.day
        and (rate.valid_to is None or work.day <= rate.valid_to)
    ]
    return max(fitting, key=_weight, default=None)


def _weight(rate: Rate) -> tuple[int, int, int, date]:
    named = (rate.operation is not None, rate.material is not None, rate.person is not None)
    return (sum(named), int(named[0]), int(named[2]), rate.valid_from)
