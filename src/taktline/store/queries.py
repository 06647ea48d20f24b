"""Turns a planned list into one SQL statement, pages it by key, and counts it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.feel.sql_tree import Column
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
    Lines,
    Link,
    Measure,
    Order,
    Output,
    QueryPlan,
    Ref,
    RollUp,
)
from taktline.store.transaction import Transaction
from taktline.store.types import DIALECT, SQL_TYPES

COUNT_EXACT_MAX = 10_000
"""Counting further costs more than anybody reads from the number."""
COUNT_COST_MAX = 50_000.0
"""PostgreSQL's own unit; some 0.2 s of reading through a table to find the few that are counted."""
AVERAGE_PLACES = 6
"""Decimal places of an average: as many as quantities are kept with."""
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


async def fetch_page(
    tx: Transaction, plan: QueryPlan, *, check: Callable[[Compiled], None] = lambda query: None
) -> list[tuple[object, ...]]:
    """Return one page of a list.

    Where the first sort key may be empty, rows without a value are asked for when those with one
    have come to an end: an index serves each part, and not both at once.

    Args:
        check: looks at each statement before it is sent.

    Raises:
        PageKeyWrong, TooManyLinks: see `compile_query`.
    """
    rows: list[tuple[object, ...]] = []
    for query in compile_parts(plan):
        check(query)
        rows += await tx.fetch(query.sql, query.params, prepare=False)
        if len(rows) >= plan.limit:
            break
    return rows[: plan.limit]


def compile_parts(plan: QueryPlan) -> list[Compiled]:
    """Compile a page as the statements that are asked one after the other until it is full.

    Raises:
        PageKeyWrong, TooManyLinks: see `compile_query`.
    """
    if plan.after is not None and len(plan.after) != len(plan.order):
        raise PageKeyWrong()
    if not _in_two_parts(plan):
        return [compile_query(plan)]
    return [compiled(part.limit(plan.limit)) for part in _parts(plan, Tables(plan))]


def compile_query(plan: QueryPlan, *, code_point_order: bool = True) -> Compiled:
    """Compile one page of a list as one statement.

    Args:
        plan: the list.
        code_point_order: whether the database sorts text by code point anyway, so that plain
            indexes serve (`Store.code_point_order`); else it is told to.

    Raises:
        PageKeyWrong: `after` has more or fewer values than the order has keys.
        TooManyLinks: more than LINKS_MAX joins.
    """
    tables = Tables(plan, code_point_order=code_point_order)
    if plan.after is not None and len(plan.after) != len(plan.order):
        raise PageKeyWrong()
    outputs = [tables.output(output).label(output.name) for output in plan.outputs]
    select = tables.select(outputs)
    if plan.group:
        select = select.group_by(*[tables.column(ref) for ref in plan.group])
    if plan.after is not None:
        select = select.where(tables.beyond(plan.order, plan.after))
    select = select.order_by(*[tables.sort_key(order) for order in plan.order])
    return compiled(select.limit(plan.limit))


def _in_two_parts(plan: QueryPlan) -> bool:
    """Whether a list is sorted by one column that may be empty, and then by others that may not.

    Empty values come last. An index serves the rows with a value from any mark on, and the rows
    without one from any mark on, but not both in one condition.
    """
    if plan.group or len(plan.order) < 2:
        return False
    first, *others = plan.order
    alike = all(one.descending == first.descending for one in others)
    begins = plan.after is None and not first.descending
    nullable = [one.ref.nullable for one in plan.order]
    return nullable == [True, *[False] * len(others)] and alike and not begins


