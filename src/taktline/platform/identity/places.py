"""How what stands where is asked: what lies below a place, and what a place lies in."""

from collections.abc import Iterable, Mapping
from typing import Protocol
from uuid import UUID

from taktline.platform.command import Fact
from taktline.platform.transaction import Tx

Below = dict[UUID, frozenset[UUID]]
"""Everything that stands below a node, by node; nodes without anything below are left out."""


class Places(Protocol):
    """The hierarchy of equipment, as rights look at it; whoever keeps the equipment fulfils it."""

    async def below(self, tx: Tx, nodes: Iterable[UUID]) -> Below:
        """Return what stands below some nodes, however deep."""

    async def around(self, tx: Tx, node: UUID) -> tuple[UUID, ...]:
        """Return a node with everything it stands in and everything below it."""

    def moved(self, facts: Mapping[type[Fact], object]) -> bool:
        """Say whether facts of a batch, by kind, change what stands where."""


class NoPlaces:
    """A tenant whose places have nothing above or below them."""

    async def below(self, tx: Tx, nodes: Iterable[UUID]) -> Below:
        """Return that nothing stands below anything."""
        return {}

    async def around(self, tx: Tx, node: UUID) -> tuple[UUID, ...]:
        """Return the node itself."""
        return (node,)

    def moved(self, facts: Mapping[type[Fact], object]) -> bool:
        """Say that nothing moves."""
        return False
