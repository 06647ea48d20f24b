"""Access: what a person may do, at which place, on which records and fields; a pure decision."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.platform.command import Grant, Principal

FieldLevel = Literal["hidden", "masked", "read", "edit"]
LEVELS: tuple[FieldLevel, ...] = ("hidden", "masked", "read", "edit")
"""From least to most; who has several gets the most."""


class FieldRule(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one field a role shows: nothing, asterisks, the value, or the value to change."""

    field: str
    level: FieldLevel


class RoleGrant(Grant, frozen=True, kw_only=True):
    """A grant as a role gives it: also says which fields of the records stay hidden.

    Attributes:
        fields: rules by field; a field without a rule may be read and edited as far as verbs allow.
    """

    fields: tuple[FieldRule, ...] = ()

    @property
    def is_conditional(self) -> bool:
        """Whether it holds on some records, or for some of their fields, only."""
        return self.scope is not None or bool(self.fields)


class Permission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a role, without a place: the place comes with the assignment.

    Attributes:
        needs: `entity:action`, `entity:*` or `*`.
        scope: FEEL over the record; None = every record.
        fields: rules by field of that entity.
    """

    needs: str
    scope: str | None = None
    fields: tuple[FieldRule, ...] = ()


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """A role given to somebody, at a node of the hierarchy, for a time.

    Attributes:
        role: the role's code.
        node: equipment id at and below which it holds; None = the whole tenant.
        valid_from: from when; None = always.
        valid_until: until when, not including it; None = for ever.
    """

    role: str
    node: UUID | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody's assignments come to at one moment.

    Attributes:
        roles: codes of the roles that hold now.
        grants: their permissions, each at its node.
        until: when this changes by itself, as an assignment begins or ends; None = never.
    """

    roles: tuple[str, ...]
    grants: tuple[RoleGrant, ...]
    until: Instant | None = None


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """One part of an entity's records that somebody reaches: at a node, where a condition holds.

    A query shows a record if it lies in any reach: below `node` and with `scope` true.
    """

    node: UUID | None = None
    scope: str | None = None

    def contains(self, other: "Reach") -> bool:
        """Say whether every record of the other reach surely lies in this one."""
        return self.node in (None, other.node) and self.scope in (None, other.scope)


def compiled(
    assignments: Iterable[Assignment], roles: Mapping[str, Sequence[Permission]], now: Instant
) -> Compiled:
    """Turn somebody's assignments into grants; what nobody granted is denied.

    Args:
        assignments: all of one person's, past and future ones too.
        roles: permissions by role code; a role that is not there grants nothing.
        now: the moment that counts for validity.
    """
    held = [a for a in assignments if a.role in roles]
    valid = [a for a in held if _holds(a, now)]
    grants = [
        RoleGrant(needs=p.needs, node=a.node, scope=p.scope, fields=p.fields)
        for a in valid
        for p in roles[a.role]
    ]
    edges = [at for a in held for at in (a.valid_from, a.valid_until) if at and at > now]
    return Compiled(
        roles=tuple(dict.fromkeys(a.role for a in valid)),
        grants=tuple(dict.fromkeys(grants)),
        until=min(edges, default=None),
    )


def narrowed(grants: Iterable[Grant], allowed: Iterable[str]) -> tuple[Grant, ...]:
    """Return the grants that also lie within `allowed`: what a key may do of what its owner may.

    Args:
        grants: the owner's.
        allowed: permission names, wide ones included.
    """
    names = tuple(dict.fromkeys(allowed))
    met = [
        msgspec.structs.replace(g, needs=meeting)
        for g in grants
        for name in names
        if (meeting := _meeting(g.needs, name)) is not None
    ]
    return tuple(dict.fromkeys(met))


def covers(wide: str, needs: str) -> bool:
    """Say whether one permission name includes another: `*` all, `lot:*` every `lot:` one."""
    return wide in {"*", needs, f"{needs.partition(':')[0]}:*"}


def reaches(principal: Principal, needs: str) -> tuple[Reach, ...]:
    """Return where somebody has a permission; empty = nowhere, and the request is denied.

    Parts that another part contains are left out, so that whoever has it everywhere gets exactly
    one reach without node and scope.
    """
    found = dict.fromkeys(
        Reach(node=g.node, scope=g.scope) for g in principal.grants if covers(g.needs, needs)
    )
    return tuple(
        reach for reach in found if not any(o != reach and o.contains(reach) for o in found)
    )