def _parts(plan: QueryPlan, tables: "Tables") -> "list[sa.Select[Any]]":
    """Return the rows with a value behind the mark, and those without, each for itself."""
    first, *others = plan.order
    mark = plan.after
    column = tables.column(first.ref)
    outputs = [tables.output(output).label(output.name) for output in plan.outputs]
    found: list[sa.Select[Any]] = []
    if mark is None or mark[0] is not None:
        filled = tables.select(outputs).where(column.is_not(None))
        if mark is not None:
            filled = filled.where(tables.row_beyond(plan.order, mark))
        found.append(filled.order_by(*[tables.plain_key(one) for one in plan.order]))
    empty = tables.select(outputs).where(column.is_(None))
    if mark is not None and mark[0] is None:
        empty = empty.where(tables.row_beyond(tuple(others), mark[1:]))
    return [*found, empty.order_by(*[tables.plain_key(one) for one in others])]


def compile_count(plan: QueryPlan, at_most: int = COUNT_EXACT_MAX) -> Compiled:
    """Compile the counting of a list's rows, which ends one row behind `at_most`."""
    tables = Tables(only_needed(plan))
    rows = tables.select([sa.literal_column("1").label("one")])
    if plan.group:
        rows = rows.group_by(*[tables.column(ref) for ref in plan.group])
    return compiled(sa.select(sa.func.count()).select_from(rows.limit(at_most + 1).subquery()))


def compile_waypoints(plan: QueryPlan, *, every: int, at_most: int) -> Compiled:
    """Compile the sort keys of every so-manieth row of a list, from its beginning.

    Args:
        plan: the list; its last outputs are its sort keys.
        every: rows from one waypoint to the next.
        at_most: waypoints told.
    """
    tables = Tables(plan)
    keys = [
        tables.output(one).label(one.name)
        for one in plan.outputs[len(plan.outputs) - len(plan.order) :]
    ]
    place = sa.func.row_number().over(order_by=[tables.sort_key(one) for one in plan.order])
    rows = tables.select([*keys, place.label("place")]).subquery()
    columns = [rows.c[key.name] for key in keys]
    chosen = sa.select(*columns).where(rows.c.place % every == 0)
    return compiled(chosen.order_by(rows.c.place).limit(at_most))


async def total(tx: Transaction, plan: QueryPlan, *, cost_max: float = COUNT_COST_MAX) -> Total:
    """Count a list's rows exactly up to COUNT_EXACT_MAX, else ask the planner for an estimate.

    Args:
        tx: the reader's transaction.
        plan: the list.
        cost_max: what counting may cost by the planner's estimate before it is not begun at all.
    """
    counting = compile_count(plan)
    if (await _explained(tx, counting)).cost > cost_max:
        return Total(count=int((await _explained(tx, _uncounted(plan))).rows), is_estimate=True)
    ((counted,),) = await tx.fetch(counting.sql, counting.params, prepare=False)
    count = int(str(counted))
    if count <= COUNT_EXACT_MAX:
        return Total(count=count, is_estimate=False)
    planned = (await _explained(tx, _uncounted(plan))).rows
    return Total(count=max(int(planned), COUNT_EXACT_MAX + 1), is_estimate=True)


def _uncounted(plan: QueryPlan) -> Compiled:
    """Compile all rows of a list, to have them estimated."""
    tables = Tables(only_needed(plan))
    rows = tables.select([sa.literal_column("1").label("one")])
    if plan.group:
        rows = rows.group_by(*[tables.column(ref) for ref in plan.group])
    return compiled(rows)


async def _explained(tx: Transaction, asked: Compiled) -> "_PlanNode":
    """Return what the planner expects of a statement; it is not run."""
    ((answer,),) = await tx.fetch(f"EXPLAIN (FORMAT JSON) {asked.sql}", asked.params, prepare=False)
    return msgspec.convert(answer, list[_Explained])[0].plan


def only_needed(plan: QueryPlan) -> QueryPlan:
    """Return a plan without the roll-ups that its filters and groups do not look at."""
    used = {ref.link for ref in _refs((plan.filters, plan.group))}
    links: list[Link | RollUp] = []
    for link in reversed(plan.links):
        if isinstance(link, Link) or link.name in used:
            links.append(link)
            used.add(link.source.link)
    return msgspec.structs.replace(plan, links=tuple(reversed(links)))


