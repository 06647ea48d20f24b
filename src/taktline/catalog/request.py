"""What a reader asks of an entity's records, and the page that answers it."""

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.query import PAGE_MAX
from taktline.store.plan import ColumnType

LIMIT = 50
MARKS_MAX = 10
"""Conditions by which the rows of one list are marked."""
FIELDS_MAX = 100
"""Columns of one list: more is nobody's screen."""


class UnknownPath(Problem):
    """A list names a field that its entity does not have, or that the reader may not see."""

    title = Text(en="{entity} has no field {path}.", zh="{entity} 没有字段 {path}。")
    status = 400


class UnknownEntity(Problem):
    """Nobody knows an entity of this name."""

    title = Text(en="There is no entity {entity}.", zh="没有实体 {entity}。")
    status = 404


class FilterRefused(Problem):
    """A filter cannot be read, or cannot be asked of the database."""

    title = Text(en="The filter cannot be used: {reason}", zh="筛选条件不可用:{reason}")
    status = 400


class FilterHidden(Problem):
    """A filter, order, group or measure looks at a field whose value the reader may not see."""

    title = Text(
        en="{path} may not be filtered, sorted, grouped or measured.",
        zh="{path} 不能用于筛选、排序、分组或统计。",
    )
    status = 403


class PageMarkWrong(Problem):
    """The mark of the last row seen was not made by this list."""

    title = Text(
        en="The page mark does not fit: begin at the first page.",
        zh="分页标记无效:请从第一页开始。",
    )
    status = 400


class RecordsRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One page of an entity's records.

    Attributes:
        entity: its name.
        fields: what is shown, dotted through links (`unit.code`); empty = all own fields.
        filter: FEEL over the record; only records for which it is true.
        search: text that the code, name or title contains.
        group: one row per combination of these fields.
        measures: of a group: `count`, `sum:quantity`, `avg:...`, `min:...`, `max:...`,
            `count_distinct:...`. An amount with a unit or currency beside it is told for each of
            them, `[{amount, unit}]`, unless the group is by the unit itself.
        order: fields to sort by, `-` before one for descending.
        after: mark of the last row seen.
        limit: rows at most, 1 to 1000.
        totals: also count all rows: exactly to 10,000, then an estimate.
        archived: also records out of use.
        marks: FEEL conditions; each row tells the first that is true for it.
        editable: also tell of each row whether it may be changed now.
    """

    entity: str
    fields: tuple[str, ...] = ()
    filter: str | None = None
    search: str | None = None
    group: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    after: str | None = None
    limit: int = LIMIT
    totals: bool = False
    archived: bool = False
    marks: tuple[str, ...] = ()
    editable: bool = False

    @property
    def rows_max(self) -> int:
        """The limit within its bounds."""
        return max(1, min(self.limit, PAGE_MAX))


class Filling(msgspec.Struct, frozen=True, kw_only=True):
    """Stored formulas that are still being computed for older records: their values have gaps.

    Attributes:
        entity: whose.
        fields: which.
        done, total: records that have them, and records in all; total is None before it begins.
    """

    entity: str
    fields: list[str]
    done: int
    total: int | None


class RecordsPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some records, and how to get the next ones.

    Attributes:
        rows: values by field; a link is `{id, code, title}`.
        after: mark of the next page; None at the end.
        total: how many there are; None unless asked for.
        total_is_estimate: the total is beyond 10,000, of a search 5,000, and estimated.
        total_is_least: so many were counted and there are more; nobody knows how many.
        filling: fields of the question whose values older records do not have yet.
        marks: per row, which of the conditions asked is the first that is true; None = none is.
            Empty where none was asked.
        editable: per row, whether the generic commands may change it now. Empty where that was not
            asked, where the entity has no such condition, and where its reader does not see it.
    """

    rows: list[dict[str, object]]
    after: str | None = None
    total: int | None = None
    total_is_estimate: bool = False
    total_is_least: bool = False
    filling: list[Filling] = []
    marks: list[int | None] = []
    editable: list[bool] = []


PYTHON_TYPES: Mapping[ColumnType, type] = {
    "text": str,
    "boolean": bool,
    "integer": int,
    "bigint": int,
    "decimal": Decimal,
    "float": float,
    "instant": datetime,
    "date": date,
    "time": time,
    "duration": timedelta,
    "uuid": UUID,
}


def mark_of(values: list[object]) -> str:
    """Return the mark of a row: its sort keys, not meant to be read."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def beyond_group(mark: str) -> str:
    """Return the mark behind all parts of the group that a mark names, in a list of the parts.

    Raises:
        PageMarkWrong: it was not made by a list.
    """
    try:
        raw = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
        return mark_of([*msgspec.json.decode(raw, type=list[object]), None])
    except (msgspec.MsgspecError, binascii.Error, ValueError):
        raise PageMarkWrong from None


def values_of(mark: str, kinds: list[ColumnType]) -> tuple[object, ...]:
    """Return the sort keys that a mark holds.

    Raises:
        PageMarkWrong: it was not made by a list of this order.
    """
    try:
        raw = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
        values = msgspec.json.decode(raw, type=list[object])
        if len(values) != len(kinds):
            raise PageMarkWrong
        return tuple(
            None if value is None else msgspec.convert(value, PYTHON_TYPES[kind], strict=False)
            for value, kind in zip(values, kinds, strict=True)
        )
    except (msgspec.MsgspecError, binascii.Error, KeyError, UnicodeError, ValueError):
        raise PageMarkWrong from None
