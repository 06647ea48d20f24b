"""Turns a planned list into one SQL statement, pages it by key, and counts it."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.store.filters import Moments, Writer
from taktline.store.plan import (
    AnyOf,
    Compare,
    Condition,
    Contains,
    Either,
    Every,
    Fits,
    IsEmpty,
    Measure,
    Order,
    Output,
    QueryPlan,
    Ref,
)
from taktline.store.transaction import Transaction
from taktline.store.types import DIALECT, SQL_TYPES

COUNT_EXACT_MAX = 10_000
"""Counting further costs more than anybody reads from the number."""
LINKS_MAX = 12
"""Beyond so many joined tables PostgreSQL no longer looks for the best order."""

Truth = ColumnElement[bool]
Value = ColumnElement[Any]


class PageKeyWrong(Problem):
    """The mark of the last row seen does not belong to this list."""

    title = Text(
        en="The page mark does not fit this list's order: begin at the first page.",
        zh="分页标记与该列表的排序不符:请从第一页开始。",
    )
    status = 400


class TooManyLinks(Problem):
    """A list that reaches through too many tables."""

    title = Text(
        en="The list joins {count} tables; at most {limit} are possible.",
        zh="该列表关联 {count} 张表;最多 {limit} 张。",
    )
    status = 400


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """A statement with its parameters, as `Tx.fetch(sql, params, prepare=False)` takes them."""

    sql: str
    params: Mapping[str, object]


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows a list has in all; beyond COUNT_EXACT_MAX an estimate that says so."""

    count: int
    is_estimate: bool


def compile_query(plan: QueryPlan, *, code_point_order: bool = True) -> Compiled:
    """Compile one page of a list.

    Args:
        plan: the list.
        code_point_order: whether the database sorts text by code point anyway, so that plain
            indexes serve (`Store.code_point_order`); else it is told to.

    Raises:
        PageKeyWrong: `after` has more or fewer values than the order has keys.
        TooManyLinks: more than LINKS_MAX joins.
    """
    tables = Tables(plan, code_point_order=code_point_order)
    outputs = [tables.output(output).label(output.name) for output in plan.outputs]
    select = tables.select(outputs)
    if plan.group:
        select = select.group_by(*[tables.column(ref) for ref in plan.group])
    if plan.after is not None:
        if len(plan.after) != len(plan.order):
            raise PageKeyWrong()
        select = select.where(tables.beyond(plan.order, plan.after))
    select = select.order_by(*[tables.sort_key(order) for order in plan.order])
    return compiled(select.limit(plan.limit))


def compile_count(plan: QueryPlan, at_most: int = COUNT_EXACT_MAX) -> Compiled:
    """Compile the counting of a list's rows, which ends one row behind `at_most`."""
    tables = Tables(plan)
    rows = tables.select([sa.literal_column("1").label("one")])
    if plan.group:
        rows = rows.group_by(*[tables.column(ref) for ref in plan.group])
    return compiled(sa.select(sa.func.count()).select_from(rows.limit(at_most + 1).subquery()))


async def total(tx: Transaction, plan: QueryPlan) -> Total:
    """Count a list's rows exactly up to COUNT_EXACT_MAX, else ask the planner for an estimate."""
    counting = compile_count(plan)
    ((counted,),) = await tx.fetch(counting.sql, counting.params, prepare=False)
    count = int(str(counted))
    if count <= COUNT_EXACT_MAX:
        return Total(count=count, is_estimate=False)
    tables = Tables(plan)
    rows = tables.select([sa.literal_column("1").label("one")])
    if plan.group:
        rows = rows.group_by(*[tables.column(ref) for ref in plan.group])
    asked = compiled(rows)
    ((answer,),) = await tx.fetch(f"EXPLAIN (FORMAT JSON) {asked.sql}", asked.params, prepare=False)
    planned = msgspec.convert(answer, list[_Explained])[0].plan.rows
    return Total(count=max(int(planned), COUNT_EXACT_MAX + 1), is_estimate=True)


class _PlanNode(msgspec.Struct, frozen=True):
    rows: float = msgspec.field(name="Plan Rows")


class _Explained(msgspec.Struct, frozen=True):
    plan: _PlanNode = msgspec.field(name="Plan")


