"""A file from somebody's desk, whatever program wrote it, as grids of cells."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

import msgspec
import python_calamine

from taktline.base.problem import Problem
from taktline.base.text import Text

SIZE_MAX = 10_000_000
"""Bytes of one file: about 200,000 rows of orders; more is a database's export."""
ROWS_MAX = 20_000
"""Rows of one sheet; more are parted into several files."""
COLUMNS_MAX = 200
SHEETS_MAX = 50
UNPACKED_MAX = 200_000_000
"""Bytes an .xlsx may unpack to, so that a small file cannot fill the memory."""
CELLS_MAX = 4_000_000
"""Cells between the first and the last that hold something; the reader keeps all of them."""
CSV_HEAD_BYTES = 20_000

Cell = str | int | float | bool | date | datetime | time | timedelta | None

PACKED = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0"
"""First bytes of .xlsx (a zip archive) and of .xls (a compound file)."""
ENCODINGS = ("utf-8-sig", "gb18030")
_CELL = re.compile(rb'<(?:\w+:)?(?:row|c)\b[^>]*?\br="([A-Z]{0,3})(\d{1,7})"[^>]*?(/?)>')


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet: rows from its first line on, all of one length."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


class NoSheet(Problem):
    """A file that is no table, or one that cannot be opened."""

    title = Text(
        en="{name} cannot be read as a table: save it as .xlsx or .csv and choose it again.",
        zh="无法按表格读取 {name}:请另存为 .xlsx 或 .csv 后重新选择。",
    )
    status = 415


class SheetProtected(Problem):
    """A workbook that asks for a password."""

    title = Text(
        en="{name} is protected by a password: save it without one and choose it again.",
        zh="{name} 有打开密码:请取消密码后重新选择。",
    )
    status = 415


class SheetTooLarge(Problem):
    """More than one import takes."""

    title = Text(
        en="{name} is too large: at most {rows} rows, {columns} columns and {megabytes} MB. "
        "Part it into several files.",
        zh="{name} 过大:最多 {rows} 行、{columns} 列、{megabytes} MB,请拆分为多个文件。",
    )
    status = 413


class SheetEmpty(Problem):
    """A file without a filled cell."""

    title = Text(en="{name} holds nothing.", zh="{name} 没有内容。")
    status = 422


def read_book(content: bytes, name: str) -> tuple[Grid, ...]:
    """Return the sheets of a file that hold something, hidden ones left out.

    Args:
        content: the file, at most SIZE_MAX bytes.
        name: what people call it; only for sentences.

    Raises:
        SheetTooLarge: more bytes, rows or columns than one import takes.
        SheetProtected: it asks for a password.
        NoSheet: it is no table (a web page saved as .xls is none either).
        SheetEmpty: nothing stands in it.
    """
    if len(content) > SIZE_MAX:
        raise too_large(name)
    if content.startswith((PACKED, COMPOUND)):
        grids = _workbook(content, name)
    else:
        grids = [Grid(name="", rows=_even(_csv_rows(content, name)))]
    found = tuple(grid for grid in grids if any(_is_filled(row) for row in grid.rows))
    if not found:
        raise SheetEmpty(name=name)
    if any(len(grid.rows) > ROWS_MAX or len(grid.rows[0]) > COLUMNS_MAX for grid in found):
        raise too_large(name)
    return found


def too_large(name: str) -> SheetTooLarge:
    """Return the refusal of a file that is too large."""
    return SheetTooLarge(
        name=name, rows=ROWS_MAX, columns=COLUMNS_MAX, megabytes=SIZE_MAX // 1_000_000
    )


def _is_filled(row: Iterable[Cell]) -> bool:
    return any(cell is not None for cell in row)


