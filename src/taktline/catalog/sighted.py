"""Puts a reader's conditions and field rules under every statement of a query, whoever wrote it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeVar, cast
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.catalog.filter import Moment
from taktline.catalog.path import Paths
from taktline.catalog.reach import Ground
from taktline.catalog.reading import Records
from taktline.catalog.records import Place
from taktline.catalog.shape import Shape
from taktline.catalog.statements import SELECT_PLACES
from taktline.platform.command import Grant, Principal
from taktline.platform.identity.access import (
    Reach,
    hidden_fields,
    masked_fields,
    reaches,
    ruled_fields,
)
from taktline.platform.judge import has_conditions
from taktline.platform.transaction import Params, Pending, Row, Tx
from taktline.store.plan import ColumnType, Condition, Either
from taktline.store.views import Shadows, Standing, View, schema_of

T = TypeVar("T", bound=msgspec.Struct)


class SightedTx:
    """A transaction whose statements read other rows under the names they use; see `Tx`."""

    def __init__(self, tx: Tx, shadows: Shadows | Standing) -> None:
        self._tx = tx
        self._shadows = shadows

    @property
    def tenant(self) -> str:
        """Code of the tenant whose rows are seen."""
        return self._tx.tenant

    @property
    def present(self) -> Instant:
        """What time it is for whoever reads."""
        return self._tx.present

    @property
    def round_trips(self) -> int:
        """How often the server was asked and waited for, so far."""
        return self._tx.round_trips

    def beside(self) -> AbstractAsyncContextManager[Tx]:
        """Queries take no numbers."""
        raise AssertionError("a query opens no second transaction")

    def send(self, sql: str, params: Params = None, *, prepare: bool = True) -> Pending:
        """Queue a statement whose rows are read later."""
        text, given = self._shadows.over(sql, params)
        return self._tx.send(text, given, prepare=prepare)

    def execute(self, sql: str, params: Params = None, *, prepare: bool = True) -> None:
        """Queue a statement whose rows nobody needs."""
        self.send(sql, params, prepare=prepare)

    async def fetch(self, sql: str, params: Params = None, *, prepare: bool = True) -> list[Row]:
        """Send everything queued and this statement; return its rows."""
        return await self.send(sql, params, prepare=prepare).rows()

    def send_many(self, statements: Sequence[tuple[str, Params]], /) -> Sequence[Pending]:
        """Queue several statements whose rows are read later."""
        return [self.send(sql, params) for sql, params in statements]

    async def fetch_many(self, statements: Sequence[tuple[str, Params]], /) -> list[list[Row]]:
        """Send several statements in one round trip; return the rows of each."""
        return [await one.rows() for one in self.send_many(statements)]

    async def rows(self, sql: str, params: Params = None, *, as_: type[T]) -> list[T]:
        """Return rows as structs, columns to fields by position."""
        return await self.send(sql, params).rows_as(as_)

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]] | bytes
    ) -> int:
        """Queries write nothing."""
        raise AssertionError(f"a query writes {table}")

    async def sync(self) -> None:
        """Send everything queued and wait; errors surface here."""
        await self._tx.sync()

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Call `hook` once the transaction is over."""
        self._tx.after_commit(hook)


class Sighted(msgspec.Struct, frozen=True, kw_only=True):
    """How a query is to be run for a reader.

    Attributes:
        tx: the transaction, through the reader's eyes.
        reader: the reader, without the conditions that `tx` sees to.
        is_partial: whether something is left out that the query might need.
    """

    tx: Tx
    reader: Principal
    is_partial: bool


async def sighted(
    tx: Tx, records: Records, reader: Principal, *, needs: str, moment: Moment
) -> Sighted:
    """Return a transaction in which a query finds what its reader may see, and nothing else.

    Conditions of grants hold for the rows of their entity wherever a statement reads them, also
    joined and counted; hidden fields are empty and masked ones starred. Which nodes a reader has
    is the query's own filter (`nodes_for`): a row of a list knows its place, a joined one need not.

    Args:
        records: the tenant's entities.
        needs: the query's permission; its conditions count for the entity it names.
    """
    if not has_conditions(reader):
        return Sighted(tx=tx, reader=reader, is_partial=False)
    parts = {name: _narrow(reader, name, needs) for name in records.shapes}
    places: dict[UUID, Place] = {}
    if any(one.node is not None for found in parts.values() for one in found):
        places = {place.id: place for place in await tx.rows(SELECT_PLACES, as_=Place)}
    made = [
        _view(records, shape, reader, parts=parts[name], places=places, moment=moment)
        for name, shape in records.shapes.items()
    ]
    views = [view for view in made if view is not None]
    if not views:
        return Sighted(tx=tx, reader=reader, is_partial=False)
    return Sighted(
        tx=cast(Tx, SightedTx(tx, Shadows(views, schema=schema_of(tx.tenant)))),
        reader=_lifted(reader, records.shapes),
        is_partial=True,
    )


def _narrow(reader: Principal, entity: str, needs: str) -> tuple[Reach, ...]:
    """Return the parts of an entity's records a reader sees; () = no condition narrows them."""
    asked = needs if needs.partition(":")[0] == entity else f"{entity}:read"
    found = reaches(reader, asked)
    narrowed = found and any(part.scope is not None for part in found)
    return found if narrowed else ()


def _view(
    records: Records,
    shape: Shape,
    reader: Principal,
    *,
    parts: tuple[Reach, ...],
    places: Mapping[UUID, Place],
    moment: Moment,
) -> View | None:
    hidden, masked = frozenset[str](), frozenset[str]()
    if ruled_fields(reader, shape.name):
        hidden, masked = hidden_fields(reader, shape.name), masked_fields(reader, shape.name)
    if not parts and not hidden and not masked:
        return None
    paths = Paths(records.shapes, shape)
    ground = Ground(shape, records.types.of(shape.name), paths, places=places, moment=moment)
    filters: tuple[Condition, ...]
    try:
        filters = ground.reached(parts, reader) if parts else ()
    except Problem:
        filters = (Either(conditions=()),)  # a condition that cannot be asked shows nothing
    return View(
        table=shape.table,
        columns=columns_in(shape),
        hidden=hidden,
        masked=masked,
        filters=filters,
        links=paths.links,
    )


def columns_in(shape: Shape) -> tuple[tuple[str, ColumnType], ...]:
    """Return every column of an entity's table, those that its document leaves out too."""
    described = [(column.name, column.type) for column in shape.columns]
    others: list[tuple[str, ColumnType]] = [(name, "text") for name in shape.entity.undescribed]
    return (*described, *others)


def _lifted(reader: Principal, shapes: Mapping[str, Shape]) -> Principal:
    """Return a reader whose grants no longer name the conditions that the views see to."""
    grants: list[Grant] = [
        msgspec.structs.replace(grant, scope=None)
        if grant.needs.partition(":")[0] in shapes
        else grant
        for grant in reader.grants
    ]
    return msgspec.structs.replace(reader, grants=tuple(grants))
