"""What a reader may see of an entity: which records, which fields. Put into every query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import msgspec

from taktline.catalog.path import Found, Paths, Step
from taktline.catalog.records import Place
from taktline.catalog.request import FilterHidden
from taktline.catalog.shape import EQUIPMENT, SITE, Shape
from taktline.platform.command import Principal
from taktline.platform.identity.access import FieldLevel, Reach, field_level, reaches
from taktline.platform.judge import NotPermitted
from taktline.store.plan import AnyOf, Condition, Either, Every, Ref

ALWAYS_SHOWN = frozenset({"id", "code", "archived", "version"})
"""What a link shows of a record to whoever sees the link."""


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader sees of one entity.

    Attributes:
        reaches: parts of the records; a record is shown if it lies in any of them.
        reader: who reads, for the fields.
        shapes: all entities, for what formulas see through links.
    """

    shape: Shape
    reader: Principal
    reaches: tuple[Reach, ...]
    shapes: Mapping[str, Shape] = {}

    def shows(self, found: Found) -> bool:
        """Say whether the reader sees a field's value as it is."""
        return self.level(found) in ("read", "edit")

    def level(self, found: Found) -> str:
        """Return how much of a field the reader sees: hidden, masked, read or edit."""
        levels = [self._step_level(step) for step in found.steps]
        return min(levels, key=("hidden", "masked", "read", "edit").index)

    def level_of(self, shape: Shape, name: str) -> FieldLevel:
        """Return how much of a field of a record itself, or of its lines, the reader sees."""
        return self._step_level(Step(shape, name, False))

    def _step_level(self, step: Step) -> FieldLevel:
        """Return how much of one field on the way is seen; lines are as open as their subform.

        Of a linked record everybody who sees the link sees the code; more needs the right to read
        all records of its kind, as no condition is asked of each.
        """
        if step.shape.is_lines or (step.is_linked and step.name in ALWAYS_SHOWN):
            return "edit"
        if step.is_linked and not self._reads_all(step.shape):
            return "hidden"
        return self._field_level(step.shape, step.name)

    def _field_level(self, shape: Shape, name: str) -> FieldLevel:
        """A formula shows no more than the least of what it is computed from."""
        names = {name, *inputs_of(shape, name)}
        levels = [field_level(self.reader, shape.name, one) for one in names]
        levels += [self._step_level(step) for step in self._looked_through(shape, names)]
        return min(levels, key=("hidden", "masked", "read", "edit").index)

    def _looked_through(self, shape: Shape, names: Iterable[str]) -> Iterator[Step]:
        """Return the fields of linked records that formulas look at."""
        for name in names:
            field = shape.fields.get(name)
            formula = None if field is None else field.formula
            for path in sorted(() if formula is None else formula.paths):
                link = shape.fields.get(path[0])
                target = self.shapes.get((None if link is None else link.field.to) or "")
                if len(path) > 1 and target is not None:
                    yield Step(target, path[1], True)

    def _reads_all(self, shape: Shape) -> bool:
        """Whether every record of a linked entity is the reader's to see."""
        return any(
            reach.scope is None and (reach.node is None or not shape.is_placed)
            for reach in reaches(self.reader, f"{shape.name}:read")
        )

    def refuse_hidden(self, found: Iterable[Found]) -> None:
        """Refuse to filter, sort, group or measure by what the reader does not see.

        Raises:
            FilterHidden: the first such field.
        """
        for one in found:
            if not self.shows(one):
                raise FilterHidden(path=one.name)


def sight_of(shape: Shape, reader: Principal, shapes: Mapping[str, Shape]) -> Sight:
    """Return what a reader sees of an entity.

    Raises:
        NotPermitted: nothing.
    """
    needs = f"{shape.name}:read"
    found = reaches(reader, needs)
    if not found:
        raise NotPermitted(needs=needs)
    return Sight(shape=shape, reader=reader, reaches=found, shapes=shapes)


def inputs_of(shape: Shape, name: str) -> set[str]:
    """Return the fields that a formula looks at, directly or through other formulas."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        field = shape.fields.get(waiting.pop())
        if field is None or field.formula is None:
            continue
        for path in field.formula.paths:
            if path[0] not in found:
                found.add(path[0])
                waiting.append(path[0])
    return found


def needs_places(sight: Sight) -> bool:
    """Whether the equipment hierarchy must be read to know which records are shown."""
    return sight.shape.is_placed and all(reach.node is not None for reach in sight.reaches)


def place_condition(
    shape: Shape, node: UUID, paths: Paths, *, places: Mapping[UUID, Place]
) -> Condition | None:
    """Return the condition of records at and below a node; None where records have no place."""
    if not shape.is_placed:
        return None
    below = below_node(node, places)
    if shape.name == SITE:
        place = places.get(node)
        return AnyOf(ref=paths.find("id").ref, values=[node if place is None else place.site])
    site = SITE if SITE in shape.fields else f"place.{SITE}"
    at_site = AnyOf(ref=paths.find(site).ref, values=[node])
    equipment = equipment_ref(shape, paths)
    if equipment is None:
        return at_site
    return Either(conditions=(at_site, AnyOf(ref=equipment, values=below)))


def equipment_ref(shape: Shape, paths: Paths) -> Ref | None:
    """Return the column that says at which equipment a record is; None = only its site counts."""
    if shape.name == EQUIPMENT:
        return paths.find("id").ref
    for link in shape.links:
        if link.field.type == "link" and link.field.to == EQUIPMENT:
            return paths.find(link.name).ref
    return None if SITE in shape.fields else paths.find(f"place.{EQUIPMENT}").ref


def below_node(node: UUID, places: Mapping[UUID, Place]) -> list[UUID]:
    """Return a node and everything below it."""
    children: dict[UUID, list[UUID]] = defaultdict(list)
    for place in places.values():
        if place.parent is not None:
            children[place.parent].append(place.id)
    found: dict[UUID, None] = {node: None}
    waiting = [node]
    while waiting:
        for child in children[waiting.pop()]:
            if child not in found:
                found[child] = None
                waiting.append(child)
    return list(found)


def any_of_all(parts: Iterable[tuple[Condition, ...]]) -> tuple[Condition, ...]:
    """Return "all of one part hold" for any part, as conditions that must all hold."""
    listed = list(parts)
    if any(not part for part in listed):
        return ()
    if len(listed) == 1:
        return listed[0]
    return (Either(conditions=tuple(Every(conditions=part) for part in listed)),)
