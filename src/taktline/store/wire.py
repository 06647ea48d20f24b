"""One connection that talks in pipelines: many statements out, one wait, all results back."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

import msgspec
import psycopg
from psycopg import pq, sql
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.types.json import set_json_loads

from taktline.store.address import Address
from taktline.store.encode import Bound
from taktline.store.refusals import (
    ConnectionLost,
    DatabaseUnreachable,
    StaleCatalog,
    StatementRefused,
    refusal_of,
)

Row = tuple[object, ...]

AGE_MAX_S = 600.0
TENANTS_MAX = 100
PREPARED_MAX = 2000
"""A connection ends after any of these: the server's memory per connection only grows."""
PLANS_LAST_S = 60.0
"""Plans are made anew this often, as tables grow; each goes by keys from the beginning."""
CONNECT_WAIT_S = 10
OPTIONS = "-c timezone=UTC -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off"
"""How what writes is planned: once per statement and not for every set of parameters, as planning
costs several times what running does; and by keys, as the plan has to hold while tables grow. Reads
say otherwise (`opening_statements`). Where keys are all there is, a plan without one looks so dear
to a server of somebody else that it would compile it to machine code for every single report."""

_DONE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK, pq.ExecStatus.EMPTY_QUERY)
_SYNC = pq.ExecStatus.PIPELINE_SYNC
_BINARY = pq.Format.BINARY


class Slot:
    """The place where one statement's result will stand."""

    __slots__ = ("prepare", "result", "sql", "values")

    def __init__(self, sql: bytes, values: list[bytes | None], prepare: bool) -> None:
        self.sql = sql
        self.values = values
        self.prepare = prepare
        self.result: pq.abc.PGresult | None = None


