"""Planning counts: classes from the year's consumption, a sheet of all keys of a place."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.counting.abc import TOLERANCE, AbcClass, abc_classes
from taktline.apps.inventory.counting.facts import CountLineRow, CountPlanned, MaterialClassed
from taktline.apps.inventory.dock import Dock, Taking, load_dock
from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import StockKey, StockStatus
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import StockWanted
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx

LINES_MAX = 500
"""Keys of one count: a shelf, not a warehouse."""
YEAR = timedelta(days=365)


class CountExists(Problem):
    """Counts have codes of their own."""

    title = Text(en="There is a count {code} already.", zh="盘点单 {code} 已存在。")


class NothingToCount(Problem):
    """The books say that nothing stands there, or too much for one sheet."""

    title = Text(
        en="{place} has {count} keys to count; 1 to {limit} are possible.",
        zh="库位 {place} 有 {count} 个待盘项,须为 1 至 {limit} 个。",
    )


class ClassifyMaterials(Command, frozen=True, kw_only=True):
    """Put every material into class A, B or C by the value it was consumed for in a year."""

    until: date | None = None


class PlanCount(Command, frozen=True, kw_only=True):
    """Have a place counted: a sheet of everything the books say is there, without quantities.

    Attributes:
        materials: only these; empty = all.
    """

    site: str | None = None
    code: str
    place: str
    materials: tuple[str, ...] = ()


class CountKey(msgspec.Struct, frozen=True, array_like=True):
    """A key that stands somewhere, and the class of its material."""

    place: UUID
    material: UUID
    lot: UUID
    handling_unit: UUID | None
    status: StockStatus
    owner: UUID | None
    abc: AbcClass


class Sheets(Dock, kw_only=True):
    """What planning and counting know.

    Attributes:
        consumed: by `until`: the value each material was consumed for in the year before.
        keys: what stands at the places that are planned.
        codes: codes of counts that there are.
    """

    consumed: dict[date | None, dict[UUID, Decimal]] = {}
    keys: list[CountKey] = []
    codes: set[str] = set()


CONSUMED = """
    SELECT m.id, coalesce((
        SELECT sum(v.value) FROM move v
        WHERE v.material = m.id AND v.reverses IS NULL
            AND v.posted_on > %(since)s::date AND v.posted_on <= %(until)s::date
            AND v.source_kind IN ('store', 'line_side', 'finished')
            AND v.target_kind IN ('wip', 'transform', 'customer')), 0)
    FROM material m WHERE NOT m.archived"""
KEYS = """
    SELECT b.place, b.material, b.lot, b.handling_unit, b.status, b.owner, coalesce(a.class, 'C')
    FROM unnest(%(sites)s::text[], %(places)s::text[]) AS w(site, place)
    JOIN site s ON w.site = '' OR s.code = w.site OR s.id::text = w.site
    JOIN place p ON p.site = s.id AND p.code = w.place
    JOIN balance b ON b.place = p.id AND b.quantity <> 0
    LEFT JOIN abc_class a ON a.material = b.material
    ORDER BY b.place, b.material, b.lot, b.id LIMIT %(limit)s"""
CODES = "SELECT code FROM stock_count WHERE code = ANY(%(codes)s::text[])"


async def load_classes(tx: Tx, commands: Sequence[ClassifyMaterials]) -> Sheets:
    """Read what every material was consumed for in the year before."""
    sheets = Sheets()
    for until in {command.until for command in commands}:
        last = until or max(command.occurred_at for command in commands).date()
        rows = await tx.fetch(CONSUMED, {"since": last - YEAR, "until": last})
        sheets.consumed[until] = dict(msgspec.convert(rows, list[tuple[UUID, Decimal]]))
    return sheets


def decide_classify(
    sheets: Sheets, command: ClassifyMaterials, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide the class of every material; see `abc_classes`."""
    values = sheets.consumed[command.until]
    classes = abc_classes(values)
    count = {name: sum(1 for one in classes.values() if one == name) for name in "ABC"}
    event = Event(
        name="abc_class.computed", entity="abc_class", record=ids.cause, payload={**count}
    )
    return [
        *(
            MaterialClassed(material=material, abc=abc, annual_value=values[material])
            for material, abc in classes.items()
        ),
        event,
    ]


async def load_plans(tx: Tx, commands: Sequence[PlanCount]) -> Sheets:
    """Read what stands at the places, without locking: only what is counted later is judged."""
    named = ReferencesWanted()
    named.want(materials=[material for command in commands for material in command.materials])
    keys, codes = await tx.fetch_many(
        [
            (
                KEYS,
                {
                    "sites": [command.site or "" for command in commands],
                    "places": [command.place for command in commands],
                    "limit": (LINES_MAX + 1) * len(commands),
                },
            ),
            (CODES, {"codes": [command.code for command in commands]}),
        ]
    )
    found = msgspec.convert(keys, list[CountKey])
    wanted = StockWanted(places={key.place for key in found})
    takings = [
        Taking(site=command.site, material="", lot="", places=(command.place,))
        for command in commands
    ]
    dock = await load_dock(tx, commands, takings, named=named, wanted=wanted)
    known = {str(code) for (code,) in codes}
    return Sheets(stock=dock.stock, refs=dock.refs, keys=found, codes=known)


def decide_plan(sheets: Sheets, command: PlanCount, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a count: one line per key, with the tolerance of its class.

    Raises:
        BadCode, SiteNeeded, NotFound, UnknownPlace: what is named.
        CountExists: the code is taken.
        NothingToCount: nothing stands there, or more than 500 keys.
    """
    code = checked_code(command.code)
    if code in sheets.codes:
        raise CountExists(code=code, at="/code")
    site = sheets.refs.site(command.site)
    place = Entry(sheets.stock, ids.new).known_place(site, command.place)
    only = {sheets.refs.material(material) for material in command.materials}
    keys = [k for k in sheets.keys if k.place == place and (not only or k.material in only)]
    if not 1 <= len(keys) <= LINES_MAX:
        raise NothingToCount(place=command.place, count=len(keys), limit=LINES_MAX, at="/place")
    planned = CountPlanned(
        id=ids.new(),
        site=site,
        code=code,
        place=place,
        planned_at=command.occurred_at,
        lines=tuple(_line(key, ids) for key in keys),
    )
    event = Event(
        name="stock_count.planned", entity="stock_count", record=planned.id, code=code, site=site,
        payload={"place": command.place, "lines": len(keys)},
    )  # fmt: skip
    return [planned, event]


def _line(key: CountKey, ids: Ids) -> CountLineRow:
    return CountLineRow(
        id=ids.new(),
        key=StockKey(
            place=key.place, lot=key.lot, handling_unit=key.handling_unit, status=key.status,
            owner=key.owner,
        ),
        material=key.material,
        abc=key.abc,
        tolerance=TOLERANCE[key.abc],
    )  # fmt: skip


def fold_plan(state: object, fact: CountPlanned) -> None:
    """Let later commands of the batch see that a code is taken."""
    if isinstance(state, Sheets):
        state.codes.add(fact.code)
