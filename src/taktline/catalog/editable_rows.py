"""Tells a list which of its records may be changed now, so that screens ask for nothing in vain."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.filter import filter_of
from taktline.catalog.fits import Moment
from taktline.catalog.path import Paths
from taktline.catalog.request import RecordsPage
from taktline.catalog.shape import Shape
from taktline.catalog.sight import Sight
from taktline.platform.transaction import Tx
from taktline.store.plan import AnyOf, Output, QueryPlan, Ref
from taktline.store.queries import compile_query

ID = Ref(column="id", type="uuid", nullable=False)


class Known(Protocol):
    """The entities a reader can ask for."""

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """By name."""
        ...

    @property
    def types(self) -> RecordTypes:
        """Their fields' types."""
        ...


class Asked(Protocol):
    """Who asks for a list, and when."""

    sight: Sight
    moment: Moment

    @property
    def records(self) -> Known:
        """What there is."""
        ...


async def with_editable(tx: Tx, asked: Asked, page: RecordsPage) -> RecordsPage:
    """Return a page that says of each row whether it may be changed now.

    Nothing is said where the entity has no such condition, and where the reader does not see what
    the condition looks at: the command itself is refused then.
    """
    shape = asked.sight.shape
    ids = [row["id"] for row in page.rows if isinstance(row.get("id"), UUID)]
    if not shape.editable or not ids or len(ids) < len(page.rows):
        return page
    paths = Paths(asked.records.shapes, shape)
    types = asked.records.types.of(shape.name)
    try:
        asking = [
            filter_of(rule.holds.text, types, paths, moment=asked.moment) for rule in shape.editable
        ]
        for wanted in asking:
            asked.sight.refuse_hidden(wanted.looks_at)
    except Problem:
        return page
    plan = QueryPlan(
        table=shape.table,
        links=paths.links,
        outputs=(Output(name="id", ref=ID),),
        filters=(AnyOf(ref=ID, values=ids), *(one for w in asking for one in w.conditions)),
        limit=len(ids),
    )
    query = compile_query(plan)
    found = {row[0] for row in await tx.fetch(query.sql, query.params, prepare=False)}
    return msgspec.structs.replace(page, editable=[one in found for one in ids])
