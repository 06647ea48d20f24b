"""Reads an entity's records for one reader: one plan per question, permissions compiled in."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import timedelta
from decimal import Decimal
from operator import itemgetter
from typing import cast
from uuid import UUID

import msgspec

from taktline.base.problem import Invalid
from taktline.base.quantity import plain
from taktline.catalog import unaskable
from taktline.catalog.durations import seconds_of
from taktline.catalog.editable_rows import with_editable
from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.filter import Moment, filter_of
from taktline.catalog.path import SORTABLE, Found, Paths
from taktline.catalog.period import in_group
from taktline.catalog.reach import Ground
from taktline.catalog.records import Place
from taktline.catalog.request import (
    FIELDS_MAX,
    MARKS_MAX,
    Filling,
    RecordsPage,
    RecordsRequest,
    UnknownEntity,
    mark_of,
    values_of,
)
from taktline.catalog.rolled import RollUps
from taktline.catalog.shape import Shape
from taktline.catalog.sight import Sight, needs_places, sight_of
from taktline.catalog.statements import SELECT_FILLING, SELECT_PLACES
from taktline.platform.command import Principal
from taktline.platform.transaction import Tx
from taktline.store import Transaction
from taktline.store.counts import Total, compile_count, total
from taktline.store.pages import Fetched, fetch_page
from taktline.store.plan import (
    Compare,
    Condition,
    Contains,
    Either,
    Measure,
    Order,
    Output,
    QueryPlan,
    Ref,
)

MASK = "***"
READ = frozenset({"lookup", "roll_up"})
"""Types of fields that have no column and are read from other records."""
SHOWN_BY_DEFAULT = ("id", "version", "archived")


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """The entities a reader can ask for, compiled.

    Attributes:
        shapes: by name.
        types: their fields' types.
    """

    shapes: Mapping[str, Shape]
    types: RecordTypes


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One value of the answer: which outputs it is made of, and how much of it is shown."""

    name: str
    kind: str
    first: int
    masked: bool = False


