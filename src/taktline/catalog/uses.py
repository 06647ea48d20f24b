"""Which records hold on to others: asked before one goes out of use, or a fixed value changes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.filter import filter_of
from taktline.catalog.fits import ANY_MOMENT
from taktline.catalog.path import Paths
from taktline.catalog.shape import Shape
from taktline.store.plan import AnyOf, Condition, Output, QueryPlan
from taktline.store.queries import Compiled, compile_query


def still_linked(shapes: Mapping[str, Shape], path: str, *, ids: Sequence[UUID]) -> Compiled:
    """Return the question which of some records others lead to, and how many: (id, count) rows.

    Args:
        path: an entity and its links, such as `lot.material.unit`; of an entity that keeps others
            only at times, the records that do now.
        ids: of the records that may be led to.
    """
    name, *links = path.split(".")
    shape = shapes[name]
    paths = Paths(shapes, shape)
    ref = paths.follow(tuple(links)).ref
    conditions: tuple[Condition, ...] = ()
    if shape.entity.keeps is not None:
        types = RecordTypes({one: known.entity for one, known in shapes.items()}).of(name)
        when = shape.entity.keeps.when
        conditions = filter_of(when, types, paths, moment=ANY_MOMENT).conditions
    plan = QueryPlan(
        table=shape.table,
        links=paths.links,
        outputs=(Output(name="record", ref=ref), Output(name="count", measure="count")),
        filters=(AnyOf(ref=ref, values=list(ids)), *conditions),
        group=(ref,),
        limit=max(len(ids), 1),
    )
    return compile_query(plan)
