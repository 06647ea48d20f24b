"""The words `user.id`, `user.person`, `user.name` and `user.roles` in conditions of permissions."""

from typing import cast
from uuid import UUID

import msgspec

from taktline.feel.tree import (
    Argument,
    Entry,
    Iteration,
    ListNode,
    NameNode,
    Node,
    NullNode,
    PathNode,
    StringNode,
)
from taktline.platform.command import Principal

USER = "user"
"""Name under which a condition knows who asks; no field of an entity may be called so."""

NOBODY = str(UUID(int=0))
"""Who has no person record is no empty field: empty equals empty."""


def words_of(principal: Principal) -> dict[str, object]:
    """Return what a condition may know of who asks."""
    return {
        "id": str(principal.id),
        "name": principal.name,
        "person": NOBODY if principal.person is None else str(principal.person),
        "roles": list(principal.roles),
    }


def with_user(node: Node, principal: Principal) -> Node:
    """Return a condition in which the words about who asks are replaced by what they say."""
    return cast(Node, _replaced(node, words_of(principal)))


def _replaced(part: object, words: dict[str, object]) -> object:
    if isinstance(part, PathNode) and part.source == NameNode(name=USER, at=_at(part.source)):
        return _literal(words.get(part.name))
    if isinstance(part, tuple):
        return tuple(_replaced(one, words) for one in part)
    if isinstance(part, (Argument, Entry, Iteration, Node)):
        changed = {name: _replaced(getattr(part, name), words) for name in part.__struct_fields__}
        return msgspec.structs.replace(part, **changed)
    return part


def _at(node: Node) -> int:
    return node.at


def _literal(value: object) -> Node:
    if isinstance(value, str):
        return StringNode(value=value)
    if isinstance(value, list):
        return ListNode(items=tuple(StringNode(value=str(one)) for one in value))
    return NullNode()