class Listing:
    """One question on its way to a plan."""

    def __init__(
        self, records: Records, request: RecordsRequest, sight: Sight, moment: Moment
    ) -> None:  # tidy: positional - what a list is made of
        self.records = records
        self.request = request
        self.sight = sight
        self.moment = moment
        rolls_up = RollUps(records.shapes, records.types, moment).plan
        self.paths = Paths(records.shapes, sight.shape, rolls_up=rolls_up)
        self.outputs: list[Output] = []
        self.columns: list[Column] = []

    def show(self, names: Iterable[str]) -> None:
        """Put fields into the answer; hidden ones are left out, masked ones stay unread.

        Raises:
            UnknownPath: there is no such field.
        """
        for name in names:
            found = self.paths.find(name)
            level = self.sight.level(found)
            if level != "hidden":
                self._show(found, masked=level == "masked")

    def _show(self, found: Found, *, masked: bool) -> None:
        first = len(self.outputs)
        kind: str = "link" if found.target is not None else found.ref.type
        refs = [found.ref]
        if found.target is not None:
            refs += [self._told(found, name) or found.ref for name in ("code", "title")]
        beside = self._beside(found)
        if beside is not None:
            kind, refs = beside[0], [*refs, beside[1]]
        for ref in refs:
            self.outputs.append(Output(name=f"c{len(self.outputs)}", ref=ref))
        self.columns.append(Column(name=found.name, kind=kind, first=first, masked=masked))

    def put_together(self, name: str) -> None:
        """Put a field by which rows are grouped into the answer, or a period of it.

        Raises:
            UnknownPath: there is no such field.
            Invalid: periods are asked of what is no time.
        """
        part, at = in_group(name)
        if part is None:
            self.show([at])
            return
        ref = self.paths.find(at).ref
        if ref.type not in ("date", "instant"):
            raise Invalid(reason=unaskable.NO_TIME, path=at)
        zone = self.moment.zone if ref.type == "instant" else ""
        days = Ref(ref.column, ref.link, "date", ref.nullable, part, zone)
        self.columns.append(Column(name=name, kind="date", first=len(self.outputs)))
        self.outputs.append(Output(name=f"c{len(self.outputs)}", ref=days))

    def _told(self, link: Found, what: str) -> Ref | None:
        """Return the column of a linked record's code or title, where it is a plain one."""
        assert link.target is not None
        name = "code" if what == "code" else link.target.entity.title
        field = link.target.entity.fields.get(name)
        if field is None or field.type not in ("text", "running_number"):
            field = link.target.entity.fields.get("code")
            name = "code"
        return None if field is None else self.paths.follow((*link.path, name)).ref

    def _beside(self, found: Found) -> tuple[str, Ref] | None:
        """Return the column of a value's unit or currency, and what both together are."""
        shaped = found.shape.fields.get(found.path[-1])
        if shaped is None or shaped.beside is None or found.field is None:
            return None
        ref = self.paths.follow((*found.path[:-1], shaped.beside)).ref
        return found.field.type, ref

    def mark(self, conditions: Sequence[str]) -> None:
        """Let every row tell which of some conditions are true for it.

        Raises:
            FilterRefused, UnknownPath, FilterHidden, Invalid: a condition cannot be asked.
        """
        if len(conditions) > MARKS_MAX:
            raise Invalid(reason=unaskable.TOO_MANY_MARKS)
        types = self.records.types.of(self.sight.shape.name)
        for text in conditions:
            asked = filter_of(text, types, self.paths, moment=self.moment)
            self.sight.refuse_hidden(asked.looks_at)
            self.columns.append(Column(name="", kind="marked", first=len(self.outputs)))
            name = f"c{len(self.outputs)}"
            self.outputs.append(Output(name=name, holds=asked.conditions))

    def measure(self, text: str) -> Output:
        """Return a measure as it was written: `count` or `sum:quantity`.

        Raises:
            Invalid: there is no such measure.
            FilterHidden: the reader does not see the field.
        """
        what, _, name = text.partition(":")
        if what not in MEASURES or (not name and what != "count"):
            raise Invalid(reason=unaskable.BAD_MEASURE, measure=text[:80])
        ref = None
        if name:
            found = self.paths.find(name)
            self.sight.refuse_hidden([found])
            ref = found.ref
        return Output(name=text, ref=ref, measure=what)

    def order(self) -> list[Order]:
        """Return the sort keys, made total by the record's id.

        Raises:
            UnknownPath, FilterHidden: a field cannot be sorted by.
        """
        wanted = list(self.request.order) or self._usual_order()
        orders = [self._order(name) for name in wanted]
        down = bool(orders) and all(order.descending for order in orders)
        last = Order(ref=Ref(column="id", type="uuid", nullable=False), descending=down)
        return orders if any(one.ref == last.ref for one in orders) else [*orders, last]

    def _order(self, name: str) -> Order:
        descending = name.startswith("-")
        found = self.paths.find(name.removeprefix("-"))
        if found.target is not None and found.target.has_code:
            found = self.paths.follow((*found.path, "code"))
        self.sight.refuse_hidden([found])
        if found.ref.type not in SORTABLE:
            raise Invalid(reason=unaskable.UNSORTABLE, path=found.name)
        return Order(ref=found.ref, descending=descending)

    def _usual_order(self) -> list[str]:
        shape = self.sight.shape
        names = ["code"] if shape.has_code else [n for n in shape.entity.key if n in shape.fields]
        return [name for name in names if self.sight.shows(self.paths.find(name))]

    def search(self, text: str) -> Condition:
        """Return the condition that code, name or title contains a text."""
        found = [self.paths.find(name) for name in self.sight.shape.searched]
        refs = [one.ref for one in found if self.sight.shows(one)]
        return Either(conditions=tuple(Contains(ref=ref, text=text) for ref in refs))


MEASURES: tuple[Measure, ...] = ("count", "sum", "avg", "min", "max", "count_distinct")


async def read_records(
    tx: Tx, records: Records, request: RecordsRequest, *, reader: Principal, moment: Moment
) -> RecordsPage:
    """Return one page of an entity's records, as far as the reader may see them.

    Args:
        tx: a transaction of the reader's tenant.
        records: the tenant's entities.
        request: what is asked.
        reader: who asks.
        moment: what `now()` and `today()` of filters are.

    Raises:
        UnknownEntity, UnknownPath: something named is not there.
        NotPermitted: the reader sees no record of this entity.
        FilterHidden: a filter, order, group or measure looks at what the reader does not see.
        FilterRefused, PageMarkWrong, Invalid: the question cannot be asked.
    """
    listing, plan = await planned(tx, records, request, reader=reader, moment=moment)
    waiting = tx.send(SELECT_FILLING)
    fetched = await fetch_page(
        cast(Transaction, tx),
        plan,
        check=lambda query: unaskable.refuse_unsendable(query.params.values()),
    )
    filling = _gaps(await waiting.rows_as(Filling), listing.paths.seen)
    page = await _page(tx, listing, plan, fetched=fetched)
    if request.editable:
        page = await with_editable(tx, listing, page)
    return msgspec.structs.replace(page, filling=filling) if filling else page


