"""Looks through the rows a query answered: which fit, in which order, put together by what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.problem import Invalid, Problem
from taktline.base.text import Text
from taktline.catalog.answers.columns import Column
from taktline.catalog.expression import Expression, expression
from taktline.catalog.filter import Moment
from taktline.catalog.measured import AMOUNTS, beside, per_unit
from taktline.catalog.period import in_group, period_of
from taktline.catalog.reading import MEASURES, plain_value
from taktline.catalog.request import (
    MARKS_MAX,
    FilterRefused,
    PageMarkWrong,
    RecordsPage,
    RecordsRequest,
    UnknownPath,
    mark_of,
    values_of,
)
from taktline.catalog.unaskable import BAD_MEASURE, NO_TIME, TOO_MANY_MARKS, UNSORTABLE
from taktline.catalog.waypoints import Waypoints
from taktline.feel import LimitReached, ParseError, check
from taktline.feel.types import BOOLEAN, Type

MEAN_PLACES = Decimal("0.000001")
Row = dict[str, object]
"""A row's values by column."""
Test = Callable[[Row], bool]


class Sieve(msgspec.Struct, frozen=True, kw_only=True):
    """How the rows of one query are looked through.

    Attributes:
        name: of the query.
        columns: of its rows.
        key: columns that together name a row.
        moment: what `now()` and `today()` of conditions are.
        zone: the plant's, in which days and weeks begin.
    """

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    moment: Moment
    zone: ZoneInfo

    def fitting(self, rows: Iterable[msgspec.Struct], asked: RecordsRequest) -> list[Row]:
        """Return the rows that fit, in the order asked; without one in the query's.

        Raises:
            UnknownPath: the order names no column.
            FilterRefused, Invalid: it cannot be asked.
        """
        orders = [self._order(name) for name in asked.order]
        found = [self._row(one) for one in rows]
        if asked.filter:
            fits = self.test(asked.filter)
            found = [row for row in found if fits(row)]
        if asked.search:
            found = [row for row in found if self._says(row, asked.search.casefold())]
        for name, down in reversed(orders):
            found = _sorted(found, name, down=down)
        return found

    def page(self, rows: Sequence[Row], asked: RecordsRequest) -> RecordsPage:
        """Return one page of rows that fit, or of their groups.

        Raises:
            UnknownPath, FilterRefused, Invalid: what is asked of them cannot be told.
            PageMarkWrong: the mark is of another list.
        """
        if asked.group or asked.measures:
            groups = self.groups(rows, asked)
            return _cut(groups, asked, marks=[])
        if len(asked.marks) > MARKS_MAX:
            raise Invalid(reason=TOO_MANY_MARKS)
        tests = [self.test(text) for text in asked.marks]
        begin, end = _range(asked)
        marks = [_first(tests, row) for row in rows[begin:end]] if tests else []
        return _cut([self.told(row) for row in rows], asked, marks=marks)

    def test(self, text: str) -> Test:
        """Return a condition as a test of rows.

        Raises:
            FilterRefused: it cannot be read, names no column, or is no condition.
        """
        read = _condition(text, tuple((name, one.feel) for name, one in self.columns.items()))
        now, zone = self.moment.now, self.zone.key
        return lambda row: read.value(row, now, zone) is True

    def groups(self, rows: Sequence[Row], asked: RecordsRequest) -> list[Row]:
        """Return one row for each combination of the grouped columns, in their order."""
        by = [(name, *self._grouped(name)) for name in asked.group]
        measures = [(text, self._measure(text)) for text in asked.measures]
        found: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            values = tuple(period_of(row[at], part, self.zone) for _, part, at in by)
            found.setdefault(values, []).append(row)
        if not by:
            found.setdefault((), [])
        ordered = sorted(found, key=lambda values: [(v is None, _rank(v)) for v in values])
        return [
            {
                **{name: plain_value(v) for (name, _, _), v in zip(by, values, strict=True)},
                **{text: self._measured(found[values], one, asked) for text, one in measures},
            }
            for values in ordered
        ]

    def _measured(
        self, rows: Sequence[Row], measure: tuple[str, str], asked: RecordsRequest
    ) -> object:
        """Return a measure; of amounts in units one for each unit, as several are never added."""
        what, name = measure
        unit_in = self.columns[name].unit_in if name and what in AMOUNTS else None
        if unit_in is None or unit_in in asked.group:
            return _measured(rows, what, name)
        found: dict[str | None, list[Row]] = {}
        for row in rows:
            if row[name] is not None:
                unit = row[unit_in]
                found.setdefault(None if unit is None else str(unit), []).append(row)
        told = {unit: _measured(part, what, name) for unit, part in found.items()}
        return per_unit(told, beside(unit_in))

    def told(self, row: Row) -> Row:
        """Return a row as the wire writes it, named by its key."""
        told = {name: plain_value(value) for name, value in row.items()}
        return {**told, "id": " ".join(str(row[name]) for name in self.key)}

    def waypoints(self, rows: Sequence[Row], every: int) -> Waypoints:
        """Return where the list of these rows can be entered."""
        marks = [mark_of([at]) for at in range(every, len(rows), every)]
        return Waypoints(every=every, marks=marks, total=len(rows))

    def _row(self, row: msgspec.Struct) -> Row:
        found = {name: getattr(row, name) for name in self.columns}
        return {n: str(v) if isinstance(v, UUID) else v for n, v in found.items()}

    def _says(self, row: Row, wanted: str) -> bool:
        texts = (row[name] for name, one in self.columns.items() if one.is_shown)
        return any(isinstance(text, str) and wanted in text.casefold() for text in texts)

    def _column(self, name: str) -> Column:
        found = self.columns.get(name)
        if found is None:
            raise UnknownPath(entity=self.name, path=name[:200])
        return found

    def _order(self, name: str) -> tuple[str, bool]:
        column = self._column(name.removeprefix("-"))
        if column.type == "options":
            raise Invalid(reason=UNSORTABLE, path=column.name)
        return column.name, name.startswith("-")

    def _grouped(self, name: str) -> tuple[str | None, str]:
        part, at = in_group(name)
        column = self._column(at)
        if column.type == "options":
            raise Invalid(reason=UNSORTABLE, path=name[:80])
        if part and column.type not in ("date", "instant"):
            raise Invalid(reason=NO_TIME, path=name[:80])
        return part, at

    def _measure(self, text: str) -> tuple[str, str]:
        what, _, name = text.partition(":")
        if what not in MEASURES or (not name and what != "count"):
            raise Invalid(reason=BAD_MEASURE, measure=text[:80])
        return what, self._column(name).name if name else ""


