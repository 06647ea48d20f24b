"""The part of an entity's records that somebody reaches, as conditions of a query."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from taktline.catalog.filter import Moment, filter_of
from taktline.catalog.path import Paths
from taktline.catalog.records import Place
from taktline.catalog.shape import Shape
from taktline.catalog.sight import any_of_all, place_condition
from taktline.feel.types import Type
from taktline.platform.command import Principal
from taktline.platform.identity.access import Reach
from taktline.store.plan import Condition


class Ground:
    """One entity, and what its conditions are made with.

    Args:
        shape: the entity.
        types: its fields' types.
        paths: follows names to columns.
        places: the equipment hierarchy, where a reach names a node.
        moment: what `now()` and `today()` are.
    """

    def __init__(
        self,
        shape: Shape,
        types: Mapping[str, Type],
        paths: Paths,
        *,
        places: Mapping[UUID, Place],
        moment: Moment,
    ) -> None:
        self.shape = shape
        self.types = types
        self.paths = paths
        self.places = places
        self.moment = moment

    def reached(self, reaches: Sequence[Reach], user: Principal) -> tuple[Condition, ...]:
        """Return the conditions of the records in any of the reaches; all must hold.

        Raises:
            FilterRefused, UnknownPath: a scope cannot be asked.
        """
        return any_of_all([self._part(reach, user) for reach in reaches])

    def _part(self, reach: Reach, user: Principal) -> tuple[Condition, ...]:
        part: list[Condition] = []
        if reach.node is not None:
            place = place_condition(self.shape, reach.node, self.paths, places=self.places)
            part += [] if place is None else [place]
        if reach.scope is not None:
            part += filter_of(
                reach.scope, self.types, self.paths, moment=self.moment, user=user
            ).conditions
        return tuple(part)
