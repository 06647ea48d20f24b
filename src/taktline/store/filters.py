"""Says a FEEL condition or formula in SQL, with the same answers the language itself gives."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from taktline.feel import sql_tree as feel
from taktline.feel.durations import DaysDuration, MonthsDuration
from taktline.feel.temporal import Date, DateTime, Time
from taktline.feel.temporal_text import to_python
from taktline.feel.types import DATE, STRING, SimpleType, Type
from taktline.store.encode import text_of

Value = ColumnElement[Any]

BLANKS = "".join(
    map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)])
) + "\u2028\u2029\u202f\u205f\u3000"  # fmt: skip
"""What Python's `strip` takes away, and so FEEL's `is blank`."""

TYPES: dict[str, TypeEngine[Any]] = {
    "number": sa.Numeric(),
    "string": sa.Text(),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "time": sa.Time(),
    "date and time": sa.DateTime(timezone=True),
    "days and time duration": postgresql.INTERVAL(),
    "years and months duration": postgresql.INTERVAL(),
}


class Moments(msgspec.Struct, frozen=True, kw_only=True):
    """When a statement is asked: `now()` and `today()` of its formulas."""

    now: datetime
    today: date


class Opened(Protocol):
    """The lines of a list, within a statement about the row they belong to."""

    def column(self, field: feel.Column) -> Value:
        """Return the column of a line's field."""

    def exists(self, condition: Value) -> Value:
        """Return whether a line fits."""

    def counted(self) -> Value:
        """Return how many lines there are."""


Opens = Callable[[tuple[str, ...], str], Opened]


class Writer:
    """Writes trees over the columns of one query."""

    def __init__(
        self,
        column: Callable[[feel.Column], Value],
        moments: Moments | None = None,
        *,
        code_point_order: bool = True,
        spelt_out: bool = False,
        opens: "Opens | None" = None,
        contains: "Callable[[feel.Column, str], Value] | None" = None,
    ) -> None:
        """Prepare to write.

        Args:
            column: gives the SQL column of a field or of a linked record's field.
            moments: what `now()` and `today()` are; None where no formula asks.
            code_point_order: whether the database sorts text by code point anyway.
            spelt_out: values stand in the text, as in a table's definition, which takes no
                parameters.
            opens: gives the lines of a list; None where no formula looks into one.
            contains: says that a field contains a text, so that an index can serve.
        """
        self._opens = opens
        self._contains = contains
        self._column = column
        self._moments = moments
        self._code_point_order = code_point_order
        self._bound = spelt if spelt_out else sent

    def write(self, tree: feel.SqlTree) -> Value:
        """Return the SQL of a tree."""
        match tree:
            case feel.Column():
                return self._column(tree)
            case feel.Literal(value=value, type=kind):
                return self._bound(plain(value), type_of(kind))
            case feel.Moment(kind=kind, type=of):
                assert self._moments is not None, "a condition of a table asks the time"
                moment = self._moments.now if kind == "now" else self._moments.today
                return self._bound(moment, type_of(of))
            case feel.Arithmetic():
                return self._arithmetic(tree)
            case feel.Negative(value=value):
                return -self.write(value)
            case feel.Function(
                name="contains", arguments=(feel.Column() as field, feel.Literal(value=str(part)))
            ) if self._contains is not None:
                return self._contains(field, part)
            case feel.Function(name=name, arguments=arguments, type=kind):
                return FUNCTIONS[name](*[self.write(one) for one in arguments])
            case feel.SomeLine() | feel.CountOfLines() | feel.HasItem():
                return self._list(tree)
            case feel.Case(condition=condition, yes=yes, no=no):
                return sa.case((self.write(condition), self.write(yes)), else_=self.write(no))
            case _:
                return self._truth(tree)

    def _truth(self, tree: feel.SqlTree) -> Value:
        match tree:
            case feel.Compare(operator=operator, left=left, right=right):
                return self._compared(operator, left, right)
            case feel.Same(left=left, right=right, negated=negated):
                one, other = self.write(left), self.write(right)
                if negated:
                    return one.is_distinct_from(other)
                return one.is_not_distinct_from(other)
            case feel.IsNull(value=value, negated=negated):
                asked = self.write(value)
                return asked.is_not(None) if negated else asked.is_(None)
            case feel.And(items=items):
                return sa.and_(sa.true(), *[self.write(item) for item in items])
            case feel.Or(items=items):
                return sa.or_(sa.false(), *[self.write(item) for item in items])
            case feel.Not(value=value):
                return sa.not_(self.write(value))
            case feel.InList():
                return self._in_list(tree)
        raise AssertionError(f"a tree of an unknown kind: {type(tree).__name__}")

    def _compared(self, operator: str, left: feel.SqlTree, right: feel.SqlTree) -> Value:
        one, other = self.write(left), self.write(right)
        if operator in ("=", "!="):
            return one == other if operator == "=" else one != other
        if not self._code_point_order and STRING in (_type(left), _type(right)):
            one = sa.collate(one, "C")
        return one.bool_op(operator)(other)

    def _in_list(self, tree: feel.InList) -> Value:
        kind = postgresql.ARRAY(type_of(tree.type))
        values = self._bound([plain(value) for value in tree.values], kind)
        # Not `==`: SQLAlchemy would put `any` on the left of a function, where SQL has none.
        found = self.write(tree.value).bool_op("=")(sa.func.any(values))
        return sa.func.coalesce(found, sa.false()) if tree.exact else found

    def _list(self, tree: feel.SomeLine | feel.CountOfLines | feel.HasItem) -> Value:
        match tree:
            case feel.CountOfLines(path=path):
                return self._open(path, "").counted()
            case feel.HasItem():
                return self._has_item(tree)
            case feel.SomeLine():
                return self._some_line(tree)

    def _open(self, path: tuple[str, ...], name: str) -> "Opened":
        assert self._opens is not None, "a formula looks into a list that was not given"
        return self._opens(path, name)

    def _some_line(self, tree: feel.SomeLine) -> Value:
        opened = self._open(tree.path, tree.name)

        def column(field: feel.Column) -> Value:
            return opened.column(field) if field.path[0] == tree.name else self._column(field)

        lines = Writer(column, self._moments, code_point_order=self._code_point_order)
        condition = lines.write(tree.condition)
        if not tree.exact:
            if tree.every:
                return sa.not_(opened.exists(condition.is_not(sa.true())))
            return opened.exists(condition)
        decides = condition.is_(sa.false() if tree.every else sa.true())
        answer = sa.false() if tree.every else sa.true()
        return sa.case(
            (opened.exists(decides), answer),
            (opened.exists(condition.is_(None)), sa.null()),
            else_=sa.not_(answer),
        )

    def _has_item(self, tree: feel.HasItem) -> Value:
        items, value = self._column(tree.items), self.write(tree.value)
        if not tree.exact:
            return value.bool_op("=")(sa.func.any(items))
        found = sa.func.array_position(items, value).is_not(None)
        return sa.case((items.is_not(None), found))

    def _arithmetic(self, tree: feel.Arithmetic) -> Value:
        left, right = self.write(tree.left), self.write(tree.right)
        sides = _type(tree.left), _type(tree.right)
        if sides == (DATE, DATE):
            return sa.func.make_interval(0, 0, 0, left.op("-")(right))
        result = left.op(tree.operator)(right)
        return sa.cast(result, sa.Date()) if tree.type == DATE else result