@lru_cache(maxsize=512)
def _condition(text: str, types: tuple[tuple[str, Type], ...]) -> Expression:
    """Read a condition and check it against the columns' types.

    Raises:
        FilterRefused: it cannot be read, or is of another type.
    """
    known = dict(types)
    try:
        read = expression(text, known)
        wrong = check(read.node, known, wanted=BOOLEAN).diagnostics
    except (ParseError, LimitReached) as error:
        raise FilterRefused(reason=_said(error)) from error
    if wrong:
        raise FilterRefused(reason=wrong[0].message)
    return read


def _said(problem: Problem) -> Text:
    return Text(en=problem.say("en"), zh=problem.say("zh"))


def _sorted(rows: Sequence[Row], name: str, *, down: bool) -> list[Row]:
    """Return rows sorted by a column, those without a value last."""
    full = [row for row in rows if row[name] is not None]
    full.sort(key=lambda row: _rank(row[name]), reverse=down)
    return [*full, *(row for row in rows if row[name] is None)]


def _rank(value: object) -> tuple[int, float | str]:
    """Return what a value is sorted by: numbers and times by their size, texts by their letters."""
    match value:
        case None:
            return 2, ""
        case bool() | int() | float() | Decimal():
            return 0, float(value)
        case datetime():
            return 0, value.timestamp()
        case date():
            return 1, value.isoformat()
        case _:
            return 1, str(value)


def _first(tests: Sequence[Test], row: Row) -> int | None:
    return next((number for number, test in enumerate(tests) if test(row)), None)


def _range(asked: RecordsRequest) -> tuple[int, int]:
    """Return which rows a page holds.

    Raises:
        PageMarkWrong: the mark is of another list.
    """
    begin = 0
    if asked.after is not None:
        (value,) = values_of(asked.after, ["integer"])
        if not isinstance(value, int) or value < 0:
            raise PageMarkWrong(at="/after")
        begin = value
    return begin, begin + asked.rows_max


def _cut(rows: Sequence[Row], asked: RecordsRequest, *, marks: list[int | None]) -> RecordsPage:
    begin, end = _range(asked)
    return RecordsPage(
        rows=list(rows[begin:end]),
        after=mark_of([end]) if end < len(rows) else None,
        total=len(rows) if asked.totals else None,
        marks=marks,
    )


def _measured(rows: Sequence[Row], what: str, name: str) -> object:
    # tidy: positional - a measure as it is read
    if what == "count" and not name:
        return len(rows)
    values = [value for row in rows if (value := row[name]) is not None]
    match what:
        case "count":
            return len(values)
        case "count_distinct":
            return len({str(value) for value in values})
        case "min" | "max":
            pick = min if what == "min" else max
            return plain_value(pick(values, key=_rank)) if values else None
        case _:
            return _added(values, what)


def _added(values: Sequence[object], what: str) -> object:
    numbers = [Decimal(str(value)) for value in values if isinstance(value, (int, float, Decimal))]
    if not numbers:
        return None
    whole = sum(numbers, Decimal(0))
    if what == "avg":
        return plain_value((whole / len(numbers)).quantize(MEAN_PLACES))
    return plain_value(whole)
