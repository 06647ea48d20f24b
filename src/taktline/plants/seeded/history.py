"""A month of a seed plant: orders written, worked operation by operation, finished, closed."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.catalog.document import parse
from taktline.plants.clerk import Order
from taktline.plants.sheets import PlantSheet

HISTORY = "history.yaml"
ZERO = Decimal(0)
SATURDAY = 5


class DefectSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong at an operation: a code, and what share of what arrives there."""

    code: str
    share: Decimal
    is_certain: bool = False  # A loss of each batch; else now and then a piece.


class ValueSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of the process that every report says, anywhere between two, in the value's unit."""

    code: str
    least: Decimal
    most: Decimal
    places: int = 0


class WorkSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One operation as it is worked.

    Attributes:
        hours: after the order's first operation it begins; working hours only.
        reports: in how many parts it is reported, an hour apart.
        seconds: of people per piece, or per kilogram.
        people: who works there, by turns.
        starts_on: work unit it is started on; None = started by its first report.
        says: further fields of every report.
        values: of the process, beside those in `says`.
    """

    sequence: int
    hours: Decimal
    reports: int = 1
    seconds: Decimal = ZERO
    people: list[str] = []
    defects: list[DefectSheet] = []
    starts_on: str | None = None
    says: dict[str, object] = {}
    values: list[ValueSheet] = []


class OrderSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Orders of one kind.

    Attributes:
        code: with `{tag}` for the day.
        every: a new one every so many working days.
        from_day: the first one's day.
        quantities: what is ordered, by turns.
        draft: fields of the order.
    """

    code: str
    every: int = 1
    from_day: int = 0
    quantities: list[Decimal]
    draft: dict[str, object]
    work: list[WorkSheet]


class HistorySheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a plant does day after day; the same seed gives the same month.

    Attributes:
        begins: when work begins, `HH:MM` of the site; a day has `hours` of it.
        saturdays: are worked as well.
        places: decimals quantities are counted in.
    """

    history: str
    label: Text
    note: str = ""
    seed: int
    site: str
    begins: str = "08:00"
    hours: int = 9
    saturdays: bool = True
    places: int = 0
    orders: list[OrderSheet]


def read_history(folder: Traversable) -> HistorySheet:
    """Read what a plant does.

    Raises:
        BadYaml, BadDocument: it is not written as it should.
    """
    return parse((folder / HISTORY).read_text(encoding="utf-8"), HistorySheet, HISTORY)


class WorkedDays:
    """The working days of a plant, and instants so many working hours after one began."""

    def __init__(self, sheet: HistorySheet, zone: str, first: date) -> None:
        self._sheet = sheet
        self._zone = ZoneInfo(zone)
        self._first = first

    def day(self, number: int) -> date:
        """Return the date of a working day, 0 the first."""
        found, day = -1, self._first - timedelta(days=1)
        while found < number:
            day += timedelta(days=1)
            found += day.weekday() < SATURDAY + self._sheet.saturdays
        return day

    def at(self, number: int, hours: Decimal) -> Instant:
        """Return the instant so many working hours after a day's work began."""
        whole, rest = divmod(hours, self._sheet.hours)
        day = self.day(number + int(whole))
        begins = time.fromisoformat(self._sheet.begins)
        local = datetime.combine(day, begins, self._zone)
        return local + timedelta(seconds=float(rest * 3600))


def history(plant: PlantSheet, sheet: HistorySheet, *, first: date, days: int) -> list[Order]:
    """Return the commands of so many working days, in the order of time.

    Only orders that are finished within them are begun.
    """
    worked = WorkedDays(sheet, plant.tenant.zone, first)
    end = worked.at(days, ZERO)
    found: list[Order] = []
    for kind in sheet.orders:
        for number, day in enumerate(range(kind.from_day, days, kind.every)):
            orders = list(_one_order(sheet, kind, worked, day=day, number=number))
            if all(order.at is not None and order.at < end for order in orders):
                found += orders
    return sorted(found, key=lambda order: order.at or end)


