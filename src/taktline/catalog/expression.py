"""FEEL inside documents: compiled once, with the names it looks at, and what it may give."""

from collections.abc import Iterable, Mapping

import msgspec

from taktline.base.instant import Instant
from taktline.feel import Compiled, compile, parse
from taktline.feel.tree import CallNode, NameNode, Node, PathNode, children


class Expression(msgspec.Struct, frozen=True, kw_only=True):
    """One condition or formula of a document.

    Attributes:
        text: as written.
        node: its syntax tree.
        compiled: what runs.
        paths: the fields it looks at, `material.code` for a field of a linked record.
    """

    text: str
    node: Node
    compiled: Compiled
    paths: frozenset[tuple[str, ...]]

    def value(self, context: Mapping[str, object], now: Instant, zone: str = "UTC") -> object:
        """Return what it gives for a record; None where it cannot be evaluated."""
        return self.compiled(context, now=now, zone=zone).value

    @property
    def is_constant(self) -> bool:
        """Whether it gives the same for every record, at any time."""
        return not self.paths and not _calls(self.node)


def expression(text: str, names: Iterable[str]) -> Expression:
    """Read and compile one expression.

    Args:
        text: FEEL.
        names: fields of the record it looks at.

    Raises:
        LimitReached, ParseError: it is no expression.
    """
    known = tuple(names)
    node = parse(text, known, properties=known)
    paths = frozenset(p for p in _paths(node) if p[0] in known)
    return Expression(text=text, node=node, compiled=compile(node), paths=paths)


def _paths(node: Node) -> set[tuple[str, ...]]:
    """Return the dotted names of a tree, each as long as it is written."""
    whole = _dotted(node)
    if whole is not None:
        return {whole}
    found: set[tuple[str, ...]] = set()
    for child in children(node):
        found |= _paths(child)
    return found


def _dotted(node: Node) -> tuple[str, ...] | None:
    if isinstance(node, NameNode):
        return (node.name,)
    if isinstance(node, PathNode):
        source = _dotted(node.source)
        return None if source is None else (*source, node.name)
    return None


def _calls(node: Node) -> bool:
    return isinstance(node, CallNode) or any(_calls(child) for child in children(node))
