"""The rows below the headings: read cell by cell, each mistake with its place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.problem import Problem
from taktline.catalog.sheets.book import Cell, Grid, column_at
from taktline.catalog.sheets.cell import CellMissing, read_cell
from taktline.catalog.sheets.field import SheetField, half_width

_TOTAL = re.compile(
    r"(本页|本单)?(合计|总计|小计|共计|累计|汇总)(数量|金额)?|(sub|grand)?totals?|sum"
)
_SIGNED = re.compile(
    r"(制表|制单|审核|批准|编制|复核|核准|打印|填表|经办|prepared|approved|checked|printed)"
    r"(人|日期|时间)?(by)?[::]?.*"
)
Why = Literal["empty", "total", "signature"]


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row.

    Attributes:
        line: as the spreadsheet numbers it, from 1.
        values: by field, as the command takes them; empty cells are left out.
        problems: what cannot be meant, each located at `/<field>`.
    """

    line: int
    values: Mapping[str, object]
    problems: tuple[Problem, ...] = ()


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is none of the records: a total, or the line for signatures."""

    line: int
    why: Why
    text: str


class SheetRead(msgspec.Struct, frozen=True, kw_only=True):
    """What stands below the headings."""

    rows: tuple[SheetRow, ...]
    skipped: tuple[Skipped, ...]


def read_rows(
    grid: Grid,
    fields: Sequence[SheetField],
    *,
    below: int,
    columns: Mapping[str, str],
    zone: ZoneInfo,
) -> SheetRead:
    """Return the rows of a sheet, and which were skipped.

    Args:
        below: line of the last row of headings, from 1.
        columns: name of the field that a column brings, by the column's letters.
        zone: in which the sheet's days and hours are meant.
    """
    named = {field.name: field for field in fields}
    wanted = [(column_at(at), named[name]) for at, name in columns.items() if name in named]
    needed = [field for field in fields if field.required and field.name in columns.values()]
    rows: list[SheetRow] = []
    skipped: list[Skipped] = []
    for line, cells in enumerate(grid.rows[below:], start=below + 1):
        why = _no_record(cells, wanted)
        if why is None:
            rows.append(_row(line, cells, wanted, needed=needed, zone=zone))
        elif why != "empty":
            skipped.append(Skipped(line=line, why=why, text=_shown(cells)))
    return SheetRead(rows=tuple(rows), skipped=tuple(skipped))


Wanted = Sequence[tuple[int, SheetField]]


def _no_record(cells: Sequence[Cell], wanted: Wanted) -> Why | None:
    """Say why a row is no record; None where it is one."""
    filled = [cell for cell in cells if cell is not None]
    if not filled:
        return "empty"
    first = half_width(str(filled[0])).lower().replace(" ", "").strip(":：")
    if _TOTAL.fullmatch(first):
        return "total"
    given = sum(1 for at, _ in wanted if at < len(cells) and cells[at] is not None)
    if given == 0:
        return "empty"
    missing = any(
        field.required and (at >= len(cells) or cells[at] is None) for at, field in wanted
    )
    return "signature" if missing and _SIGNED.fullmatch(first) else None


def _row(
    line: int, cells: Sequence[Cell], wanted: Wanted, *, needed: Sequence[SheetField],
    zone: ZoneInfo,
) -> SheetRow:  # fmt: skip
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for at, field in wanted:
        try:
            value = read_cell(field, cells[at] if at < len(cells) else None, zone)
        except Problem as problem:
            problems.append(problem.located(f"/{field.name}"))
            continue
        if value is not None:
            values[field.name] = value
    wrong = {problem.at for problem in problems}
    problems += [
        CellMissing(label=field.label, at=f"/{field.name}")
        for field in needed
        if field.name not in values and f"/{field.name}" not in wrong
    ]
    return SheetRow(line=line, values=values, problems=tuple(problems))


def _shown(cells: Sequence[Cell]) -> str:
    return " ".join(_texts(cells))[:80]


def _texts(cells: Sequence[Cell]) -> Iterator[str]:
    before: object = None
    for cell in cells:
        if cell is not None and cell != before:
            yield str(cell)
        before = cell