class Wire:
    """A connection in pipeline mode, with the statements that wait to be sent."""

    def __init__(self, connection: psycopg.AsyncConnection[Row]) -> None:
        self._connection = connection
        self._pg = connection.pgconn
        self._loader = Transformer(connection)
        self._prepared: dict[str, dict[bytes, bytes]] = {}
        self._prepared_count = 0
        self._queue: list[Slot] = []
        self._born = self._planned_at = time.monotonic()
        self._retired = False
        self._news: asyncio.Future[None] | None = None
        self._watched: tuple[asyncio.AbstractEventLoop, int] | None = None
        self.tenant = ""
        self.round_trips = 0
        self.unanswered: list[Slot] = []

    def queue(self, bound: Bound, *, prepare: bool = False) -> Slot:
        """Queue a statement; nothing is sent yet."""
        slot = Slot(*bound, prepare)
        self._queue.append(slot)
        return slot

    def repeat(self, slots: Iterable[Slot]) -> None:
        """Queue statements whose results nobody asks for; the same ones may be queued for ever."""
        self._queue.extend(slots)

    @property
    def waiting(self) -> int:
        """Statements queued and not sent."""
        return len(self._queue)

    @property
    def in_transaction(self) -> bool:
        """Whether the server holds a transaction open for us."""
        return self._pg.transaction_status != pq.TransactionStatus.IDLE

    @property
    def backend(self) -> int:
        """The process on the server's side."""
        return int(self._pg.backend_pid)

    @property
    def alive(self) -> bool:
        """Whether the line still stands."""
        return bool(self._pg.status == pq.ConnStatus.OK)

    @property
    def usable(self) -> bool:
        """Whether the connection may serve another transaction."""
        return not (
            self._retired
            or not self.alive
            or self.in_transaction
            or time.monotonic() - self._born > AGE_MAX_S
            or self._prepared_count > PREPARED_MAX
            or len(self._prepared) > TENANTS_MAX
        )

    def answers(self) -> bool:
        """Whether the server has not hung up while the connection lay idle. Does not wait."""
        try:
            self._pg.consume_input()
        except psycopg.Error:
            return False
        return self.alive

    def serve(self, tenant: str) -> None:
        """Note which tenant comes next."""
        self.tenant = tenant
        if tenant not in self._prepared:
            self._prepared[tenant] = {}
        self.round_trips = 0

    def has_served(self, tenant: str) -> bool:
        """Say whether a tenant's statements are prepared here."""
        return tenant in self._prepared

    def plans_are_old(self) -> bool:
        """Say whether plans should be made anew; that is noted as done."""
        now = time.monotonic()
        is_old = now - self._planned_at > PLANS_LAST_S
        if is_old:
            self._planned_at = now
        return is_old

    def retire(self) -> None:
        """Do not use this connection again after the present transaction."""
        self._retired = True

    def requeue(self, slots: list[Slot]) -> None:
        """Queue statements that another connection could not answer."""
        self._queue = [*slots, *self._queue]

    def forget(self) -> None:
        """Drop what is queued and was not sent."""
        self._queue.clear()

    async def exchange(self) -> None:
        """Send everything queued in one go and wait for all results: one round trip.

        Raises:
            StatementRefused, ConnectionLost: what the first refused statement was refused for.
        """
        slots, self._queue = self._queue, []
        if not slots:
            return
        self.unanswered = slots
        self.round_trips += 1
        try:
            expected = self._send(slots)
            results = await self._converse()
        except psycopg.Error as failure:
            self._unwatch()
            self._retired = True
            raise ConnectionLost(str(failure).strip()) from failure
        except BaseException:
            # Cancelled in mid-sentence: nobody can know where the conversation stands.
            self._retired = True
            self.close()
            raise
        self._distribute(expected, results)

    def rows(self, slot: Slot) -> list[Row]:
        """Return the rows of a statement whose result has come.

        Raises:
            ConnectionLost: it broke meanwhile; an instant is read in the connection's zone.
        """
        result = slot.result
        assert result is not None
        if not result.nfields:
            return []
        try:
            self._loader.set_pgresult(result)
            return self._loader.load_rows(0, result.ntuples, tuple)
        except psycopg.OperationalError as failure:
            self._retired = True
            raise ConnectionLost(str(failure).strip()) from failure

    def affected(self, slot: Slot) -> int:
        """Return how many rows a statement wrote or returned."""
        assert slot.result is not None
        return slot.result.command_tuples or 0

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]] | bytes
    ) -> int:
        """Append rows by COPY, in binary form if they are bytes."""
        if self._queue:
            await self.exchange()
        self.round_trips += 1
        self._unwatch()  # the driver waits for the socket itself here
        self._pg.exit_pipeline_mode()
        try:
            return await self._copy(table, columns, rows)
        except psycopg.Error as failure:
            raise refusal_of(failure) from failure
        except BaseException:
            self._retired = True
            raise
        finally:
            if self._pg.status == pq.ConnStatus.OK:
                self._pg.enter_pipeline_mode()

    async def _copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]] | bytes
    ) -> int:
        target = sql.SQL("COPY {} ({}) FROM STDIN{}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(sql.Identifier(name) for name in columns),
            sql.SQL(" (FORMAT binary)" if isinstance(rows, bytes) else ""),
        )
        async with self._connection.cursor() as cursor:
            async with cursor.copy(target) as stream:
                if isinstance(rows, bytes):
                    await stream.write(rows)
                else:
                    for row in rows:
                        await stream.write_row(row)
            return cursor.rowcount

    def close(self) -> None:
        """Hang up."""
        self._unwatch()
        with suppress(psycopg.Error):
            self._pg.finish()

    async def _converse(self) -> list[pq.abc.PGresult]:
        """Flush, and read results up to the pipeline's end."""
        pgconn = self._pg
        is_busy, next_result = pgconn.is_busy, pgconn.get_result
        results: list[pq.abc.PGresult] = []
        unsent = pgconn.flush()
        while True:
            await self._ready(writing=bool(unsent))
            pgconn.consume_input()
            if unsent:
                unsent = pgconn.flush()
            while not is_busy():
                result = next_result()
                if result is None:
                    if pgconn.status != pq.ConnStatus.OK:
                        raise psycopg.OperationalError("the server closed the connection")
                    continue
                if result.status == _SYNC:
                    return results
                results.append(result)
                next_result()  # says that the statement's results end here, without waiting
            # Some event loops tell of a broken line only once, and do not watch it any more.
            self._unwatch()

    async def _ready(self, *, writing: bool) -> None:
        """Wait until there is something to read, or room to write if that is wanted too."""
        loop = asyncio.get_running_loop()
        self._watch(loop)
        self._news = loop.create_future()
        socket = self._pg.socket
        if writing:
            loop.add_writer(socket, self._stir)
        try:
            await self._news
        finally:
            self._news = None
            if writing:
                loop.remove_writer(socket)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have the socket watched for as long as the connection lasts: asking anew costs more."""
        wanted = (loop, self._pg.socket)
        if self._watched != wanted:
            self._unwatch()
            loop.add_reader(wanted[1], self._stir)
            self._watched = wanted

    def _unwatch(self) -> None:
        """Look away before the socket's number can become another one's."""
        if self._watched is not None and not self._watched[0].is_closed():
            self._watched[0].remove_reader(self._watched[1])
        self._watched = None

    def _stir(self) -> None:
        if self._news is None:
            self._unwatch()  # nobody asked: whoever asks next will find out what it was
        elif not self._news.done():
            self._news.set_result(None)

    def _send(self, slots: list[Slot]) -> list[Slot | bytes]:
        """Hand the statements to libpq; return, result by result, whom each will belong to."""
        expected: list[Slot | bytes] = []
        pgconn = self._pg
        send = pgconn.send_query_prepared
        # Each tenant has statements of its own: PostgreSQL plans one anew for another schema.
        prepared = self._prepared.setdefault(self.tenant, {})
        for slot in slots:
            sql = slot.sql
            if not slot.prepare:
                pgconn.send_query_params(sql, slot.values, result_format=_BINARY)
                expected.append(slot)
                continue
            name = prepared.get(sql)
            if name is None:
                name = b"s%d" % self._prepared_count
                pgconn.send_prepare(name, sql)
                prepared[sql] = name
                self._prepared_count += 1
                expected.append(sql)
            send(name, slot.values, None, _BINARY)
            expected.append(slot)
        pgconn.pipeline_sync()
        return expected

    def _distribute(self, expected: list[Slot | bytes], results: list[pq.abc.PGresult]) -> None:
        failure: pq.abc.PGresult | None = None
        statement = b""
        for owner, result in zip(expected, results, strict=False):
            if result.status not in _DONE:
                if result.status == pq.ExecStatus.FATAL_ERROR and failure is None:
                    failure = result
                    statement = owner if isinstance(owner, bytes) else owner.sql
                if isinstance(owner, bytes):
                    self._retired = True  # numbers of prepared statements no longer agree
            elif isinstance(owner, Slot):
                owner.result = result
        if failure is not None:
            refusal = refusal_of(error_from_result(failure))
            if isinstance(refusal, StatementRefused):
                refusal.statement = statement.decode()
            if isinstance(refusal, (ConnectionLost, StaleCatalog)):
                self._retired = True
            raise refusal
        if len(results) != len(expected):
            self._retired = True
            raise ConnectionLost("the server closed the connection")


async def connect(address: Address) -> Wire:
    """Open a connection in pipeline mode: UTC, JSON by msgspec.

    Raises:
        DatabaseUnreachable: the server does not let us in.
    """
    try:
        connection = await psycopg.AsyncConnection.connect(
            address.conninfo(),
            autocommit=True,
            connect_timeout=CONNECT_WAIT_S,
            options=OPTIONS,
            application_name="taktline",
        )
    except psycopg.OperationalError as failure:
        raise DatabaseUnreachable(address=str(address), reason=str(failure).strip()) from failure
    set_json_loads(msgspec.json.decode, connection)
    connection.pgconn.enter_pipeline_mode()
    return Wire(connection)
