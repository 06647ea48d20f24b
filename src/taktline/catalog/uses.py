"""Which records hold on to others: asked before one goes out of use, or a fixed value changes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.filter import filter_of
from taktline.catalog.fits import ANY_MOMENT
from taktline.catalog.path import Paths
from taktline.catalog.shape import Shape
from taktline.catalog.statements import count_named
from taktline.store.plan import AnyOf, Condition, Output, QueryPlan
from taktline.store.queries import Compiled, compile_query

KEEPING_MAX = 100_000
"""Records looked through for what their json names: routes and open orders."""


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
    conditions = _now(shapes, shape, paths)
    plan = QueryPlan(
        table=shape.table,
        links=paths.links,
        outputs=(Output(name="record", ref=ref), Output(name="count", measure="count")),
        filters=(AnyOf(ref=ref, values=list(ids)), *conditions),
        group=(ref,),
        limit=max(len(ids), 1),
    )
    return compile_query(plan)


def still_named(shapes: Mapping[str, Shape], path: str, *, ids: Sequence[UUID]) -> Compiled:
    """Return the question which of some records the json of others names, and how many.

    Args:
        path: an entity and its json field, such as `work_master.content`.
    """
    name, field = path.split(".")
    shape = shapes[name]
    paths = Paths(shapes, shape)
    plan = QueryPlan(
        table=shape.table,
        links=paths.links,
        outputs=(Output(name="record", ref=paths.follow(("id",)).ref),),
        filters=_now(shapes, shape, paths),
        limit=KEEPING_MAX,
    )
    keeping = compile_query(plan)
    return Compiled(
        sql=count_named(shape.table, field, keeping=keeping.sql),
        params={**keeping.params, "ids": list(ids)},
    )


def _now(shapes: Mapping[str, Shape], shape: Shape, paths: Paths) -> tuple[Condition, ...]:
    """Return what holds of an entity's records that keep others in use now."""
    if shape.entity.keeps is None:
        return ()
    types = RecordTypes({one: known.entity for one, known in shapes.items()}).of(shape.name)
    return filter_of(shape.entity.keeps.when, types, paths, moment=ANY_MOMENT).conditions
