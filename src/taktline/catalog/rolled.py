"""Roll-ups: what the records that link to one come to, computed when it is read."""

from collections.abc import Mapping

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.conditions import types_in
from taktline.catalog.entity import Field
from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.filter import Moment, filter_of
from taktline.catalog.path import Paths, Rolled, Step
from taktline.catalog.shape import PARENT, Shape
from taktline.store.plan import Compare, Condition, Ref, RollUp


class NothingRolledUp(Problem):
    """A roll-up follows a link that is not there."""

    title = Text(
        en="{field}: no field {through} of {entity} leads back here.",
        zh="{field}:{entity} 中没有指回此处的字段 {through}。",
    )
    status = 400


class RollUps:
    """Plans the roll-ups of one question."""

    def __init__(self, shapes: Mapping[str, Shape], types: RecordTypes, moment: Moment) -> None:
        self._shapes = shapes
        self._types = types
        self._moment = moment

    def plan(self, shape: Shape, name: str, source: Ref) -> Rolled:
        """Return the roll-up that is a field of an entity.

        Args:
            shape: the entity.
            name: the field.
            source: the column of the record's id.

        Raises:
            NothingRolledUp: its link is not there.
            UnknownPath, FilterRefused: what it measures or filters by is not there.
        """
        field = shape.fields[name].field
        rows, key = rows_of(shape, name, field, self._shapes)
        types = types_in(rows, self._types, is_subform=rows.is_lines)
        paths = Paths(self._shapes, rows)
        measured = None
        if field.measure not in (None, "count"):
            measured = paths.find(field.field or "")
        filters: list[Condition] = []
        if "archived" in rows.entity.system:
            archived = Ref(column="archived", type="boolean", nullable=False)
            filters.append(Compare(ref=archived, operator="=", value=False))
        steps = () if measured is None else measured.steps
        if field.filter is not None:
            asked = filter_of(field.filter, types, paths, moment=self._moment)
            filters += asked.conditions
            steps += tuple(step for found in asked.looks_at for step in found.steps)
        plan = RollUp(
            name=name,
            table=rows.table,
            key=key,
            source=source,
            measure=field.measure or "count",
            column=None if measured is None else measured.ref,
            links=paths.links,
            filters=tuple(filters),
        )
        kind = "decimal" if measured is None else measured.ref.type
        back = Step(rows, key, True)
        if rows.is_lines:
            back = Step(shape, field.through or "", source.link != "")
        linked = (msgspec.structs.replace(step, is_linked=True) for step in steps)
        return Rolled(plan=plan, type=kind, steps=(back, *linked))


def rows_of(
    shape: Shape, name: str, field: Field, shapes: Mapping[str, Shape]
) -> tuple[Shape, str]:  # tidy: positional - one field
    """Return whose records a roll-up is over, and their column that points back.

    Raises:
        NothingRolledUp: there is no such field, or it links elsewhere.
    """
    through = field.through or ""
    if field.to is None and through in shape.subforms:
        return shape.subforms[through], PARENT
    rows = shapes.get(field.to or "")
    link = None if rows is None else rows.fields.get(through)
    if rows is None or link is None or (link.field.type, link.field.to) != ("link", shape.name):
        raise NothingRolledUp(field=name, through=through, entity=field.to or shape.name)
    return rows, through
