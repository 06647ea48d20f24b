"""Finds records of every kind by code or name in one question: what a search box leads to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.catalog.filter import Moment
from taktline.catalog.reading import (
    Listing,
    Records,
    places_of,
    planned_within,
)
from taktline.catalog.request import RecordsRequest
from taktline.catalog.shape import Shape
from taktline.catalog.sight import needs_places, sight_of
from taktline.catalog.unaskable import refuse_unsendable
from taktline.platform.command import Principal
from taktline.platform.identity.access import reaches
from taktline.platform.transaction import Pending, Tx
from taktline.store.plan import Compare, Condition, Either, Every, Fits, QueryPlan, Ref
from taktline.store.queries import Compiled, compile_query

FOUND_MAX = 50
"""Records of one kind that are told; whoever wants more looks at the kind's list."""
TEXT_MAX = 200
"""Characters looked for: no code is longer."""
LOOKED_THROUGH_MAX = 250_000
"""Rows of a table that is looked through for a part of a code or name, some 0.1 s of reading.
Larger tables are asked by their index only: for codes that begin so."""
LAST = "\U0010ffff"
"""Sorts behind every letter."""
WAYS = ("\ue001", "\ue002", "\ue003")
PART = "\ue004"
"""Stand for what is looked for in statements that are kept: no code has such letters."""
COMPILED_MAX = 2_000
COMPILED: dict[str, Compiled] = {}
"""Statements of this process by the shape of their plans."""

Fit = Literal["exact", "begins", "contains"]

SELECT_SIZES = """
    SELECT c.relname::text, c.reltuples::bigint FROM pg_class c
    WHERE c.oid = ANY(ARRAY(SELECT to_regclass(quote_ident(t))::oid
        FROM unnest(%(tables)s::text[]) AS t))
"""


class FoundRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record that was found.

    Attributes:
        title: what it is called beside its code; "" = nothing else.
        of: code of the record it belongs to, where its own code does not tell it from others: of a
            lot its material's.
        fit: how its code or name fits what was typed, letters' case aside.
    """

    id: UUID
    code: str
    title: str = ""
    of: str = ""
    fit: Fit


class FoundKind(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one kind that were found, the best fitting first.

    Attributes:
        has_more: there are more than are told.
        by_beginning: there are so many of the kind that only codes that begin so were looked for.
    """

    entity: str
    label: Text
    records: list[FoundRecord]
    has_more: bool = False
    by_beginning: bool = False