class Tables:
    """The tables of one query under their names, and what can be said about their columns."""

    def __init__(self, plan: QueryPlan, *, code_point_order: bool = True) -> None:
        if len(plan.links) > LINKS_MAX:
            raise TooManyLinks(count=len(plan.links), limit=LINKS_MAX)
        self._plan = plan
        self._code_point_order = code_point_order
        self._names = {"": "r", **{link.name: f"l{n}" for n, link in enumerate(plan.links)}}

    def column(self, ref: Ref) -> Value:
        """Return a column of the listed or of a linked table."""
        name = DIALECT.identifier_preparer.quote(ref.column)
        return sa.literal_column(f"{self._names[ref.link]}.{name}", SQL_TYPES[ref.type])

    def select(self, outputs: list[Any]) -> "sa.Select[Any]":
        """Return the statement with its joins and filters."""
        source: FromClause = sa.table(self._plan.table).alias("r")
        for link in self._plan.links:
            target = sa.table(link.table).alias(self._names[link.name])
            key = self.column(Ref(link.key, link.name, link.source.type))
            source = source.outerjoin(target, key == self.column(link.source))
        truths = [self.truth(condition) for condition in self._plan.filters]
        return sa.select(*outputs).select_from(source).where(*truths)

    def output(self, output: Output) -> Value:
        """Return a column of the answer."""
        column = sa.literal_column("*") if output.ref is None else self.column(output.ref)
        return column if output.measure is None else MEASURES[output.measure](column)

    def truth(self, condition: Condition) -> Truth:
        """Return a condition, as it is asked in WHERE: what is unknown does not fit."""
        match condition:
            case Compare(ref=ref, operator=operator, value=value):
                equal = operator in ("=", "<>")
                column = self.column(ref) if equal else self._comparable(ref)
                return column.bool_op(operator)(_value(value, ref))
            case AnyOf(ref=ref, values=values):
                array = sa.bindparam(None, list(values), postgresql.ARRAY(SQL_TYPES[ref.type]))
                return self.column(ref) == sa.func.any(array)
            case IsEmpty(ref=ref, empty=empty):
                column = self.column(ref)
                return column.is_(None) if empty else column.is_not(None)
            case Contains(ref=ref, text=text):
                return self.column(ref).icontains(text, autoescape=True)
            case Fits():
                return self._fits(condition)
            case Either(conditions=conditions):
                return sa.or_(sa.false(), *[self.truth(one) for one in conditions])
            case Every(conditions=conditions):
                return sa.and_(sa.true(), *[self.truth(one) for one in conditions])

    def _fits(self, condition: Fits) -> Truth:
        moments = Moments(now=condition.now, today=condition.today)
        writer = Writer(
            lambda field: self.column(condition.refs[field.path]),
            moments,
            code_point_order=self._code_point_order,
        )
        return writer.write(condition.tree)

    def sort_key(self, order: Order) -> Value:
        """Return a sort key; empty values last, where there can be any."""
        column = self._comparable(order.ref)
        key = column.desc() if order.descending else column.asc()
        return key.nulls_last() if order.ref.nullable else key

    def beyond(self, orders: tuple[Order, ...], values: tuple[object, ...]) -> Truth:
        """Return the condition of rows behind a row with these sort keys."""
        simple = not any(order.ref.nullable for order in orders)
        if simple and len({order.descending for order in orders}) == 1:
            row = sa.tuple_(*[self._comparable(order.ref) for order in orders])
            marks = sa.tuple_(
                *[_value(v, order.ref) for order, v in zip(orders, values, strict=True)]
            )
            return row < marks if orders[0].descending else row > marks
        choices: list[Truth] = []
        same: list[Truth] = []
        for order, value in zip(orders, values, strict=True):
            choices.append(sa.and_(*same, self._behind(order, value)))
            same.append(self._same(order, value))
        return sa.or_(*choices)

    def _behind(self, order: Order, value: object) -> Truth:
        if value is None:
            return sa.false()
        column = self._comparable(order.ref)
        mark = _value(value, order.ref)
        behind = column < mark if order.descending else column > mark
        return sa.or_(behind, column.is_(None)) if order.ref.nullable else behind

    def _same(self, order: Order, value: object) -> Truth:
        column = self.column(order.ref)
        return column.is_(None) if value is None else column == _value(value, order.ref)

    def _comparable(self, ref: Ref) -> Value:
        """Return a column for comparing and sorting; text by code point, on every server."""
        column = self.column(ref)
        plain = self._code_point_order or ref.type != "text"
        return column if plain else sa.collate(column, "C")


def _value(value: object, ref: Ref) -> Value:
    return sa.bindparam(None, value, SQL_TYPES[ref.type])


def compiled(statement: "sa.Select[Any]") -> Compiled:
    """Compile a statement for our driver; the values stay as they are."""
    done = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    params: Mapping[str, object] = done.params
    return Compiled(sql=str(done), params=params)


MEASURES: dict[Measure, Callable[[Value], Value]] = {
    "count": sa.func.count,
    "sum": sa.func.sum,
    "avg": sa.func.avg,
    "min": sa.func.min,
    "max": sa.func.max,
    "count_distinct": lambda column: sa.func.count(sa.distinct(column)),
}
