"""Rows as files people open: CSV, JSON lines, Excel; numbers are numbers, codes stay text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal, Protocol

import msgspec
import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from taktline.base.text import LANGUAGES, Language, Text
from taktline.catalog.export import Heading

SheetFormat = Literal["csv", "jsonl", "xlsx"]
MEDIA_TYPES: Mapping[SheetFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BOM = "\ufeff"
"""Tells spreadsheet programs that the text is UTF-8; without it Chinese letters break."""

NUMBERS = frozenset({"decimal", "integer", "bigint", "float", "duration", "measure"})
NUMBER_DIGITS_MAX = 15
"""Digits a spreadsheet keeps of a number; longer ones are written as text."""

CHANGED = re.compile(r"[\d\s.,:/+\-eE]+|\d+[- /.]?\w{1,9}", re.ASCII)
"""Texts that spreadsheet programs take for numbers or dates: `0012`, `1-2`, `1E5`, `3 Mar`."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet program run a text as a formula."""

Cell = tuple[str, object]
"""What a value is (`number`, `text`) and the value as the wire writes it."""

UNIT = Text(en="unit", zh="单位")
CURRENCY = Text(en="currency", zh="币种")

_JSON = msgspec.json.Encoder(enc_hook=str)


def heads(columns: Sequence[Heading], language: Language) -> list[str]:
    """Return the words above the columns; a quantity and an amount of money take two."""
    found: list[str] = []
    for column in columns:
        label = column.label.say(language)
        found.append(label)
        if column.kind == "quantity":
            found.append(f"{label} ({UNIT.say(language)})")
        elif column.kind == "money":
            found.append(f"{label} ({CURRENCY.say(language)})")
    return found


def cells(columns: Sequence[Heading], row: Mapping[str, object]) -> list[Cell]:
    """Return a row's values as cells: a link by its code, a list as one text."""
    return [cell for column in columns for cell in _cells(column, row.get(column.name))]


def _cells(column: Heading, value: object) -> Iterator[Cell]:
    if column.kind == "link":
        link = value if isinstance(value, Mapping) else {}
        told = link.get("code") or link.get("title") or link.get("id")
        yield "text", value if isinstance(value, str) else told
        return
    if column.kind in ("quantity", "money"):
        both = value if isinstance(value, Mapping) else {}
        beside = "unit" if column.kind == "quantity" else "currency"
        yield "number", both.get("amount", value if isinstance(value, str) else None)
        yield "text", both.get(beside)
        return
    if column.kind == "measure" and isinstance(value, list):
        yield "text", [_in_unit(one) for one in value]
        return
    yield "number" if column.kind in NUMBERS else "text", value


def _in_unit(told: Mapping[str, object]) -> str:
    """Return an amount with its unit or currency, as a list of groups tells it."""
    return " ".join(str(part) for part in told.values() if part is not None)


def csv_line(values: Iterable[Cell]) -> bytes:
    """Return one line of CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([shown(kind, v) for kind, v in values])
    return out.getvalue().encode()


def shown(kind: str, value: object) -> str:
    """Return a value as a spreadsheet program reads it without changing or running it."""
    text = plain(value)
    if kind == "number" and isinstance(value, (str, int, float)) and is_number(text):
        return text
    if text and CHANGED.fullmatch(text) and not _is_moment(text):
        return f'="{text}"'
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(value: object) -> str:
    """Return a value as text; a list's items joined, anything deeper as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and all(not isinstance(v, Mapping) for v in value):
        return "; ".join(plain(one) for one in value)
    encoded = _JSON.encode(value).decode()
    return encoded[1:-1] if encoded.startswith('"') else encoded


def is_number(text: str) -> bool:
    """Whether a text is a number that a spreadsheet keeps exactly."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and len(number.as_tuple().digits) <= NUMBER_DIGITS_MAX


def _is_moment(text: str) -> bool:
    """Whether a text is a date or instant in ISO form, which may be read as what it is."""
    return re.match(r"\d{4}-\d\d-\d\d(T|$)", text) is not None


def json_line(columns: Sequence[Heading], row: Mapping[str, object]) -> bytes:
    """Return one row as one line of JSON, as the API writes it."""
    return _JSON.encode({column.name: row.get(column.name) for column in columns}) + b"\n"


class Sheet(Protocol):
    """Takes rows; used from one thread at a time."""

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows."""


class ExcelBook:
    """An Excel file, written row by row and sheet after sheet so that it needs little memory."""

    def __init__(self, path: Path) -> None:
        self._book = xlsxwriter.Workbook(path, {"constant_memory": True})
        self._bold = self._book.add_format({"bold": True})

    def sheet(self, name: str | None, head: Sequence[str]) -> Sheet:
        """Begin a sheet; the one before is finished. Its name has at most 31 characters."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, word in enumerate(head):
            sheet.write_string(0, at, word, self._bold)
        return _ExcelPage(sheet)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


class _ExcelPage:
    def __init__(self, sheet: "xlsxwriter.worksheet.Worksheet") -> None:
        self._sheet = sheet
        self._row = 1

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows; a number beyond what Excel keeps exactly stays text."""
        for row in rows:
            for at, (kind, value) in enumerate(row):
                text = plain(value)
                if kind == "number" and is_number(text):
                    self._sheet.write_number(self._row, at, float(text))
                elif isinstance(value, bool):
                    self._sheet.write_boolean(self._row, at, value)
                elif text:
                    self._sheet.write_string(self._row, at, text[:EXCEL_CHARACTERS_MAX])
            self._row += 1


class ExcelSheet:
    """An Excel file with one sheet."""

    def __init__(self, path: Path, head: Sequence[str]) -> None:
        self._book = ExcelBook(path)
        self._sheet = self._book.sheet(None, head)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows; a number beyond what Excel keeps exactly stays text."""
        self._sheet.add(rows)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


EXCEL_CHARACTERS_MAX = 32_767
"""Characters one cell of Excel holds."""


def bare(name: str, kind: str) -> Heading:
    """Return the column of a query, whose rows have no labels."""
    return Heading(name=name, kind=kind, label=Text(**dict.fromkeys(LANGUAGES, name)))