def _gaps(waiting: Iterable[Filling], seen: Set[tuple[str, str]]) -> list[Filling]:
    """Return which fields of a question are not computed for all records yet."""
    return [
        msgspec.structs.replace(one, fields=fields)
        for one in waiting
        if (fields := [name for name in one.fields if (one.entity, name) in seen])
    ]


async def count_records(
    tx: Tx,
    records: Records,
    request: RecordsRequest,
    *,
    reader: Principal,
    moment: Moment,
    at_most: int,
) -> int:
    """Return how many rows a list has for its reader, counted no further than `at_most` + 1.

    Raises:
        Problem: see `read_records`.
    """
    listing, plan = await planned(tx, records, request, reader=reader, moment=moment)
    assert listing.columns
    counting = compile_count(msgspec.structs.replace(plan, after=None), at_most)
    unaskable.refuse_unsendable(counting.params.values())
    ((counted,),) = await tx.fetch(counting.sql, counting.params, prepare=False)
    return int(str(counted))


def columns_shown(
    records: Records, request: RecordsRequest, reader: Principal, moment: Moment
) -> list[tuple[str, str, Found | None]]:  # tidy: positional - a question and who asks it
    """Return name, kind and field of a list's columns; a measure has no field.

    Raises:
        Problem: see `read_records`.
    """
    shape = records.shapes.get(request.entity)
    if shape is None:
        raise UnknownEntity(entity=request.entity[:80])
    listing = Listing(records, request, sight_of(shape, reader, records.shapes), moment)
    _plan(listing, ())
    paths = listing.paths
    return [
        (one.name, one.kind, None if one.kind == "measure" else paths.find(in_group(one.name)[1]))
        for one in listing.columns[:-1]
    ]


async def planned(
    tx: Tx, records: Records, request: RecordsRequest, *, reader: Principal, moment: Moment
) -> tuple[Listing, QueryPlan]:
    """Return the plan of a question with everything that limits its reader.

    Raises:
        Problem: see `read_records`.
    """
    shape = records.shapes.get(request.entity)
    if shape is None:
        raise UnknownEntity(entity=request.entity[:80])
    sight = sight_of(shape, reader, records.shapes)
    places = await places_of(tx) if needs_places(sight) else {}
    listing = Listing(records, request, sight, moment)
    return listing, planned_within(listing, places, moment)


async def places_of(tx: Tx) -> Mapping[UUID, Place]:
    """Return the nodes of the hierarchy, for readers whose rights hold at some of them."""
    return {place.id: place for place in await tx.rows(SELECT_PLACES, as_=Place)}


def planned_within(listing: Listing, places: Mapping[UUID, Place], moment: Moment) -> QueryPlan:
    """Return the plan of a question; raises what `read_records` does."""
    return _plan(listing, _filters(listing, places, moment))


def _filters(
    listing: Listing, places: Mapping[UUID, Place], moment: Moment
) -> tuple[Condition, ...]:
    """Return everything that limits the records: the reader's reach, the filter, the search."""
    request, shape = listing.request, listing.sight.shape
    types = listing.records.types.of(shape.name)
    conditions: list[Condition] = [*_reached(listing, places, moment)]
    if not request.archived and "archived" in shape.entity.system:
        archived = Ref(column="archived", type="boolean", nullable=False)
        conditions.append(Compare(ref=archived, operator="=", value=False))
    if request.filter:
        asked = filter_of(request.filter, types, listing.paths, moment=moment)
        listing.sight.refuse_hidden(asked.looks_at)
        conditions += asked.conditions
    if request.search:
        conditions.append(listing.search(request.search))
    return tuple(conditions)


def _reached(
    listing: Listing, places: Mapping[UUID, Place], moment: Moment
) -> tuple[Condition, ...]:
    sight = listing.sight
    types = listing.records.types.of(sight.shape.name)
    ground = Ground(sight.shape, types, listing.paths, places=places, moment=moment)
    return ground.reached(sight.reaches, sight.reader)


def _plan(listing: Listing, filters: tuple[Condition, ...]) -> QueryPlan:
    request = listing.request
    if request.group or request.measures:
        return _grouped(listing, filters)
    listing.show(_shown(listing))
    listing.mark(request.marks)
    orders = listing.order()
    first = len(listing.outputs)
    keys = [Output(name=f"k{n}", ref=order.ref) for n, order in enumerate(orders)]
    listing.columns.append(Column(name="", kind="mark", first=first))
    return QueryPlan(
        table=listing.sight.shape.table,
        links=listing.paths.links,
        outputs=(*listing.outputs, *keys),
        filters=filters,
        order=tuple(orders),
        after=_after(request, orders),
        limit=request.rows_max + 1,
    )


