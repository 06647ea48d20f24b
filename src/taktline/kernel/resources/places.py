"""What stands where among sites and equipment, as rights ask for it."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from taktline.kernel.resources.hierarchy import DEPTH_MAX
from taktline.platform.command import Booked, Fact
from taktline.platform.identity.places import Below
from taktline.platform.transaction import Tx

EQUIPMENT = "equipment"

BELOW = f"""
    WITH RECURSIVE under (node, id, depth) AS (
        SELECT e.site, e.id, 1 FROM equipment e WHERE e.site = ANY(%(nodes)s::uuid[])
        UNION
        SELECT e.parent, e.id, 1 FROM equipment e WHERE e.parent = ANY(%(nodes)s::uuid[])
        UNION
        SELECT u.node, e.id, u.depth + 1 FROM under u JOIN equipment e ON e.parent = u.id
        WHERE u.depth < {DEPTH_MAX}
    )
    SELECT DISTINCT node, id FROM under"""

ABOVE = f"""
    WITH RECURSIVE over (id, parent, site, depth) AS (
        SELECT e.id, e.parent, e.site, 1 FROM equipment e WHERE e.id = %(node)s
        UNION
        SELECT e.id, e.parent, e.site, o.depth + 1 FROM over o JOIN equipment e ON e.id = o.parent
        WHERE o.depth < {DEPTH_MAX}
    )
    SELECT id FROM over UNION SELECT site FROM over"""


class EquipmentPlaces:
    """Sites, and what stands in them by `equipment.site` and `equipment.parent`.

    Args:
        recorded: kinds of facts that write records, each with an `entity`.
    """

    def __init__(self, recorded: Sequence[type[Fact]] = ()) -> None:
        self._recorded = tuple(recorded)

    async def below(self, tx: Tx, nodes: Iterable[UUID]) -> Below:
        """Return what stands below some nodes, however deep."""
        wanted = list(nodes)
        if not wanted:
            return {}
        found: dict[UUID, set[UUID]] = {}
        for node, under in await tx.fetch(BELOW, {"nodes": wanted}):
            found.setdefault(msgspec.convert(node, UUID), set()).add(msgspec.convert(under, UUID))
        return {node: frozenset(under) for node, under in found.items()}

    async def around(self, tx: Tx, node: UUID) -> tuple[UUID, ...]:
        """Return a node with everything it stands in and everything below it."""
        under = await self.below(tx, [node])
        rows = await tx.fetch(ABOVE, {"node": node})
        over = [msgspec.convert(row[0], UUID) for row in rows]
        return tuple(dict.fromkeys([node, *over, *under.get(node, ())]))

    def moved(self, facts: Mapping[type[Fact], object]) -> bool:
        """Say whether facts of a batch, by kind, write equipment."""
        return any(
            getattr(booked.fact, "entity", None) == EQUIPMENT
            for kind in self._recorded
            for booked in _booked(facts.get(kind))
        )


def _booked(facts: object) -> Sequence[Booked[Fact]]:
    return facts if isinstance(facts, list) else ()