def _refs(part: object) -> Iterator[Ref]:
    """Return all columns that conditions look at."""
    if isinstance(part, Ref):
        yield part
    elif isinstance(part, (list, tuple)):
        for one in part:
            yield from _refs(one)
    elif isinstance(part, Mapping):
        yield from _refs(tuple(part.values()))
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _refs(getattr(part, name))


class _PlanNode(msgspec.Struct, frozen=True):
    rows: float = msgspec.field(name="Plan Rows")
    cost: float = msgspec.field(name="Total Cost")


class _Explained(msgspec.Struct, frozen=True):
    plan: _PlanNode = msgspec.field(name="Plan")


def _period(at: str, ref: Ref) -> str:
    """Return the first day of a time's period: said alike wherever it stands, as groups must be."""
    assert ref.period.isalpha()
    assert re.fullmatch(r"[\w+/-]*", ref.zone)
    wall = f"{at} AT TIME ZONE '{ref.zone}'" if ref.zone else f"CAST({at} AS timestamp)"
    return f"CAST(date_trunc('{ref.period}', {wall}) AS date)"


class Tables:
    """The tables of one query under their names, and what can be said about their columns."""

    def __init__(self, plan: QueryPlan, *, code_point_order: bool = True, within: str = "") -> None:
        """Name the tables.

        Args:
            within: begin of all names, where the statement stands inside of another.
        """
        if len(plan.links) > LINKS_MAX:
            raise TooManyLinks(count=len(plan.links), limit=LINKS_MAX)
        self._plan = plan
        self._code_point_order = code_point_order
        names = {link.name: f"{within}l{n}" for n, link in enumerate(plan.links)}
        self._names = {"": f"{within}r", **names}
        self._within = within
        self._opened = 0

    def column(self, ref: Ref) -> Value:
        """Return a column of the listed or of a linked table."""
        name = DIALECT.identifier_preparer.quote(ref.column)
        at = f"{self._names[ref.link]}.{name}"
        if ref.period:
            at = _period(at, ref)
        return sa.literal_column(at, SQL_TYPES[ref.type])

    def select(self, outputs: list[Any]) -> "sa.Select[Any]":
        """Return the statement with its joins and filters."""
        source: FromClause = sa.table(self._plan.table).alias(self._names[""])
        for link in self._plan.links:
            if isinstance(link, RollUp):
                source = source.outerjoin(self._rolled_up(link), sa.true())
                continue
            target = sa.table(link.table).alias(self._names[link.name])
            key = self.column(Ref(link.key, link.name, link.source.type))
            source = source.outerjoin(target, key == self.column(link.source))
        truths = [self.truth(condition) for condition in self._plan.filters]
        return sa.select(*outputs).select_from(source).where(*truths)

    def _rolled_up(self, link: RollUp) -> FromClause:
        plan = QueryPlan(table=link.table, outputs=(), links=link.links, filters=link.filters)
        name = self._names[link.name]
        rows = Tables(plan, code_point_order=self._code_point_order, within=f"{name}_")
        points = rows.column(Ref(link.key, type=link.source.type)) == self.column(link.source)
        value = rows.output(Output(name="value", ref=link.column, measure=link.measure))
        if link.measure == "avg" and link.column is not None and link.column.type == "decimal":
            value = sa.func.round(value, AVERAGE_PLACES)
        return rows.select([value.label("value")]).where(points).lateral(name)

    def output(self, output: Output) -> Value:
        """Return a column of the answer."""
        if output.holds is not None:
            return self.truth(Every(conditions=output.holds))
        column = sa.literal_column("*") if output.ref is None else self.column(output.ref)
        return column if output.measure is None else MEASURES[output.measure](column)

    def truth(self, condition: Condition) -> Truth:
        """Return a condition, as it is asked in WHERE: what is unknown does not fit."""
        match condition:
            case Compare(ref=ref, operator=operator, value=value):
                equal = operator in ("=", "<>")
                column = self.column(ref) if equal else self.comparable(ref)
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
            opens=lambda path, name: self._open(condition, path, name),
        )
        return writer.write(condition.tree)

    def _open(self, condition: Fits, path: tuple[str, ...], name: str) -> "OpenLines":
        """Return the lines of a list, named apart from every other table of the statement."""
        lines = condition.lists[path, name]
        self._opened += 1
        plan = QueryPlan(table=lines.table, outputs=(), links=lines.links)
        within = f"{self._within}e{self._opened}_"
        rows = Tables(plan, code_point_order=self._code_point_order, within=within)
        key = rows.column(Ref(lines.key, type=lines.source.type)) == self.column(lines.source)
        return OpenLines(lines, rows, key)

    def sort_key(self, order: Order) -> Value:
        """Return a sort key; empty values last, where there can be any."""
        column = self.comparable(order.ref)
        key = column.desc() if order.descending else column.asc()
        return key.nulls_last() if order.ref.nullable else key

    def beyond(self, orders: tuple[Order, ...], values: tuple[object, ...]) -> Truth:
        """Return the condition of rows behind a row with these sort keys."""
        simple = not any(order.ref.nullable for order in orders)
        if simple and len({order.descending for order in orders}) == 1:
            return self.row_beyond(orders, values)
        choices: list[Truth] = []
        same: list[Truth] = []
        for order, value in zip(orders, values, strict=True):
            choices.append(sa.and_(*same, self._behind(order, value)))
            same.append(self._same(order, value))
        leading = orders[0]
        if leading.ref.nullable:
            return sa.or_(*choices)
        # Said once more for the index, which begins at the mark then.
        column, mark = self.comparable(leading.ref), _value(values[0], leading.ref)
        near = column <= mark if leading.descending else column >= mark
        return sa.and_(near, sa.or_(*choices))

    def row_beyond(self, orders: tuple[Order, ...], values: tuple[object, ...]) -> Truth:
        """Return the condition of rows behind a mark; all keys filled and in one direction."""
        row = sa.tuple_(*[self.comparable(order.ref) for order in orders])
        marks = sa.tuple_(*[_value(v, order.ref) for order, v in zip(orders, values, strict=True)])
        return row < marks if orders[0].descending else row > marks

    def plain_key(self, order: Order) -> Value:
        """Return a sort key of rows that have a value."""
        column = self.comparable(order.ref)
        return column.desc() if order.descending else column.asc()

    def _behind(self, order: Order, value: object) -> Truth:
        if value is None:
            return sa.false()
        column = self.comparable(order.ref)
        mark = _value(value, order.ref)
        behind = column < mark if order.descending else column > mark
        return sa.or_(behind, column.is_(None)) if order.ref.nullable else behind

    def _same(self, order: Order, value: object) -> Truth:
        column = self.column(order.ref)
        return column.is_(None) if value is None else column == _value(value, order.ref)

    def comparable(self, ref: Ref) -> Value:
        """Return a column for comparing and sorting; text by code point, on every server."""
        column = self.column(ref)
        plain = self._code_point_order or ref.type != "text"
        return column if plain else sa.collate(column, "C")


class OpenLines:
    """The lines of a list within a statement; see `taktline.store.filters.Opened`."""

    def __init__(self, lines: Lines, rows: Tables, key: Truth) -> None:
        self._lines = lines
        self._rows = rows
        self._key = key

    def column(self, field: Column) -> Value:
        """Return the column of a line's field."""
        return self._rows.column(self._lines.refs[field.path[1:]])

    def exists(self, condition: Value) -> Value:
        """Return whether a line fits."""
        one: list[Value] = [sa.literal_column("1")]
        return sa.exists(self._rows.select(one).where(self._key, condition))

    def counted(self) -> Value:
        """Return how many lines there are."""
        count = [sa.func.count().label("value")]
        return sa.cast(self._rows.select(count).where(self._key).scalar_subquery(), sa.Numeric())


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
