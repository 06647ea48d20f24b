"""What rows name and nobody has yet is made along with them: a material, its unit, a customer."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from taktline.base.code import id_of
from taktline.catalog.sheets.records import parted, said
from taktline.catalog.sheets.rows import SheetRow
from taktline.catalog.sheets.target import Maker, Plan, RowCommand, Shelf

OF = "."
"""Parts the field that names a record from what else a row says of it: `material.name`."""


class Making(msgspec.Struct, frozen=True, kw_only=True):
    """One record that would be made.

    Attributes:
        line: of the first row that names it.
        code: what the rows call it.
        fields: of the new record, its code among them.
        named: field of the rows by own field, for what is refused.
    """

    entity: str
    line: int
    code: str
    fields: Mapping[str, object]
    named: Mapping[str, str]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A record that rows name, there or not."""

    line: int
    code: str
    values: Mapping[str, object]
    named: Mapping[str, str]


def bare(rows: Iterable[SheetRow]) -> list[SheetRow]:
    """Return rows without what they say of the records they name."""
    return [
        msgspec.structs.replace(
            row, values={name: one for name, one in row.values.items() if OF not in name}
        )
        for row in rows
    ]


async def to_make(
    makes: Mapping[str, Maker], rows: Sequence[SheetRow], *, same: Mapping[str, object],
    shelf: Shelf,
) -> list[Making]:  # fmt: skip
    """Return the records that rows name, that are not there, and that whoever brings may make.

    Args:
        makes: how a record is made that a field names.
        same: values that hold for every row which says none itself.
    """
    found: dict[tuple[str, str], Making] = {}
    for field, maker in makes.items():
        wishes = _wished(field, maker, rows=rows, same=same)
        for one in (await _missing(maker, wishes, shelf))[1]:
            found.setdefault((one.entity, one.code), one)
    return list(found.values())


def with_made(plan: Plan, makings: Sequence[Making]) -> Plan:
    """Return a plan that makes records before the rows that name them."""
    made = tuple(
        RowCommand(verb=f"{one.entity}.create", lines=(one.line,), body=one.fields, named=one.named)
        for one in makings
    )
    return msgspec.structs.replace(plan, commands=(*made, *plan.commands))


def _wished(
    field: str, maker: Maker, *, rows: Sequence[SheetRow], same: Mapping[str, object]
) -> list[Wish]:
    """Return what rows name in a field, each once, with all that they say of it."""
    found: dict[str, Wish] = {}
    for row in rows:
        told = {**same, **row.values}
        code = said(told.get(field))
        if not code or id_of(code) is not None:
            continue
        named = {own: name for own, name in _names(field, maker, told).items() if told.get(name)}
        values = {own: told[name] for own, name in named.items()}
        known = found.get(code)
        if known is not None:
            values, named = {**values, **known.values}, {**named, **known.named}
        line = row.line if known is None else known.line
        found[code] = Wish(line=line, code=code, values=values, named={**named, "code": field})
    return list(found.values())


def _names(
    field: str, maker: Maker, told: Mapping[str, object]
) -> dict[str, str]:  # tidy: positional - a row and how it is read
    """Return which fields of a row say something of the record that a field names."""
    begin = f"{field}{OF}"
    own = {name.removeprefix(begin): name for name in told if name.startswith(begin)}
    return {**maker.also, **own}


async def _missing(
    maker: Maker, wishes: Sequence[Wish], shelf: Shelf
) -> tuple[dict[str, str], list[Making]]:
    """Return the code by what people call a record, and what is to be made, first things first."""
    if not wishes or not shelf.may_make(maker.entity):
        return {}, []
    known = await _known(maker, wishes, shelf)
    absent = [one for one in wishes if one.code.casefold() not in known]
    drafts = {one.code: _draft(maker, one) for one in absent}
    makings: list[Making] = []
    for own, needed in maker.needs.items():
        wanted = [
            Wish(line=one.line, code=said(drafts[one.code][own]), values={},
                 named={"code": one.named.get(own, one.named["code"])})
            for one in absent if drafts[one.code].get(own)
        ]  # fmt: skip
        unique: dict[str, Wish] = {}
        for wish in wanted:
            unique.setdefault(wish.code.casefold(), wish)
        codes, first = await _missing(needed, list(unique.values()), shelf)
        codes |= {one.code.casefold(): one.code for one in first}
        makings += first
        for draft in drafts.values():
            called = said(draft.get(own)).casefold()
            draft[own] = codes.get(called, draft.get(own))
    makings += [
        Making(entity=maker.entity, line=one.line, code=one.code, fields=drafts[one.code],
               named=one.named)
        for one in absent
    ]  # fmt: skip
    return known, makings


def _draft(maker: Maker, wish: Wish) -> dict[str, object]:
    """Return the fields of a new record: what rows say, else what goes without saying."""
    usual = maker.usual.get(wish.code.casefold(), {})
    return {"name": wish.code, **maker.otherwise, **usual, **wish.values, "code": wish.code}


async def _known(maker: Maker, wishes: Sequence[Wish], shelf: Shelf) -> dict[str, str]:
    """Return the codes of the records that are there, by what people call them."""
    fields = ("code", *maker.called_by)
    if maker.called_by:
        records = await shelf.records(maker.entity, fields=fields)
    else:
        records = [
            one
            for part in parted(wish.code for wish in wishes)
            for one in await shelf.records(
                maker.entity, fields=fields, filter=f"code in {msgspec.json.encode(part).decode()}"
            )
        ]
    return {
        said(one[name]).casefold(): str(one["code"])
        for one in reversed(records)
        for name in reversed(fields)
        if one.get(name)
    }