def scopes_for(principal: Principal, entity: str) -> tuple[Reach, ...]:
    """Return which records of an entity somebody may read; a mandatory filter."""
    return reaches(principal, f"{entity}:read")


def nodes_for(principal: Principal, needs: str) -> tuple[UUID, ...] | None:
    """Return all nodes at which somebody has a permission; None = the whole tenant.

    They are those of the grants and everything below them. A grant that is narrowed by a scope
    counts only where the reader of the rows applies scopes, so not here.
    """
    open_reaches = [r for r in reaches(principal, needs) if r.scope is None]
    if any(r.node is None for r in open_reaches):
        return None
    named = dict.fromkeys(r.node for r in open_reaches if r.node is not None)
    under = {one: None for node in named for one in principal.below.get(node, ())}
    return tuple({**named, **under})


def field_level(
    principal: Principal, entity: str, field: str, *, path: tuple[UUID, ...] | None = None
) -> FieldLevel:
    """Return how much of a field somebody sees.

    Several grants unite: hidden by one and shown by another is shown - but only where the one that
    shows it reaches. Without a path the answer holds for every record the person reaches, so a
    field shown at one site only counts as hidden in a list across sites.

    Args:
        principal: who reads.
        entity: kind of record.
        field: the field's key.
        path: where the record stands, from the top down; None = wherever the person reaches.
    """
    grants = [g for g in principal.grants if covers(g.needs, f"{entity}:read")]
    if path is not None:
        grants = [g for g in grants if principal.holds(g.node, path)]
    if not grants:
        return "hidden"
    parts = [(Reach(node=g.node, scope=g.scope), level_of(g, field)) for g in grants]
    if path is not None:
        parts = [(Reach(scope=reach.scope), level) for reach, level in parts]
    # Each part is as open as the most open grant that holds on all of it; the least open counts.
    best = [
        max((LEVELS.index(level) for around, level in parts if around.contains(reach)))
        for reach, _ in parts
    ]
    return LEVELS[min(best)]


def sees(principal: Principal, entity: str, field: str) -> bool:
    """Say whether somebody may see the value of a field, wherever they reach."""
    return field_level(principal, entity, field) in {"read", "edit"}


def editable(principal: Principal, entity: str, field: str, *, needs: str) -> bool:
    """Say whether somebody who has a permission to change records may change a field of them.

    Rules of the grants that show the records count, and those of the grants that change them.
    """
    changing = [g for g in principal.grants if covers(g.needs, needs)]
    allowed = any(level_of(grant, field) == "edit" for grant in changing)
    if not any(covers(g.needs, f"{entity}:read") for g in principal.grants):
        return allowed
    return allowed and field_level(principal, entity, field) == "edit"


def hidden_fields(
    principal: Principal, entity: str, path: tuple[UUID, ...] | None = None
) -> frozenset[str]:
    """Return the fields that may not be shown, filtered, sorted, grouped or measured."""
    return frozenset(
        name
        for name in ruled_fields(principal, entity)
        if field_level(principal, entity, name, path=path) == "hidden"
    )


def masked_fields(
    principal: Principal, entity: str, path: tuple[UUID, ...] | None = None
) -> frozenset[str]:
    """Return the fields whose presence is shown but not their value; not to be filtered either."""
    return frozenset(
        name
        for name in ruled_fields(principal, entity)
        if field_level(principal, entity, name, path=path) == "masked"
    )


def ruled_fields(principal: Principal, entity: str) -> frozenset[str]:
    """Return the fields of an entity that any of somebody's grants has a rule for."""
    return frozenset(
        rule.field
        for grant in principal.grants
        if isinstance(grant, RoleGrant) and covers(grant.needs, f"{entity}:read")
        for rule in grant.fields
    )


def _holds(assignment: Assignment, now: Instant) -> bool:
    begun = assignment.valid_from is None or assignment.valid_from <= now
    return begun and (assignment.valid_until is None or now < assignment.valid_until)


def _meeting(one: str, other: str) -> str | None:
    """Return the narrower of two permission names where one includes the other."""
    if covers(one, other):
        return other
    return one if covers(other, one) else None


def level_of(grant: Grant, field: str) -> FieldLevel:
    """Return how much of a field one grant shows; without a rule everything."""
    rules = grant.fields if isinstance(grant, RoleGrant) else ()
    levels = [rule.level for rule in rules if rule.field == field]
    return max(levels, key=LEVELS.index, default="edit")
