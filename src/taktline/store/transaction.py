"""A transaction of one tenant: begun with its first question, committed with its last writes."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

import msgspec

from taktline.base.host import utc_now
from taktline.store.encode import Bound, Params, bind
from taktline.store.pool import Lease, Pool
from taktline.store.refusals import ConnectionLost, StatementRefused
from taktline.store.wire import Row, Slot, Wire

T = TypeVar("T", bound=msgspec.Struct)

LOCK_TIMEOUT_MS = 5_000
STATEMENT_TIMEOUT_MS = 30_000

DISCARD_PLANS = "DISCARD PLANS"

Observer = Callable[[str, str], None]


class Sent:
    """A queued statement; see `taktline.platform.transaction.Pending`."""

    __slots__ = ("_slot", "_tx")

    def __init__(self, tx: "Transaction", slot: Slot) -> None:
        self._tx = tx
        self._slot = slot

    async def rows(self) -> list[Row]:
        """Return the rows, sending everything queued if that has not happened yet."""
        slot = self._slot
        if slot.result is None:
            await self._tx.sync()
        return self._tx.wire.rows(slot)

    async def rows_as(self, kind: type[T], /) -> list[T]:
        """Return the rows as structs, columns to fields by position."""
        return structs(await self.rows(), kind)

    async def affected(self) -> int:
        """Return how many rows the statement wrote."""
        if self._slot.result is None:
            await self._tx.sync()
        return self._tx.wire.affected(self._slot)


class Transaction:
    """See `taktline.platform.transaction.Tx`, which this fulfils."""

    def __init__(
        self,
        lease: Lease,
        tenant: str,
        observer: Observer | None,
        *,
        present: datetime,
        another: Callable[[], AbstractAsyncContextManager["Transaction"]],
    ) -> None:
        self.present = present
        self._another = another
        self._lease = lease
        self._tenant = tenant
        self._observer = observer
        self._failed: Exception | None = None
        self._committing = False
        self.hooks: list[Callable[[], None]] = []

    @property
    def wire(self) -> Wire:
        """The connection this transaction runs on."""
        return self._lease.wire

    @property
    def tenant(self) -> str:
        """Code of the tenant whose rows are seen."""
        return self._tenant

    @property
    def round_trips(self) -> int:
        """How often the server was asked and waited for, so far."""
        return self.wire.round_trips

    def beside(self) -> AbstractAsyncContextManager["Transaction"]:
        """Open a short transaction of the same tenant on a second connection."""
        return self._another()

    def send(self, sql: str, params: Params = None, *, prepare: bool = True) -> Sent:
        """Queue a statement whose rows are read later."""
        return Sent(self, self._queue(sql, bind(sql, params), prepare=prepare))

    def _queue(self, sql: str, bound: Bound, *, prepare: bool = True) -> Slot:
        if self._observer is not None:
            self._observer(self._tenant, sql)
        return self._lease.wire.queue(bound, prepare=prepare)

    def open(self, statements: tuple[str, ...]) -> None:
        """Queue how the transaction begins."""
        if self._observer is not None:
            for statement in statements:
                self._observer(self._tenant, statement)
        self._lease.wire.repeat(_opened_by(statements))

    def execute(self, sql: str, params: Params = None, *, prepare: bool = True) -> None:
        """Queue a statement whose rows nobody needs; its error surfaces with the next result."""
        self._queue(sql, bind(sql, params), prepare=prepare)

    async def fetch(self, sql: str, params: Params = None, *, prepare: bool = True) -> list[Row]:
        """Send everything queued and this statement; return its rows."""
        return await self.send(sql, params, prepare=prepare).rows()

    def send_many(self, statements: Sequence[tuple[str, Params]], /) -> list[Sent]:
        """Queue several statements whose rows are read later; parameters are encoded once."""
        known: dict[int, dict[str, bytes | None]] = {}
        return [
            Sent(self, self._queue(sql, bind(sql, params, known.setdefault(id(params), {}))))
            for sql, params in statements
        ]

    async def fetch_many(self, statements: Sequence[tuple[str, Params]], /) -> list[list[Row]]:
        """Send several statements in one round trip; return the rows of each."""
        return [await one.rows() for one in self.send_many(statements)]

    async def rows(self, sql: str, params: Params = None, *, as_: type[T]) -> list[T]:
        """Return rows as structs, columns to fields by position."""
        return structs(await self.fetch(sql, params), as_)

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]] | bytes
    ) -> int:
        """Append rows by COPY; returns how many."""
        await self.sync()
        return await self.wire.copy(table, columns, rows)

    async def sync(self) -> None:
        """Send everything queued and wait; errors surface here."""
        if self._failed is not None:
            raise self._failed
        try:
            await self._exchange()
        except (StatementRefused, ConnectionLost) as failure:
            self._failed = failure
            raise

    async def commit(self) -> None:
        """Send what is queued together with COMMIT."""
        self._committing = True
        self.execute("COMMIT")
        try:
            await self.sync()
        except ConnectionLost as lost:
            lost.outcome_unknown = True
            raise

    async def roll_back(self) -> None:
        """Take everything back, as far as anything reached the server."""
        wire = self.wire
        wire.forget()
        if wire.alive and wire.in_transaction:
            try:
                wire.queue(bind("ROLLBACK", None))
                await wire.exchange()
            except (StatementRefused, ConnectionLost):
                wire.retire()

    async def _exchange(self) -> None:
        try:
            await self.wire.exchange()
        except ConnectionLost:
            if self.round_trips > 1 or self._committing:
                raise
            # The server went away while the connection lay idle: nothing was done on it yet.
            await self._lease.renew()
            await self.wire.exchange()

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Call `hook` once the transaction is durable; not at all if it is not."""
        self.hooks.append(hook)