def _workbook(content: bytes, name: str) -> list[Grid]:
    if content.startswith(PACKED):
        _refuse_bomb(content, name)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            shown = [
                one.name
                for one in book.sheets_metadata
                if one.visible == python_calamine.SheetVisibleEnum.Visible
                and one.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
            return [_grid(book.get_sheet_by_name(one), name) for one in shown[:SHEETS_MAX]]
    except python_calamine.PasswordError:
        raise SheetProtected(name=name) from None
    except (python_calamine.CalamineError, ValueError, OSError):
        raise NoSheet(name=name) from None


def _refuse_bomb(content: bytes, name: str) -> None:
    """Refuse a small file that would become huge: unpacked, or two cells far from each other."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED_MAX:
                raise too_large(name)
            for one in packed.infolist():
                if "worksheets/" in one.filename and one.filename.endswith(".xml"):
                    _refuse_wide(packed.read(one), name)
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError):
        raise NoSheet(name=name) from None


def _refuse_wide(sheet: bytes, name: str) -> None:
    lines = columns = 1
    for letters, line, closed in _CELL.findall(sheet):
        if closed:
            continue  # formatted, and nothing in it
        lines = max(lines, int(line))
        columns = max(columns, column_at(letters.decode()) + 1)
    if lines * columns > CELLS_MAX or columns > COLUMNS_MAX * 10:
        raise too_large(name)


def _grid(sheet: python_calamine.CalamineSheet, name: str) -> Grid:
    if sheet.total_height > ROWS_MAX * 2:
        raise too_large(name)
    try:
        told = sheet.to_python(skip_empty_area=False)
    except OverflowError:  # A number shown as hours, of millions of years.
        raise NoSheet(name=name) from None
    rows = [[_value(cell) for cell in row] for row in told]
    for top, bottom in sheet.merged_cell_ranges or ():
        _fill(rows, top, bottom)
    while rows and not _is_filled(rows[-1]):
        rows.pop()
    return Grid(name=sheet.name, rows=_even(rows))


def _fill(rows: list[list[Cell]], top: tuple[int, int], bottom: tuple[int, int]) -> None:
    """Write what a merged cell says into each cell it covers."""
    if top[0] >= len(rows) or top[1] >= len(rows[top[0]]):
        return
    said = rows[top[0]][top[1]]
    for row in rows[top[0] : bottom[0] + 1]:
        for at in range(top[1], min(bottom[1] + 1, len(row))):
            row[at] = said


def _value(cell: object) -> Cell:
    """Return a cell with empty texts as nothing; a whole number loses its `.0`."""
    if isinstance(cell, str):
        return cell.rstrip() if cell.strip() else None  # blanks before a code say its level
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return int(cell)
    assert cell is None or isinstance(cell, (bool, int, float, datetime, date, time, timedelta)), (
        f"a cell is a {type(cell).__name__}"
    )
    return cell


def _even(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows of one length; columns behind the last filled one are cut off."""
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell is not None),
                default=0)  # fmt: skip
    return tuple((*row[:width], *([None] * (width - len(row)))) for row in rows)


def _csv_rows(content: bytes, name: str) -> list[list[Cell]]:
    text = _text(content, name)
    if text.lstrip()[:1] == "<" or "\x00" in text:
        raise NoSheet(name=name)
    head = text[:CSV_HEAD_BYTES]
    marks = {mark: head.count(mark) for mark in (",", "\t", ";")}
    mark = max(marks, key=lambda one: marks[one])
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        rows = [[_csv_value(cell) for cell in row] for row in read]
    except csv.Error:
        raise NoSheet(name=name) from None
    while rows and not _is_filled(rows[-1]):
        rows.pop()
    return rows


def _text(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoSheet(name=name)


def _csv_value(cell: str) -> Cell:
    """Return a cell of a CSV; `="0012"`, as our own exports write codes, is the code."""
    if not cell.strip():
        return None
    text = cell.rstrip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").rstrip() or None


def letters_of(column: int) -> str:
    """Return a column as spreadsheets name it: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_at(letters: str) -> int:
    """Return where a column stands by its letters: A is 0; -1 for none."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1
