"""Statements that see only a part of some tables: rows that fit, columns that may be read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec
import sqlalchemy as sa

from taktline.store.cell import tenant_code
from taktline.store.encode import Params
from taktline.store.plan import ColumnType, Condition, Link, QueryPlan, Ref, RollUp
from taktline.store.queries import Compiled, Tables, Value, compiled

MASK = "***"
_WORD = re.compile(r"(?<!%\()\b[a-z_][a-z0-9_]*")
_NAMED = re.compile(r"%\((\w+)\)s")
_PLAIN = re.compile(r"%(s|%)")
_READS = re.compile(r"\s*(?:EXPLAIN \(FORMAT JSON\) )?(?:SELECT|WITH)\b", re.IGNORECASE)
_EXPLAIN = re.compile(r"\s*EXPLAIN \(FORMAT JSON\) ")
_WITH = re.compile(r"\s*WITH(?:\s+RECURSIVE)?\b", re.IGNORECASE)
_SOURCE = re.compile(r"\b(FROM |JOIN )(\"?\w+\"? AS (?:r|l\d+)\b)")


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One table as a reader sees it.

    Attributes:
        table: its name, under which statements go on to find it.
        columns: all of its columns with their types.
        hidden: columns that are always empty.
        masked: columns that show only whether they are empty, where they are texts.
        filters: all must hold for a row to be seen.
        links: tables the filters look at.
    """

    table: str
    columns: tuple[tuple[str, ColumnType], ...]
    hidden: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    filters: tuple[Condition, ...] = ()
    links: tuple[Link | RollUp, ...] = ()


def schema_of(tenant: str) -> str:
    """Return the schema of a tenant's tables, as `Cell.schema` names it."""
    return f"t_{tenant_code(tenant)}"


def compile_view(view: View) -> Compiled:
    """Compile what takes a table's place."""
    tables = Tables(QueryPlan(table=view.table, outputs=(), links=view.links, filters=view.filters))
    outputs = []
    for name, kind in view.columns:
        column = tables.column(Ref(name, "", kind))
        if name in view.masked and kind == "text":
            starred: Value = sa.literal_column(f"'{MASK}'")
            column = sa.case((column.is_not(None), starred))
        elif name in view.hidden or name in view.masked:
            column = sa.case((sa.literal_column("false"), column))
        outputs.append(column.label(name))
    return compiled(tables.select(outputs))


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A statement whose rows stand in a table's place, under a name that no table has.

    Attributes:
        columns: names of what it selects, in order.
        sql: with `%(name)s` for parameters.
    """

    name: str
    columns: tuple[str, ...]
    sql: str
    params: Mapping[str, object]

    def over(self, sql: str, params: Params) -> tuple[str, Params]:
        """Return a statement that reads these rows, if it names them."""
        if self.name not in words_of(sql):
            return sql, params
        own = _NAMED.sub(lambda found: f"%({self.name}_{found.group(1)})s", self.sql)
        text, given = _named(sql, params, must=True)
        columns = ", ".join(f'"{column}"' for column in self.columns)
        mine = {f"{self.name}_{name}": value for name, value in self.params.items()}
        shadow = f'"{self.name}" ({columns}) AS NOT MATERIALIZED ({own})'
        return _before(text, shadow), {**(given or {}), **mine}


class Shadows:
    """Compiled views, put in front of statements that name their tables.

    A statement reads `job_order` and finds the view of that name: a common table expression hides
    a table from the statement it stands before. The view itself names the table with its schema.
    PostgreSQL merges it into the statement (NOT MATERIALIZED), so that indexes serve as before.
    A view that only hides columns is left out where a statement names none of them.
    """

    def __init__(self, views: Iterable[View], *, schema: str) -> None:
        """Compile nothing yet.

        Args:
            views: one of a table.
            schema: where the tables are.
        """
        self._views = {view.table: view for view in views}
        self._schema = schema
        self._compiled: dict[str, Compiled] = {}

    def over(self, sql: str, params: Params) -> tuple[str, Params]:
        """Return a statement that reads through the views it needs."""
        begins = _READS.match(sql)
        if begins is None:
            return sql, params
        views = [(name, self._view(name)) for name in self._needed(words_of(sql))]
        if not views:
            return sql, params
        own = {key: value for _, view in views for key, value in view.params.items()}
        text, given = _named(sql, params, must=bool(own))
        shadows = ", ".join(f'"{name}" AS NOT MATERIALIZED ({view.sql})' for name, view in views)
        together = None if given is None and not own else {**(given or {}), **own}
        return _before(text, shadows), together

    def _needed(self, words: frozenset[str]) -> list[str]:
        return sorted(
            name
            for name, view in self._views.items()
            if name in words and (view.filters or (view.hidden | view.masked) & words)
        )

    def _view(self, name: str) -> Compiled:
        if name not in self._compiled:
            self._compiled[name] = _apart(compile_view(self._views[name]), name, self._schema)
        return self._compiled[name]


def _before(sql: str, shadows: str) -> str:
    """Put common table expressions before a statement that may have some of its own."""
    explain = _EXPLAIN.match(sql)
    if explain is not None:
        return explain.group(0) + _before(sql[explain.end() :], shadows)
    with_ = _WITH.match(sql)
    if with_ is None:
        return f"WITH {shadows} {sql}"
    return f"{with_.group(0)} {shadows}, {sql[with_.end() :]}"


@lru_cache(maxsize=2_000)
def words_of(sql: str) -> frozenset[str]:
    """Return the names in a statement; tables are among them."""
    return frozenset(_WORD.findall(sql))


def _apart(view: Compiled, table: str, schema: str) -> Compiled:
    """Give a view's parameters names that no statement uses, and its tables their schema."""
    sql = _NAMED.sub(lambda found: f"%(seen_{table}_{found.group(1)})s", view.sql)
    sql = _SOURCE.sub(lambda found: f'{found.group(1)}"{schema}".{found.group(2)}', sql)
    params = {f"seen_{table}_{name}": value for name, value in view.params.items()}
    return Compiled(sql=sql, params=params)


def _named(sql: str, params: Params, *, must: bool) -> tuple[str, Mapping[str, object] | None]:
    """Return a statement with named parameters; percent signs as such a statement writes them."""
    if params is None:
        return (sql.replace("%", "%%"), {}) if must else (sql, None)
    if isinstance(params, Mapping):
        return sql, params
    return _numbered(sql, params)


def _numbered(sql: str, params: Sequence[object]) -> tuple[str, Mapping[str, object]]:
    count = 0

    def name(found: re.Match[str]) -> str:
        nonlocal count
        if found.group(1) == "%":
            return "%%"
        count += 1
        return f"%(at_{count - 1})s"

    return _PLAIN.sub(name, sql), {f"at_{n}": value for n, value in enumerate(params)}
