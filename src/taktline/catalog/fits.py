"""A translated condition bound to columns: of the record, of linked records, of its lines."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import msgspec

from taktline.base.instant import Instant
from taktline.catalog.path import Found, Paths
from taktline.feel import sql_tree as sql
from taktline.store.plan import Fits, Lines, Ref

Path = tuple[str, ...]


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """When a list is asked: `now()` and `today()` of its conditions, and whose days it counts in.

    Attributes:
        zone: in which instants are put together by days, weeks and months.
    """

    now: Instant
    today: date
    zone: str = "UTC"


ANY_MOMENT = Moment(now=datetime(2000, 1, 1, tzinfo=UTC), today=date(2000, 1, 1))
"""For conditions that are only read, or that know no time."""


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """A condition ready to be asked.

    Attributes:
        fits: the condition.
        looks_at: the fields of lines it names.
        ids: whether it compares an id, which only `=` and `in` may.
    """

    fits: Fits
    looks_at: tuple[Found, ...]
    ids: bool


def bound(tree: sql.SqlTree, paths: Paths, moment: Moment) -> Bound:
    """Bind a condition.

    Raises:
        UnknownPath: it names a field that is not there.
    """
    refs: dict[Path, Ref] = {}
    named: dict[tuple[Path, str], set[Path]] = {}
    for part in outside(tree):
        if isinstance(part, sql.CountOfLines):
            named.setdefault((part.path, ""), set())
        for column in columns_of(part):
            own = isinstance(part, sql.SomeLine) and column.path[0] == part.name
            if own and isinstance(part, sql.SomeLine):
                named.setdefault((part.path, part.name), set()).add(column.path[1:])
            else:
                refs[column.path] = paths.follow(column.path).ref
        if isinstance(part, sql.SomeLine):
            named.setdefault((part.path, part.name), set())
    lists: dict[tuple[Path, str], Lines] = {}
    looks_at: list[Found] = []
    for (path, name), fields in named.items():
        lists[path, name], found = _lines(path, fields, paths)
        looks_at += found
    fits = Fits(tree=tree, refs=refs, lists=lists, now=moment.now, today=moment.today)
    every = [*refs.values(), *(ref for one in lists.values() for ref in one.refs.values())]
    ids = any(ref.type == "uuid" for ref in every)
    return Bound(fits=fits, looks_at=tuple(looks_at), ids=ids)


def _lines(path: Path, named: set[Path], paths: Paths) -> tuple[Lines, list[Found]]:
    """Return the lines of a list, with the fields that any condition names of one."""
    lines, source = paths.lines(path)
    inner = paths.within(lines)
    found = {field: inner.follow(field) for field in sorted(named)}
    plan = Lines(
        table=lines.table,
        source=source,
        links=inner.links,
        refs={field: one.ref for field, one in found.items()},
    )
    return plan, list(found.values())


def columns_of(tree: object) -> Iterator[sql.Column]:
    """Return all columns of a condition, those of lines included."""
    for part in outside(tree):
        if isinstance(part, sql.Column):
            yield part
        elif isinstance(part, sql.SomeLine):
            yield from columns_of(part.condition)


def outside(tree: object) -> Iterator[sql.SqlTree]:
    """Return the columns and lists of a condition, without looking into the lists."""
    if isinstance(tree, (sql.Column, sql.SomeLine, sql.CountOfLines)):
        yield tree
    elif isinstance(tree, msgspec.Struct):
        for name in tree.__struct_fields__:
            part: object = getattr(tree, name)
            for item in part if isinstance(part, tuple) else (part,):
                yield from outside(item)