class FoundRecords(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, kinds with an exact code first."""

    kinds: list[FoundKind]


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for, and who looks.

    Attributes:
        text: part of a code or name.
        entities: kinds to look at; empty = every kind with a code.
        each: records of a kind at most, 1 to FOUND_MAX.
    """

    text: str
    entities: Sequence[str] = ()
    each: int
    reader: Principal
    moment: Moment


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One kind on its way: the plan without what is looked for."""

    shape: Shape
    listing: Listing
    plan: QueryPlan
    names: tuple[str, ...]


async def find_records(tx: Tx, records: Records, looking: Looking) -> FoundRecords:
    """Return records whose code or name fits a text, as far as the reader may see them.

    Two round trips however many kinds there are: codes that begin so, by index; then codes and
    names that contain it, where the first gave too few and the table is not too large.

    Raises:
        Invalid: the text holds what no record can.
    """
    text = looking.text.strip()[:TEXT_MAX]
    if not text:
        return FoundRecords(kinds=[])
    refuse_unsendable([text])
    asked = await _asked(tx, records, looking)
    sizes = tx.send(SELECT_SIZES, {"tables": [one.shape.table for one in asked]})
    limit = looking.each + 1
    values = _values(text)
    waiting = [_send(tx, one, _begins(one), values=values, limit=limit) for one in asked]
    begun = [await sent.rows() for sent in waiting]
    large = {str(name) for name, rows in await sizes.rows() if int(str(rows)) > LOOKED_THROUGH_MAX}
    few = {
        one.shape.name: _send(tx, one, one.listing.search(PART), values=values, limit=2 * limit)
        for one, rows in zip(asked, begun, strict=True)
        if len(rows) < limit and one.shape.table not in large
    }
    kinds = []
    for one, rows in zip(asked, begun, strict=True):
        held = few.get(one.shape.name)
        told = _told(one, [*rows, *(await held.rows() if held else [])], text)
        if told:
            kinds.append(
                FoundKind(
                    entity=one.shape.name,
                    label=one.shape.entity.label,
                    records=told[: looking.each],
                    has_more=len(told) > looking.each,
                    by_beginning=one.shape.table in large,
                )
            )
    return FoundRecords(kinds=sorted(kinds, key=lambda kind: RANK[kind.records[0].fit]))


RANK: Mapping[Fit, int] = {"exact": 0, "begins": 1, "contains": 2}


async def _asked(tx: Tx, records: Records, looking: Looking) -> list[_Asked]:
    """Return the plans of the kinds of which the reader sees any record."""
    reader = looking.reader
    shapes = [
        shape
        for name, shape in sorted(records.shapes.items())
        if shape.has_code and not shape.is_lines and reaches(reader, f"{name}:read")
        if not looking.entities or name in looking.entities
    ]
    sights = [sight_of(shape, reader, records.shapes) for shape in shapes]
    places = await places_of(tx) if any(needs_places(sight) for sight in sights) else {}
    found: list[_Asked] = []
    for shape, sight in zip(shapes, sights, strict=True):
        names = tuple(_names(shape))
        request = RecordsRequest(entity=shape.name, fields=names, order=("code",))
        listing = Listing(records, request, sight, looking.moment)
        if not sight.shows(listing.paths.find("code")):
            continue
        plan = planned_within(listing, places, looking.moment)
        found.append(_Asked(shape=shape, listing=listing, plan=plan, names=names))
    return found


def _names(shape: Shape) -> Iterator[str]:
    """Return what is told of a record: code, what else it is called, what it belongs to."""
    yield "code"
    title = shape.fields.get(shape.entity.title)
    if title is not None and title.name != "code" and title.field.type == "text":
        yield title.name
    for name in shape.entity.key:
        field = shape.fields.get(name)
        if field is not None and field.field.type == "link":
            yield name


def _begins(asked: _Asked) -> Condition:
    """Return the condition that a code begins with what is looked for, in each of three ways."""
    code: Ref = asked.listing.paths.find("code").ref
    return Either(
        conditions=tuple(
            Every(
                conditions=(
                    Compare(ref=code, operator=">=", value=way),
                    Compare(ref=code, operator="<", value=way + LAST),
                )
            )
            for way in WAYS
        )
    )


def _values(text: str) -> Mapping[str, str]:
    """Return what stands in a statement for what is looked for: as typed, capitals, small."""
    ways = dict(zip(WAYS, (text, text.upper(), text.lower()), strict=True))
    ends = {way + LAST: value + LAST for way, value in ways.items()}
    plain = text.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return {**ways, **ends, PART: plain}


def _send(
    tx: Tx, asked: _Asked, fits: Condition, *, values: Mapping[str, str], limit: int
) -> Pending:
    plan = msgspec.structs.replace(
        asked.plan, filters=(*asked.plan.filters, fits), limit=min(limit, 2 * FOUND_MAX)
    )
    query = _compiled(plan)
    params = {
        name: values.get(value, value) if isinstance(value, str) else value
        for name, value in query.params.items()
    }
    return tx.send(query.sql, params, prepare=False)


def _compiled(plan: QueryPlan) -> Compiled:
    """Return a statement with signs in place of what is looked for; kept, where it can be again.

    Compiling is most of the work of a search. What a scope's formula asks may hold the time, so
    that such a statement is of no use again.
    """
    if any(isinstance(one, Fits) for one in _parts(plan.filters)):
        return compile_query(plan)
    shape = repr(plan)
    if shape not in COMPILED:
        if len(COMPILED) >= COMPILED_MAX:
            COMPILED.clear()
        COMPILED[shape] = compile_query(plan)
    return COMPILED[shape]


def _parts(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for one in conditions:
        yield one
        if isinstance(one, (Either, Every)):
            yield from _parts(one.conditions)


def _told(
    asked: _Asked, rows: Sequence[Sequence[object]], text: str
) -> list[FoundRecord]:  # tidy: positional - rows of a question
    """Return rows as records, each once, the best fitting first."""
    at = {column.name: column.first for column in asked.listing.columns}
    found: dict[object, FoundRecord] = {}
    for row in rows:
        values = {name: row[first] for name, first in at.items() if name}
        one = _record(asked, row, values)
        found.setdefault(one.id, msgspec.structs.replace(one, fit=_fit(one.code, text)))
    return sorted(found.values(), key=lambda one: RANK[one.fit])


def _record(
    asked: _Asked, row: Sequence[object], values: Mapping[str, object]
) -> FoundRecord:  # tidy: positional - a row read
    linked = [
        column.first + 1
        for column in asked.listing.columns
        if column.kind == "link" and column.name in asked.names
    ]
    title = asked.shape.entity.title
    masked = {column.name for column in asked.listing.columns if column.masked}
    called = "" if title in ("code", *masked) else values.get(title)
    return FoundRecord(
        id=UUID(str(values["id"])),
        code=str(values["code"]),
        title=str(called or ""),
        of=str(row[linked[0]] or "") if linked else "",
        fit="contains",
    )


def _fit(code: str, text: str) -> Fit:
    known, wanted = code.casefold(), text.casefold()
    if known == wanted:
        return "exact"
    return "begins" if known.startswith(wanted) else "contains"
