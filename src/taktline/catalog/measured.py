"""What is told of amounts put together: one for each unit, as amounts of several are not added."""

from collections.abc import Mapping, Sequence

import msgspec

from taktline.catalog.filter import Moment
from taktline.catalog.reading import Records, read_records
from taktline.catalog.request import FilterHidden, RecordsPage, RecordsRequest, beyond_group
from taktline.catalog.shape import Shape
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX
from taktline.platform.transaction import Tx

AMOUNTS = frozenset({"sum", "avg", "min", "max"})
"""Measures that have a unit themselves; counts have none."""
Row = dict[str, object]


def beside(column: str) -> str:
    """Return what stands beside an amount by the column that holds it: a unit or a currency."""
    return "currency" if column.endswith("currency") else "unit"


def per_unit(amounts: Mapping[str | None, object], word: str) -> list[Row] | None:
    """Return amounts as the wire tells a measure of them, by unit; None where there is none.

    Args:
        amounts: as the wire writes them, by unit; None = of what tells no unit.
        word: `unit` or `currency`.
    """
    ordered = sorted(amounts, key=lambda unit: (unit is None, unit or ""))
    told: list[Row] = [{"amount": amounts[unit], word: unit} for unit in ordered]
    return told or None


async def read_measured(
    tx: Tx, records: Records, request: RecordsRequest, *, reader: Principal, moment: Moment
) -> RecordsPage:
    """Return one page of records or of their groups; amounts in units are told for each unit.

    Where the groups are by the unit itself, it stands in the row, and amounts are plain numbers.

    Raises:
        Problem: see `taktline.catalog.reading.read_records`.
    """
    page = await read_records(tx, records, request, reader=reader, moment=moment)
    shape = records.shapes[request.entity]
    units = {text: unit for text in request.measures if (unit := _unit(records, shape, text))}
    for unit in dict.fromkeys(units.values()):
        if unit in request.group:
            continue
        asked = tuple(text for text, one in units.items() if one == unit)
        finer = msgspec.structs.replace(
            request, group=(*request.group, unit), measures=asked, limit=PAGE_MAX, totals=False
        )
        try:
            parts = await _parts(tx, records, finer, of=page, reader=reader, moment=moment)
        except FilterHidden:
            parts = []  # Whoever does not see the units is told no amount: they are never added.
        page = msgspec.structs.replace(page, rows=_told(page.rows, parts, finer))
    return page


def _unit(records: Records, shape: Shape, text: str) -> str | None:
    """Return the dotted name of the column that holds the unit of what is measured."""
    what, _, name = text.partition(":")
    return _unit_of(records, shape, name) if what in AMOUNTS else None


def _unit_of(records: Records, shape: Shape, name: str) -> str | None:
    *links, last = name.split(".")
    for link in links:
        shape = records.shapes[shape.fields[link].field.to or ""]
    shaped = shape.fields.get(last)
    if shaped is None:
        return None
    unit = shaped.beside or shaped.field.unit_in
    if shaped.field.type == "lookup":
        unit = _unit_of(records, shape, f"{shaped.field.through}.{shaped.field.field}")
    return None if unit is None else ".".join((*links, unit))


async def _parts(
    tx: Tx,
    records: Records,
    finer: RecordsRequest,
    *,
    of: RecordsPage,
    reader: Principal,
    moment: Moment,
) -> list[Row]:
    """Read the groups of a page once more, each in its parts: one for each unit."""
    groups = {_key(row, finer) for row in of.rows}
    found: list[Row] = []
    after = None if finer.after is None else beyond_group(finer.after)
    while groups:
        asked = msgspec.structs.replace(finer, after=after)
        page = await read_records(tx, records, asked, reader=reader, moment=moment)
        found += page.rows
        after = page.after
        if after is None or _key(page.rows[-1], finer) not in groups:
            break
    return found


def _key(row: Row, finer: RecordsRequest) -> bytes:
    return msgspec.json.encode([row.get(name) for name in finer.group[:-1]], enc_hook=str)


def _told(rows: Sequence[Row], parts: Sequence[Row], finer: RecordsRequest) -> list[Row]:
    """Return groups with their amounts by unit."""
    found: dict[bytes, list[Row]] = {}
    for row in parts:
        found.setdefault(_key(row, finer), []).append(row)
    return [{**row, **_amounts(found.get(_key(row, finer), ()), finer)} for row in rows]


def _amounts(parts: Sequence[Row], finer: RecordsRequest) -> Row:
    unit = finer.group[-1]

    def by_unit(text: str) -> dict[str | None, object]:
        told = ((row[unit], row[text]) for row in parts if row[text] is not None)
        return {None if of is None else str(of): amount for of, amount in told}

    return {text: per_unit(by_unit(text), beside(unit)) for text in finer.measures}