def type_of(kind: Type) -> TypeEngine[Any]:
    """Return the SQL type of a FEEL type; null and unknown count as text."""
    return TYPES.get(kind.name, sa.Text()) if isinstance(kind, SimpleType) else sa.Text()


def sent(value: object, kind: TypeEngine[Any]) -> Value:
    """Return a value as a parameter of its type."""
    return sa.cast(sa.bindparam(None, value, kind), kind)


def spelt(value: object, kind: TypeEngine[Any]) -> Value:
    """Return a value written out, as its type reads it."""
    text = "NULL" if value is None else "'" + text_of(value).replace("'", "''") + "'"
    return sa.cast(sa.literal_column(text), kind)


def plain(value: object) -> object:
    """Return a FEEL value as `taktline.store.encode` can send it."""
    if isinstance(value, MonthsDuration):
        return f"{value.months} months"
    if isinstance(value, (Date, Time, DateTime, DaysDuration)):
        return to_python(value)
    return value


def _type(tree: feel.SqlTree) -> Type | None:
    return getattr(tree, "type", None)


def _whole(value: Value) -> Value:
    return sa.cast(value, sa.Integer())


def _part(name: str) -> Callable[[Value], Value]:
    return lambda day: sa.cast(sa.extract(name, day), sa.Numeric())


FUNCTIONS: dict[feel.SqlFunction, Callable[..., Value]] = {
    "lower": sa.func.lower,
    "upper": sa.func.upper,
    "length": sa.func.char_length,
    "contains": lambda text, part: sa.func.strpos(text, part) > 0,
    "starts_with": sa.func.starts_with,
    "ends_with": lambda text, part: sa.func.right(text, sa.func.char_length(part)) == part,
    "abs": sa.func.abs,
    "floor": sa.func.floor,
    "ceiling": sa.func.ceil,
    "round_half_up": lambda number, places: sa.func.round(number, _whole(places)),
    "coalesce": sa.func.coalesce,
    "is_blank": lambda text: sa.func.coalesce(sa.func.btrim(text, BLANKS), "") == "",
    "concat": lambda left, right: left.op("||")(right),
    "year": _part("year"),
    "month": _part("month"),
    "day": _part("day"),
    "weekday": _part("isodow"),
    "date_of_instant": lambda at: sa.cast(sa.func.timezone("UTC", at), sa.Date()),
    "days_between": lambda first, last: sa.cast(last.op("-")(first), sa.Numeric()),
}
