"""Where a piece of equipment stands: its way down from the site, and what fills its role."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from taktline.base.instant import Instant

DEPTH_MAX = 12
"""Levels of the hierarchy: ISA-95 knows seven; a longer way is a circle."""


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """An asset fills a role from one instant to another; `ended_at` None = still."""

    physical_asset: UUID
    equipment: UUID
    started_at: Instant
    ended_at: Instant | None = None


def path_of(parents: Mapping[UUID, UUID | None], node: UUID) -> tuple[UUID, ...]:
    """Return the ids from the top down to a node, itself included.

    Args:
        parents: the parent of each node; None at the top.
    """
    path = [node]
    parent = parents.get(node)
    while parent is not None and len(path) < DEPTH_MAX and parent not in path:
        path.append(parent)
        parent = parents.get(parent)
    return tuple(reversed(path))


def closes_circle(parents: Mapping[UUID, UUID | None], node: UUID, *, below: UUID) -> bool:
    """Say whether putting a node below another would make it stand below itself."""
    return node in path_of(parents, below)


def asset_in(assignments: Iterable[Assignment], equipment: UUID, *, at: Instant) -> UUID | None:
    """Return the asset that filled a role at an instant: OEE is the role's, MTBF the asset's.

    The end counts for the next asset. Of several (a tool beside the machine) the latest.
    """
    found = [
        one
        for one in assignments
        if one.equipment == equipment
        and one.started_at <= at
        and (one.ended_at is None or at < one.ended_at)
    ]
    latest = max(found, key=lambda one: one.started_at, default=None)
    return None if latest is None else latest.physical_asset