def _one_order(
    sheet: HistorySheet, kind: OrderSheet, worked: WorkedDays, *, day: int, number: int
) -> Iterator[Order]:
    code = kind.code.format(tag=f"{worked.day(day):%y%m%d}")
    quantity = kind.quantities[number % len(kind.quantities)]
    draft = {"code": code, "site": sheet.site, "ordered": plain(quantity), **kind.draft}
    planned = worked.at(day, ZERO)
    yield _order("kernel.create_work_order", code, planned - timedelta(minutes=40), **draft)
    yield _order(
        "kernel.release_work_order", code, planned - timedelta(minutes=20), work_order=code
    )
    chance = random.Random(f"{sheet.seed}:{code}")
    last = planned
    for work in kind.work:
        job = f"{code}-{work.sequence}"
        begins = worked.at(day, work.hours)
        if work.starts_on is not None:
            yield _order(
                "kernel.start_job_order", job, begins - timedelta(minutes=5),
                job_order=job, work_unit=work.starts_on,
            )  # fmt: skip
        good = ZERO
        for part, share in enumerate(_parts(quantity, work.reports, sheet.places)):
            bad = _defects(work, share, chance, places=sheet.places)
            at = worked.at(day, work.hours + part)
            last = max(last, at)
            good += share - sum((amount for _, amount in bad), ZERO)
            yield _report(job, at, share=share, bad=bad, work=work, turn=number + part)
        quantity = good
    for minutes, work in enumerate(kind.work, start=1):
        job = f"{code}-{work.sequence}"
        at = last + timedelta(minutes=20 + minutes)
        yield _order("kernel.complete_job_order", job, at, job_order=job, reason="done")
    at = last + timedelta(minutes=50)
    yield _order("kernel.close_work_order", code, at, work_order=code)


def _report(
    job: str,
    at: Instant,
    *,
    share: Decimal,
    bad: list[tuple[str, Decimal]],
    work: WorkSheet,
    turn: int,
) -> Order:
    good = share - sum((amount for _, amount in bad), ZERO)
    labor_s = (share * work.seconds).quantize(Decimal(1), ROUND_HALF_UP)
    body: dict[str, object] = {"job_order": job, "good": plain(good), "source": "pda"}
    if bad:
        body["defects"] = [
            {"quantity": plain(amount), "defect_code": code, "outcome": "scrap"}
            for code, amount in bad
        ]
    if work.people:
        body["persons"] = [{"person": work.people[turn % len(work.people)]}]
    if labor_s:
        body["labor_s"] = plain(labor_s)
    body |= work.says
    values = _values(work, random.Random(f"{job}:{turn}:values"))
    if values:
        said = work.says.get("parameters")
        body["parameters"] = {**(said if isinstance(said, dict) else {}), **values}
    return _order("kernel.report_operation", (job, turn), at, **body)


def _values(work: WorkSheet, chance: random.Random) -> dict[str, object]:
    found: dict[str, object] = {}
    for value in work.values:
        drawn = Decimal(str(chance.uniform(float(value.least), float(value.most))))
        found[value.code] = plain(drawn.quantize(Decimal(1).scaleb(-value.places), ROUND_HALF_UP))
    return found


def _parts(quantity: Decimal, count: int, places: int) -> list[Decimal]:
    step = Decimal(1).scaleb(-places)
    each = (quantity / count).quantize(step, ROUND_HALF_UP)
    parts = [each] * (count - 1)
    return [part for part in (*parts, quantity - sum(parts, ZERO)) if part > 0]


def _defects(
    work: WorkSheet, share: Decimal, chance: random.Random, *, places: int
) -> list[tuple[str, Decimal]]:
    step = Decimal(1).scaleb(-places)
    found: list[tuple[str, Decimal]] = []
    for defect in work.defects:
        exact = share * defect.share
        if defect.is_certain:
            spread = Decimal(str(round(chance.uniform(0.7, 1.3), 3)))
            amount = (exact * spread).quantize(step, ROUND_HALF_UP)
        else:
            amount = Decimal(int(exact) + (chance.random() < float(exact - int(exact))))
        if amount > 0:
            found.append((defect.code, amount))
    return found


def _order(verb: str, key: object, at: Instant, **fields: object) -> Order:
    parts = key if isinstance(key, tuple) else (key,)
    return Order(verb=verb, key=parts, fields=fields, at=at)
