"""A query's rows as if they were records: PostgreSQL narrows, sorts and adds up, however many."""

from collections.abc import Mapping

import msgspec

from taktline.catalog.answers.columns import Column
from taktline.catalog.entity import Entity, Field
from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.filter import Moment
from taktline.catalog.measured import read_measured
from taktline.catalog.reading import Records, count_records
from taktline.catalog.request import RecordsPage, RecordsRequest
from taktline.catalog.shape import Shape, ShapedField
from taktline.catalog.sighted import SightedTx
from taktline.catalog.waypoints import Waypoints, read_waypoints
from taktline.platform.command import Grant, Principal
from taktline.platform.query import Source
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx
from taktline.store.plan import ColumnPlan
from taktline.store.views import Standing

LISTED = "listed"
"""What a query's rows are called in statements; no table has that name."""
ID = "id"


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A query's rows ready to be asked for like records.

    Attributes:
        tx: finds the rows under the name `LISTED`.
        reader: may read all of them: who sees which is the statement's own matter.
        order: the query's own.
    """

    tx: Tx
    records: Records
    reader: Principal
    moment: Moment
    order: tuple[str, ...]

    async def page(self, request: RecordsRequest) -> RecordsPage:
        """Return one page of the rows or of their groups.

        Raises:
            Problem: see `taktline.catalog.reading.read_records`.
        """
        return await read_measured(
            self.tx, self.records, self._asked(request), reader=self.reader, moment=self.moment
        )

    async def waypoints(self, request: RecordsRequest, every: int) -> Waypoints:
        """Return where the list of these rows can be entered.

        Raises:
            Problem: see `taktline.catalog.reading.read_records`.
        """
        return await read_waypoints(
            self.tx,
            self.records,
            self._asked(request),
            reader=self.reader,
            moment=self.moment,
            every=every,
        )

    async def count(self, request: RecordsRequest, at_most: int) -> int:
        """Return how many rows there are, counted no further than `at_most` + 1.

        Raises:
            Problem: see `taktline.catalog.reading.read_records`.
        """
        return await count_records(
            self.tx,
            self.records,
            self._asked(request),
            reader=self.reader,
            moment=self.moment,
            at_most=at_most,
        )

    def _asked(self, request: RecordsRequest) -> RecordsRequest:
        """Return what is asked, of these rows; those alike follow the query's own order."""
        named = {one.removeprefix("-") for one in request.order}
        own = (one for one in self.order if one.removeprefix("-") not in named)
        return msgspec.structs.replace(
            request, entity=LISTED, order=(*request.order, *own), editable=False
        )


def listed(
    tx: Tx,
    query: AnyQuery,
    source: Source,
    *,
    columns: Mapping[str, Column],
    reader: Principal,
    moment: Moment,
) -> Listed:
    """Return a query's rows as they can be asked for.

    Args:
        tx: a transaction that sees what the reader may see.
        columns: of the query's rows, by name.
    """
    assert query.key == (ID,), f"rows of {query.name} have no id"
    stand = Standing(
        name=LISTED, columns=query.row.__struct_fields__, sql=source.sql, params=source.params
    )
    shape = _shape(query, columns)
    return Listed(
        tx=SightedTx(tx, stand),
        records=Records(shapes={LISTED: shape}, types=RecordTypes({LISTED: shape.entity})),
        reader=msgspec.structs.replace(reader, grants=(Grant(needs=f"{LISTED}:read"),)),
        moment=moment,
        order=source.order,
    )


def _shape(query: AnyQuery, columns: Mapping[str, Column]) -> Shape:
    fields = {
        name: Field(type=one.type, label=one.label, options=one.options, unit_in=one.unit_in)
        for name, one in columns.items()
        if name != ID
    }
    entity = Entity(
        entity=LISTED,
        label=query.label,
        key=(),
        title=ID,
        storage="kernel",
        written_by=(query.name,),
        system=(ID,),
        fields=fields,
    )
    return Shape(
        entity=entity,
        table=LISTED,
        fields={
            name: ShapedField(name=name, field=field, column=columns[name].stored)
            for name, field in fields.items()
        },
        columns=tuple(
            ColumnPlan(name=one.name, type=one.stored, nullable=one.nullable)
            for one in columns.values()
        ),
        uniques=(),
        formulas=(),
        checks=(),
        needed={},
        sought=tuple(n for n, one in columns.items() if one.is_shown and one.stored == "text"),
    )
