"""Turns a planned list into one SQL statement, pages it by key, and counts it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.feel import sql_tree as feel
from taktline.feel.sql_tree import Column
from taktline.store.filters import Moments, Writer
from taktline.store.indexes import caseless, characters, has_trigram
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
from taktline.store.types import DIALECT, SQL_TYPES

AVERAGE_PLACES = 6
"""Decimal places of an average: as many as quantities are kept with."""
LISTED = "r"
"""The listed table's name in a statement."""
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
    """A statement with its parameters, as `Tx.fetch(sql, params, prepare=False)` takes them.

    Attributes:
        tells_total: its last column is the number of rows, not one of the list's.
    """

    sql: str
    params: Mapping[str, object]
    tells_total: bool = False


def compile_parts(plan: QueryPlan) -> list[Compiled]:
    """Compile a page as the statements that are asked one after the other until it is full.

    Raises:
        PageKeyWrong, TooManyLinks: see `compile_query`.
    """
    return [compiled(part.limit(plan.limit)) for part in page_parts(plan)]


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
    return compiled(
        whole_page(plan, Tables(plan, code_point_order=code_point_order)).limit(plan.limit)
    )


def page_parts(plan: QueryPlan) -> "list[sa.Select[Any]]":
    """Return a page as statements to be asked one after the other, not limited yet.

    Raises:
        PageKeyWrong, TooManyLinks: see `compile_query`.
    """
    tables = Tables(plan)
    if _in_two_parts(plan):
        refuse_wrong_mark(plan)
        return _parts(plan, tables)
    return [whole_page(plan, tables)]


def whole_page(plan: QueryPlan, tables: "Tables") -> "sa.Select[Any]":
    """Return a page as one statement, not limited yet."""
    refuse_wrong_mark(plan)
    outputs = [tables.output(output).label(output.name) for output in plan.outputs]
    select = tables.select(outputs)
    if plan.group:
        select = select.group_by(*[tables.column(ref) for ref in plan.group])
    if plan.after is not None:
        select = select.where(tables.beyond(plan.order, plan.after))
    return select.order_by(*[tables.sort_key(order) for order in plan.order])


def refuse_wrong_mark(plan: QueryPlan) -> None:
    """Refuse a page mark of another order.

    Raises:
        PageKeyWrong: it has more or fewer values than the order has keys.
    """
    if plan.after is not None and len(plan.after) != len(plan.order):
        raise PageKeyWrong()


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


def _period(at: str, ref: Ref) -> str:
    """Return the first day of a time's period: said alike wherever it stands, as groups must be."""
    assert ref.period.isalpha()
    assert re.fullmatch(r"[\w+/-]*", ref.zone)
    wall = f"{at} AT TIME ZONE '{ref.zone}'" if ref.zone else f"CAST({at} AS timestamp)"
    return f"CAST(date_trunc('{ref.period}', {wall}) AS date)"


class Tables:
    """The tables of one query under their names, and what can be said about their columns."""

    def __init__(
        self,
        plan: QueryPlan,
        *,
        code_point_order: bool = True,
        within: str = "",
        source: FromClause | None = None,
    ) -> None:
        """Name the tables.

        Args:
            within: begin of all names, where the statement stands inside of another.
            source: what is listed in place of the plan's table, under the name `LISTED`.
        """
        self._source = source
        if len(plan.links) > LINKS_MAX:
            raise TooManyLinks(count=len(plan.links), limit=LINKS_MAX)
        self._plan = plan
        self._code_point_order = code_point_order
        names = {link.name: f"{within}l{n}" for n, link in enumerate(plan.links)}
        self._names = {"": f"{within}{LISTED}", **names}
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
        source = self._source
        if source is None:
            source = sa.table(self._plan.table).alias(self._names[""])
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
                return self._contains(ref, text, any_case=True)
            case Fits():
                return self._fits(condition)
            case Either(conditions=conditions):
                return sa.or_(sa.false(), *[self.truth(one) for one in conditions])
            case Every(conditions=conditions):
                return sa.and_(sa.true(), *[self.truth(one) for one in conditions])

    def _contains(self, ref: Ref, text: str, *, any_case: bool = False) -> Truth:
        """Return that a text contains another, said so that indexes of parts of texts serve."""
        column = self.column(ref)
        wanted = caseless(text) if ref.searched else []
        like = column.icontains if any_case else column.contains
        if not wanted:
            return like(text, autoescape=True)
        asked = sa.bindparam(None, wanted, postgresql.ARRAY(sa.Text()))
        held = characters(column).bool_op("@>")(asked)
        if has_trigram(text):
            return sa.and_(like(text, autoescape=True), held)
        # The planner knows how rare characters are; of LIKE it believes every text to be rare.
        part: Value = sa.bindparam(None, text, sa.Text())
        if any_case and text.lower() != text.upper():
            column, part = sa.func.lower(column), sa.func.lower(part)
        return sa.and_(sa.func.strpos(column, part) > sa.literal_column("0"), held)

    def _by_link(self, condition: Fits) -> Truth | None:
        """Return that a linked record's field has a value, said of the ids of those that have it.

        So the planner sees that it is about the listed table's own column, and how often that has
        few values.
        """
        match condition.tree:
            case feel.Compare(
                operator="=", left=feel.Column(path=path), right=feel.Literal(value=value)
            ) if value is not None:
                ref = condition.refs[path]
                link = next((one for one in self._plan.links if one.name == ref.link), None)
                if not isinstance(link, Link) or link.source.link:
                    return None
                there = QueryPlan(table=link.table, outputs=())
                within = Tables(there, within=f"{self._names[link.name]}_")
                fits = msgspec.structs.replace(
                    condition, refs={path: msgspec.structs.replace(ref, link="")}
                )
                key = within.column(Ref(link.key, type=link.source.type))
                ids = within.select([key]).where(within.truth(fits)).scalar_subquery()
                return self.column(link.source) == sa.func.any(sa.func.array(ids))
        return None

    def _fits(self, condition: Fits) -> Truth:
        by_link = self._by_link(condition)
        if by_link is not None:
            return by_link
        moments = Moments(now=condition.now, today=condition.today)
        writer = Writer(
            lambda field: self.column(condition.refs[field.path]),
            moments,
            code_point_order=self._code_point_order,
            opens=lambda path, name: self._open(condition, path, name),
            contains=lambda field, part: self._contains(condition.refs[field.path], part),
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
