"""A translated condition bound to columns: of the record, of linked records, of its lines."""

from collections.abc import Iterator
from datetime import date

import msgspec

from taktline.base.instant import Instant
from taktline.catalog.path import Found, Paths
from taktline.feel import sql_tree as sql
from taktline.store.plan import Fits, Lines, Ref

Path = tuple[str, ...]


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """When a list is asked: `now()` and `today()` of its conditions."""

    now: Instant
    today: date


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
    lists: dict[tuple[Path, str], Lines] = {}
    looks_at: list[Found] = []
    for part in outside(tree):
        if isinstance(part, sql.Column):
            refs[part.path] = paths.follow(part.path).ref
        elif isinstance(part, (sql.SomeLine, sql.LineCount)):
            name = part.name if isinstance(part, sql.SomeLine) else ""
            found = _lines(part, name, paths)
            lists[part.path, name] = found[0]
            looks_at += found[1]
            if isinstance(part, sql.SomeLine):
                for column in columns_of(part.condition):
                    if column.path[0] != name:
                        refs[column.path] = paths.follow(column.path).ref
    fits = Fits(tree=tree, refs=refs, lists=lists, now=moment.now, today=moment.today)
    every = [*refs.values(), *(ref for one in lists.values() for ref in one.refs.values())]
    ids = any(ref.type == "uuid" for ref in every)
    return Bound(fits=fits, looks_at=tuple(looks_at), ids=ids)


def _lines(
    part: sql.SomeLine | sql.LineCount, name: str, paths: Paths
) -> tuple[Lines, list[Found]]:
    lines, source = paths.lines(part.path)
    inner = paths.within(lines)
    condition = part.condition if isinstance(part, sql.SomeLine) else None
    named = {c.path[1:] for c in columns_of(condition) if c.path[0] == name and len(c.path) > 1}
    found = {path: inner.follow(path) for path in sorted(named)}
    plan = Lines(
        table=lines.table,
        source=source,
        links=inner.links,
        refs={path: one.ref for path, one in found.items()},
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
    if isinstance(tree, (sql.Column, sql.SomeLine, sql.LineCount)):
        yield tree
    elif isinstance(tree, msgspec.Struct):
        for name in tree.__struct_fields__:
            part: object = getattr(tree, name)
            for item in part if isinstance(part, tuple) else (part,):
                yield from outside(item)