@asynccontextmanager
async def transaction(
    pool: Pool,
    tenant: str,
    opening: tuple[str, ...],
    *,
    observer: Observer | None,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[Transaction]:
    """Run a transaction: its opening travels with the first question, COMMIT with the last.

    Raises:
        StatementRefused: a statement was refused; everything is rolled back.
        ConnectionLost: the connection broke; `outcome_unknown` when COMMIT was on its way.
    """

    def another() -> AbstractAsyncContextManager[Transaction]:
        return transaction(pool, tenant, opening, observer=observer, clock=clock)

    lease = await pool.lend(tenant)
    try:
        tx = Transaction(lease, tenant, observer, present=clock(), another=another)
        first = (*opening, DISCARD_PLANS) if lease.wire.plans_are_old() else opening
        tx.open(first)
        try:
            yield tx
            if tx.round_trips or tx.wire.waiting > len(first):
                await tx.commit()
        except BaseException:
            await tx.roll_back()
            raise
    finally:
        pool.take_back(lease)
    for hook in tx.hooks:
        hook()


@lru_cache(maxsize=1024)
def _opened_by(statements: tuple[str, ...]) -> tuple[Slot, ...]:
    """Return the statements of an opening as they are sent, every time anew."""
    return tuple(Slot(*bind(one, None), one != DISCARD_PLANS) for one in statements)


@lru_cache(maxsize=1024)
def opening_statements(
    role: str,
    schema: str,
    *,
    readonly: bool = False,
    durable: bool = True,
    lock_timeout_ms: int = LOCK_TIMEOUT_MS,
    statement_timeout_ms: int = STATEMENT_TIMEOUT_MS,
) -> tuple[str, ...]:
    """Return how every transaction begins (rule R4). Names are checked by who makes them.

    What writes is planned as the connection says, by keys; reads may filter by anything and are
    planned for what they ask.
    """
    opening: tuple[str, ...] = (
        "BEGIN READ ONLY" if readonly else "BEGIN",
        f'SET LOCAL ROLE "{role}"',
        f'SET LOCAL search_path = "{schema}"',
        f"SET LOCAL lock_timeout = {int(lock_timeout_ms)}",
        f"SET LOCAL statement_timeout = {int(statement_timeout_ms)}",
    )
    if readonly:
        opening = (*opening, "SET LOCAL plan_cache_mode = auto", "SET LOCAL enable_seqscan = on")
    return opening if durable else (*opening, "SET LOCAL synchronous_commit = off")


def structs(rows: list[Row], kind: type[T]) -> list[T]:
    """Make structs of rows, columns to fields by position.

    Raises:
        msgspec.ValidationError: a column does not have the field's type.
        ValueError: more or fewer columns than fields.
    """
    names = _fields(kind)
    return [msgspec.convert(dict(zip(names, row, strict=True)), kind, strict=False) for row in rows]


@lru_cache(maxsize=512)
def _fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(kind))
