"""One cell of a sheet as a command takes it, or the reason why it cannot be meant."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.sheets.book import Cell
from taktline.catalog.sheets.field import SheetField, SheetKind, half_width

EXACT_DIGITS = 15
"""Digits a spreadsheet keeps of a number; what is longer has lost its last ones."""
SERIALS = range(20_000, 80_000)
"""Day numbers of Excel that are taken for dates: the years 1954 to 2119."""
EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's day numbers after February 1900."""

_DAMAGED = re.compile(r"[+-]?\d+(?:\.\d+)?E\+\d+", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})(?:[./\-]|年)(\d{1,2})(?:[./\-]|月)(\d{1,2})日?")
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_CLOCK = re.compile(r"(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?[分秒]?")
_MONEY = "¥￥$€"
_YES = frozenset({"是", "有", "对", "yes", "y", "true", "1", "√", "✓"})
_NO = frozenset({"否", "无", "错", "no", "n", "false", "0", "×", "x", "-"})
_PARTS = re.compile(r"[;；,，、\n]+")


class CodeDamaged(Problem):
    """A code of which a spreadsheet program kept only the first digits."""

    title = Text(
        en="The spreadsheet shortened this code to {value}; its last digits are lost. Format the "
        "column as text and enter the code again.",
        zh="表格软件已把该编码变成 {value},后面的数字已丢失。请将该列设为文本格式后重新填写编码。",
    )
    status = 422


class CellNoNumber(Problem):
    """A quantity that cannot be read."""

    title = Text(
        en="{value} is no number. Write digits only, without a unit.",
        zh="“{value}”不是数字,请只填数字,不带单位。",
    )
    status = 422


class CellNoDate(Problem):
    """A day that cannot be read, or could mean two days."""

    title = Text(
        en="{value} is no date that can be understood. Write year, month, day: 2026-01-05.",
        zh="无法识别日期“{value}”,请按年月日填写,例如 2026-01-05。",
    )
    status = 422


class CellNoChoice(Problem):
    """A word that is none of the choices."""

    title = Text(
        en="{value} is none of the choices: {choices}.", zh="“{value}”不在可选范围内:{choices}。"
    )
    status = 422


class CellMissing(Problem):
    """A cell that must be filled."""

    title = Text(en="{label} is missing.", zh="缺少{label}。")
    status = 422


def read_cell(field: SheetField, cell: Cell, zone: ZoneInfo) -> object:
    """Return a cell's value as a command takes it; None where nothing stands.

    Raises:
        CodeDamaged, CellNoNumber, CellNoDate, CellNoChoice: it cannot be meant so.
    """
    if cell is None:
        return None
    if field.kind == "option":
        return _option(field, cell)
    if field.kind in ("options", "links"):
        parts = [part for part in _PARTS.split(_text(cell)) if part.strip()]
        if field.kind == "links":
            return [as_code(part.strip()) for part in parts]
        return [_option(field, part.strip()) for part in parts]
    if field.kind == "instant":
        return as_instant(cell, zone, day_ends=field.day_means == "end")
    return _READ[field.kind](cell)


def as_indented(cell: Cell) -> str:
    """Return a code with the blanks before it.

    Raises:
        CodeDamaged: digits were lost.
    """
    written = str(cell)
    return written[: len(written) - len(written.lstrip())] + as_code(cell)


def as_code(cell: Cell) -> str:
    """Return a code or a name of a record: full-width signs become usual ones.

    Raises:
        CodeDamaged: digits were lost.
    """
    text = half_width(_text(cell)).strip()
    if _DAMAGED.fullmatch(text) or _is_inexact(cell):
        raise CodeDamaged(value=text)
    return text


def _is_inexact(cell: Cell) -> bool:
    return isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS


def as_text(cell: Cell) -> str:
    """Return a cell as text, as it is written."""
    return _text(cell).strip()


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return format(cell, f".{EXACT_DIGITS}g").upper()
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def as_number(cell: Cell) -> str:
    """Return a number in plain notation: `1,200`, `１２００`, `5%`, also where it is kept as text.

    Raises:
        CellNoNumber: there is none, or it may be one of two (`1,2`).
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return format(Decimal(format(cell, f".{EXACT_DIGITS}g")), "f")
    text = "".join(half_width(_text(cell)).split()).strip(_MONEY)
    number = text.removesuffix("%")
    if not _NUMBER.fullmatch(number):
        raise CellNoNumber(value=_text(cell).strip()[:80])
    plain = number.replace(",", "").removeprefix("+")
    return plain if number == text else format(Decimal(plain) / 100, "f")


def as_date(cell: Cell) -> date:
    """Return a day: a date of the spreadsheet's, its day number, `2026.1.5`, `2026年1月5日`.

    Raises:
        CellNoDate: none of these, or a day that does not exist.
    """
    return _moment(cell)[0]


def as_instant(cell: Cell, zone: ZoneInfo, *, day_ends: bool = False) -> str:
    """Return an instant with its offset; a bare day means its start, or its last second.

    Args:
        zone: where the clock hangs that the sheet means.

    Raises:
        CellNoDate: see `as_date`.
    """
    day, clock = _moment(cell)
    if clock is None:
        clock = time(23, 59, 59) if day_ends else time()
    return datetime.combine(day, clock, zone).isoformat()


def _moment(cell: Cell) -> tuple[date, time | None]:
    if isinstance(cell, datetime):
        return cell.date(), cell.time() if cell.time() != time() else None
    if isinstance(cell, date):
        return cell, None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and int(cell) in SERIALS:
        seconds = min(round((cell - int(cell)) * 86_400), 86_399)
        day = EPOCH + timedelta(days=int(cell))
        return day, _clock(seconds // 3600, seconds // 60 % 60, seconds % 60) if seconds else None
    text = half_width(_text(cell)).strip().replace("T", " ")
    day_text, _, clock_text = text.partition(" ")
    found = _DAY.fullmatch(day_text) or _DIGITS.fullmatch(day_text)
    clock = _CLOCK.fullmatch(clock_text.strip()) if clock_text else None
    if found is None or (clock_text and clock is None):
        raise CellNoDate(value=text[:80])
    try:
        year, month, of_month = (int(part) for part in found.groups())
        day = date(year, month, of_month)
        at = None if clock is None else _clock(*(int(part or 0) for part in clock.groups()))
    except ValueError:
        raise CellNoDate(value=text[:80]) from None
    return day, at


def _clock(hour: int, minute: int, second: int) -> time:
    return time(hour, minute, second)


def as_switch(cell: Cell) -> bool:
    """Return yes or no.

    Raises:
        CellNoChoice: neither.
    """
    if isinstance(cell, bool):
        return cell
    text = half_width(_text(cell)).strip().lower()
    if text in _YES or text in _NO:
        return text in _YES
    raise CellNoChoice(value=text[:80], choices=["是/yes", "否/no"])


def _option(field: SheetField, cell: Cell) -> str:
    text = half_width(_text(cell)).strip().lower()
    for key, label in field.options.items():
        if text in (key.lower(), half_width(label.en).lower(), half_width(label.zh).lower()):
            return key
    labels = list(field.options.values())
    choices = Text(en=", ".join(one.en for one in labels), zh="、".join(one.zh for one in labels))
    raise CellNoChoice(value=text[:80], choices=choices)


_READ: Mapping[SheetKind, Callable[[Cell], object]] = {
    "text": as_text,
    "code": as_code,
    "link": as_code,
    "indented": as_indented,
    "number": as_number,
    "date": as_date,
    "switch": as_switch,
}
