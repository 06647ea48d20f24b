"""Which row of a sheet holds the headings, and what each column is."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from taktline.catalog.sheets.book import Cell, Grid, letters_of
from taktline.catalog.sheets.field import SheetField, by_heading, heading_key

SEARCHED = 30
"""Rows in which the heading is looked for: below titles, dates and the firm's name."""
HEADING_LENGTH_MAX = 200
LEFT_OUT = "-"
"""Field of a column that its sender chose to leave out."""
KnownBy = Literal["remembered", "label"]


class SheetColumn(msgspec.Struct, frozen=True, kw_only=True):
    """One column as it was understood.

    Attributes:
        column: its letters, A, B ... AA.
        field: name of the field it brings; None = none.
        by: how that is known.
    """

    column: str
    heading: str
    field: str | None = None
    by: KnownBy | None = None


class Headed(msgspec.Struct, frozen=True, kw_only=True):
    """Where the headings stand.

    Attributes:
        line: of the last row of headings, as the spreadsheet numbers it, from 1.
        height: rows of headings, 1 or 2.
    """

    line: int
    height: int
    columns: tuple[SheetColumn, ...]


def find_heading(
    grid: Grid,
    fields: Sequence[SheetField],
    *,
    remembered: Mapping[str, str] | None = None,
    line: int | None = None,
) -> Headed:
    """Return the row in which most headings are known, and what its columns are.

    A row over another one (`数量` over `计划` and `完工`) is read together with it where that tells
    more. Where no heading is known, the first row with several texts is taken.

    Args:
        remembered: fields this sender chose before, by `heading_key`; `-` = left out.
        line: the row a person pointed at, from 1; None = look for it.
    """
    known = by_heading(fields)
    chosen = remembered or {}
    if line is not None:
        tries = [(line - 1, 1), (line - 1, 2)]
    else:
        tries = [(at, tall) for at in range(min(len(grid.rows), SEARCHED)) for tall in (1, 2)]
    best: tuple[int, int] | None = None
    most = 0
    for at, tall in tries:
        if not 0 <= at < len(grid.rows) or at - tall + 1 < 0:
            continue
        fits = _fits(_headings(grid, at, tall), known, chosen)
        if fits > most:
            best, most = (at, tall), fits
    if best is None:
        best = (tries[0][0] if line is not None else _first_texts(grid.rows), 1)
    return _headed(grid, *best, known=known, chosen=chosen)


def _headings(grid: Grid, at: int, tall: int) -> list[str]:
    """Return what stands above each column; of two rows the lower one, both where that is none."""
    lower = [_said(cell) for cell in grid.rows[at]]
    if tall == 1:
        return lower
    upper = [_said(cell) for cell in grid.rows[at - 1]]
    return [
        low if low and (low == up or not up) else f"{up} {low}".strip()
        for up, low in zip(upper, lower, strict=True)
    ]


def _said(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())[:HEADING_LENGTH_MAX]


def _fits(headings: Sequence[str], known: Mapping[str, str], chosen: Mapping[str, str]) -> int:
    keys = {heading_key(one) for one in headings if one}
    own = sum(1 for key in keys if key in chosen)
    return own + len({known[key] for key in keys if key in known and key not in chosen})


def _first_texts(rows: Sequence[Sequence[Cell]]) -> int:
    for at, row in enumerate(rows[:SEARCHED]):
        texts = {cell for cell in row if isinstance(cell, str)}
        if len(texts) > 1 and len(texts) == sum(1 for cell in row if cell is not None):
            return at
    return 0


def _headed(
    grid: Grid, at: int, tall: int, *, known: Mapping[str, str], chosen: Mapping[str, str]
) -> Headed:
    taken: set[str] = set()
    columns = []
    for column, heading in enumerate(_headings(grid, at, tall)):
        key = heading_key(heading)
        field = chosen.get(key) or known.get(key)
        by: KnownBy | None = None
        if field is not None and field not in taken:
            by = "remembered" if key in chosen else "label"
            taken.add(field) if field != LEFT_OUT else None
        else:
            field = None
        columns.append(
            SheetColumn(
                column=letters_of(column),
                heading=heading,
                field=None if field == LEFT_OUT else field,
                by=by,
            )
        )
    return Headed(line=at + 1, height=tall, columns=tuple(columns))