def _grouped(listing: Listing, filters: tuple[Condition, ...]) -> QueryPlan:
    """Return the plan of one row per combination of the grouped fields, in their order."""
    request = listing.request
    found = [listing.paths.find(in_group(name)[1]) for name in request.group]
    listing.sight.refuse_hidden(found)
    for name in request.group:
        listing.put_together(name)
    groups = tuple(dict.fromkeys(cast(Ref, output.ref) for output in listing.outputs))
    orders = [Order(ref=ref) for ref in groups]
    for text in request.measures:
        output = listing.measure(text)
        listing.columns.append(Column(name=text, kind="measure", first=len(listing.outputs)))
        listing.outputs.append(msgspec.structs.replace(output, name=f"c{len(listing.outputs)}"))
    first = len(listing.outputs)
    keys = [Output(name=f"k{n}", ref=order.ref) for n, order in enumerate(orders)]
    listing.columns.append(Column(name="", kind="mark", first=first))
    return QueryPlan(
        table=listing.sight.shape.table,
        links=listing.paths.links,
        outputs=(*listing.outputs, *keys),
        filters=filters,
        group=groups,
        order=tuple(orders),
        after=_after(request, orders),
        limit=request.rows_max + 1,
    )


def _shown(listing: Listing) -> list[str]:
    """Return the fields to show: those asked for, else all that have a column."""
    request, shape = listing.request, listing.sight.shape
    if request.fields:
        if len(request.fields) > FIELDS_MAX:
            raise Invalid(reason=unaskable.TOO_WIDE)
        return [*dict.fromkeys((*_own(shape, ("id", "version")), *request.fields))]
    stored = (n for n, f in shape.fields.items() if f.column or f.field.type in READ)
    return [*_own(shape, SHOWN_BY_DEFAULT), *stored]


def _own(shape: Shape, names: Sequence[str]) -> list[str]:
    """Return the system's columns among these that the entity's table has."""
    return [name for name in names if name in shape.entity.system]


def _after(request: RecordsRequest, orders: Sequence[Order]) -> tuple[object, ...] | None:
    if request.after is None:
        return None
    return values_of(request.after, [order.ref.type for order in orders])


async def _page(tx: Tx, listing: Listing, plan: QueryPlan, *, fetched: Fetched) -> RecordsPage:
    request, rows = listing.request, fetched.rows
    shown = rows[: request.rows_max]
    first = listing.columns[-1].first
    more = len(rows) > request.rows_max
    count = await _total(tx, plan, fetched) if request.totals else None
    marks = [column.first for column in listing.columns if column.kind == "marked"]
    told = [(c.name, _telling(c)) for c in listing.columns[:-1] if c.kind != "marked"]
    return RecordsPage(
        rows=[{name: tell(row) for name, tell in told} for row in shown],
        marks=[_first_true(row, marks) for row in shown] if marks else [],
        after=mark_of([plain_value(value) for value in shown[-1][first:]]) if more else None,
        total=None if count is None else count.count,
        total_is_estimate=count is not None and count.is_estimate,
        total_is_least=count is not None and count.is_least,
    )


async def _total(tx: Tx, plan: QueryPlan, fetched: Fetched) -> Total:
    """Count a list; one that its first page shows whole is counted already."""
    rows = fetched.rows
    if fetched.total is not None:
        least = fetched.is_least
        return Total(count=fetched.total, is_estimate=least, is_least=least)
    if plan.after is None and len(rows) < plan.limit:
        return Total(count=len(rows), is_estimate=False)
    return await total(cast(Transaction, tx), msgspec.structs.replace(plan, after=None))


def _first_true(row: Sequence[object], marks: Sequence[int]) -> int | None:
    """Return which of the conditions is the first that is true for a row."""
    return next((number for number, at in enumerate(marks) if row[at] is True), None)


def _telling(column: Column) -> Callable[[Sequence[object]], object]:
    """Return what makes the value of a column out of a row, chosen once for all rows."""
    at = column.first
    if column.masked:
        return lambda row: None if row[at] is None else MASK
    match column.kind:
        case "link":
            return lambda row: (
                None
                if row[at] is None
                else {"id": row[at], "code": row[at + 1], "title": row[at + 2]}
            )
        case "quantity" | "money":
            beside = "unit" if column.kind == "quantity" else "currency"
            return lambda row: (
                None if row[at] is None else {"amount": plain_value(row[at]), beside: row[at + 1]}
            )
        case "decimal" | "duration" | "measure":
            return lambda row: plain_value(row[at])
        case _:
            return itemgetter(at)


def plain_value(value: object) -> object:
    """Return a value as the wire writes it: decimals and lengths of time in plain notation."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, timedelta):
        return plain(seconds_of(value))
    return value
