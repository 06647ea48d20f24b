"""FEEL filters of lists: read, checked against the fields, and said as conditions of the store."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.fits import Bound, Moment, bound
from taktline.catalog.path import Found, Paths
from taktline.catalog.request import FilterRefused
from taktline.catalog.user_words import with_user
from taktline.feel import LimitReached, ParseError, parse
from taktline.feel.constants import constant_of
from taktline.feel.to_sql import to_sql
from taktline.feel.tree import (
    ComparisonNode,
    InNode,
    LogicNode,
    NameNode,
    Node,
    NullNode,
    PathNode,
    children,
)
from taktline.feel.types import ContextType, ListType, Type
from taktline.platform.command import Principal
from taktline.store.plan import AnyOf, Condition, IsEmpty, Ref

__all__ = ["Filter", "Moment", "dotted", "dotted_in", "filter_of"]

IDS_ALONE = Text(
    en="an id can only be compared by = and in, joined to the rest by `and`",
    zh="标识只能用 = 和 in 比较,并以 and 与其他条件连接",
)
IDS_ONLY = Text(en="an id can only be compared with ids", zh="标识只能与标识比较")


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """A filter ready to be asked.

    Attributes:
        conditions: all must hold.
        looks_at: the fields it names; what the reader may not see is refused.
    """

    conditions: tuple[Condition, ...]
    looks_at: tuple[Found, ...]


def filter_of(
    text: str,
    types: Mapping[str, Type],
    paths: Paths,
    *,
    moment: Moment,
    user: Principal | None = None,
) -> Filter:
    """Translate a filter.

    Args:
        text: FEEL over the record; its ids can be compared with `=` and `in` only, and only where
            all parts must hold.
        types: the fields' types.
        paths: follows names to columns.
        moment: what `now()` and `today()` are.
        user: who `user.id`, `user.person`, `user.name` and `user.roles` speak of; None = a filter
            that knows no user.

    Raises:
        FilterRefused: it cannot be read, is ill-typed, or the database cannot answer it.
        UnknownPath: it names a field that is not there.
    """
    try:
        node = parse(text, tuple(types), properties=tuple(types))
        node = node if user is None else with_user(node, user)
        looks_at = [_looked_at(path, types, paths) for path in sorted(dotted_in(node, types))]
        conditions: list[Condition] = []
        for part in _parts(node):
            found = _condition(part, types, paths, moment=moment)
            conditions.append(found.fits if isinstance(found, Bound) else found)
            looks_at += found.looks_at if isinstance(found, Bound) else ()
    except (ParseError, LimitReached) as error:
        raise FilterRefused(reason=_said(error)) from error
    return Filter(conditions=tuple(conditions), looks_at=tuple(looks_at))


def _looked_at(path: tuple[str, ...], types: Mapping[str, Type], paths: Paths) -> Found:
    kind = types.get(path[0])
    is_lines = isinstance(kind, ListType) and isinstance(kind.item, ContextType)
    return paths.list_named(path[:1]) if is_lines else paths.follow(path)


def _parts(node: Node) -> Iterator[Node]:
    """Take apart what must hold together."""
    if isinstance(node, LogicNode) and node.operator == "and":
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield node


def _condition(
    node: Node, types: Mapping[str, Type], paths: Paths, *, moment: Moment
) -> Condition | Bound:
    found = _about_id(node, types, paths)
    if found is not None:
        return found
    try:
        tree = to_sql(node, types)
    except Problem as problem:
        raise FilterRefused(reason=_said(problem)) from problem
    found_tree = bound(tree, paths, moment)
    if found_tree.ids:
        raise FilterRefused(reason=IDS_ALONE)
    return found_tree


def _about_id(node: Node, types: Mapping[str, Type], paths: Paths) -> Condition | None:
    """Return the condition of a part that compares an id, or a link with null."""
    if isinstance(node, ComparisonNode) and node.operator in ("=", "!="):
        return _compared(node, types, paths)
    if isinstance(node, InNode):
        ref = _id_ref(node.value, types, paths)
        if ref is not None:
            return AnyOf(ref=ref, values=_ids(node.tests))
    return None


def _compared(node: ComparisonNode, types: Mapping[str, Type], paths: Paths) -> Condition | None:
    for one, other in ((node.left, node.right), (node.right, node.left)):
        path = dotted(one)
        if path is None or path[0] not in types:
            continue
        is_link = isinstance(_type(types, path), ContextType)
        if isinstance(other, NullNode) and (is_link or _id_ref(one, types, paths)):
            ref = paths.follow(path).ref
            return IsEmpty(ref=ref, empty=node.operator == "=")
        ref_or_none = _id_ref(one, types, paths)
        if ref_or_none is not None and node.operator == "=":
            return AnyOf(ref=ref_or_none, values=_ids((other,)))
    return None


def _id_ref(node: Node, types: Mapping[str, Type], paths: Paths) -> Ref | None:
    path = dotted(node)
    if path is None or path[0] not in types or isinstance(_type(types, path), ContextType):
        return None
    ref = paths.follow(path).ref
    return ref if ref.type == "uuid" else None


def _ids(nodes: Iterable[Node]) -> list[UUID]:
    found: list[UUID] = []
    for node in nodes:
        constant = constant_of(node)
        values = None if constant is None else constant[0]
        for value in values if isinstance(values, list) else [values]:
            known = id_of(value) if isinstance(value, str) else None
            if known is None:
                raise FilterRefused(reason=IDS_ONLY)
            found.append(known)
    return found


def _type(types: Mapping[str, Type], path: tuple[str, ...]) -> Type | None:
    found: Type | None = types.get(path[0])
    for part in path[1:]:
        if not isinstance(found, ContextType):
            return None
        found = found.fields.get(part)
    return found


def _said(problem: Problem) -> Text:
    return Text(en=problem.say("en"), zh=problem.say("zh"))


def dotted(node: Node) -> tuple[str, ...] | None:
    """Return a dotted name as its parts; None for anything else."""
    if isinstance(node, NameNode):
        return (node.name,)
    if isinstance(node, PathNode):
        source = dotted(node.source)
        return None if source is None else (*source, node.name)
    return None


def dotted_in(node: Node, types: Mapping[str, Type]) -> set[tuple[str, ...]]:
    """Return the fields an expression names; a part of a date is no field."""
    path = dotted(node)
    if path is not None and path[0] in types:
        while len(path) > 1 and not isinstance(_type(types, path[:-1]), ContextType):
            path = path[:-1]
        return {path}
    found: set[tuple[str, ...]] = set()
    for child in children(node):
        found |= dotted_in(child, types)
    return found
