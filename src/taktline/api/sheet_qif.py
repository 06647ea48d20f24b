"""A QIF report of a measuring machine as sheets: what is checked, and what was measured."""

from decimal import Decimal
from pathlib import PurePath

from taktline.catalog.sheets.book import ROWS_MAX, Cell, Grid, read_book, too_large
from taktline.connect.business.qif import Report, report_of
from taktline.connect.business.qif.checks import (
    LIMIT_PLACES,
    RESULT_PLACES,
    check_code,
    checks,
    kept,
)

ENDINGS = frozenset({".qif", ".xml"})
CHECKED: tuple[Cell, ...] = (
    "Characteristic", "Name", "Unit", "Nominal", "Lower limit", "Upper limit", "Natural limit",
    "Tolerance type",
)  # fmt: skip
MEASURED: tuple[Cell, ...] = ("Piece", "Serial", "Characteristic", "Value", "Verdict")


def read_file(content: bytes, name: str) -> tuple[Grid, ...]:
    """Return the sheets of a file: a table as people keep it, or a measuring machine's report.

    Raises:
        NotXml, NotQif, BadReport: a report that cannot be one.
        SheetTooLarge: more values than one import takes.
        SheetProtected, NoSheet, SheetEmpty: see `read_book`.
    """
    if PurePath(name).suffix.lower() not in ENDINGS:
        return read_book(content, name)
    report = report_of(content, name=name)
    grids = (_measured(report), _checked(report))
    if any(len(one.rows) > ROWS_MAX for one in grids):
        raise too_large(name)
    return grids


def _checked(report: Report) -> Grid:
    rows: list[tuple[Cell, ...]] = [CHECKED]
    for one in checks(report):
        draft = one.draft
        limits = (draft.nominal, draft.lsl, draft.usl, draft.natural_limit)
        told = [_told(limit, LIMIT_PLACES) for limit in limits]
        rows.append((one.code, one.name or one.code, draft.unit, *told, draft.kind))
    return Grid(name="Characteristics", rows=tuple(rows))


def _measured(report: Report) -> Grid:
    rows: list[tuple[Cell, ...]] = [MEASURED]
    for piece in report.results.pieces:
        for one in piece.measurements:
            verdict = None if one.status == "unknown" else one.status
            code = check_code(one.characteristic_id, one.feature)
            value = _told(one.value, RESULT_PLACES)
            rows.append((piece.sequence, piece.serial, code, value, verdict))
    return Grid(name="Results", rows=tuple(rows))


def _told(value: Decimal | None, places: int) -> str | None:
    """Return a number as it is written out, digit by digit."""
    short = kept(value, places)
    return None if short is None else format(short, "f")
