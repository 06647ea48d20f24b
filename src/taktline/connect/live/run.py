"""Keeps every enabled connection of every tenant running in exactly one process."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import msgspec
import structlog

from taktline.base.problem import Problem
from taktline.connect.connections.connection import Connection
from taktline.connect.connections.link import (
    LEASE,
    Lease,
    LeaseLost,
    Progress,
    Waiting,
    begin_trial,
    end_trial,
    free_connections,
    give_back,
    lock_lease,
    note_progress,
    renew_lease,
    take_lease,
    trials_asked,
)
from taktline.connect.live.heard import Heard, Lines, Mark, microseconds
from taktline.connect.machines.mtconnect.observation import Observation, instant_of
from taktline.platform.batch import Batch, CausedRefused, LoadRefused
from taktline.platform.command import Command
from taktline.platform.database import Database
from taktline.platform.door import groups
from taktline.platform.envelope import asked_of, decoded
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.judge import Desk
from taktline.platform.retry import retried
from taktline.platform.transaction import Tx
from taktline.store import ConnectionLost, DatabaseUnreachable, StatementRefused, StoreBusy

LOG = structlog.get_logger("taktline.connect")

LOOK_EVERY_S = 1.0
RENEW_EVERY_S = LEASE.total_seconds() / 3
BEGIN_AGAIN_S = 2.0
"""After a mistake of ours or a database that is away."""
CONNECTIONS_MAX = 500
"""Lines one process keeps; more processes of the role share what is left."""
TRIALS_MAX = 4
AWAY = (StoreBusy, DatabaseUnreachable, ConnectionLost, StatementRefused)


class Interpreted(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at a line came to.

    Attributes:
        commands: names of verbs with what is to be recorded, in order.
        checkpoint: what must be kept of the machine, written with them.
        known_us: until when it is known what the machine did.
    """

    commands: Sequence[tuple[str, Command]]
    checkpoint: bytes
    known_us: int
    late: int = 0
    ahead: int = 0


class Interpreter(Protocol):
    """Knows what machines' words mean; the composition root gives it."""

    def items(self, connection: Connection) -> frozenset[str]:
        """Return the data items that can change anything."""

    async def take(
        self, tx: Tx, connection: Connection, *, checkpoint: bytes | None, heard: Heard
    ) -> Interpreted:
        """Return what a look at the line changes, given what was kept of the machine."""

    async def keep(self, tenant: str, connection: Connection, said: Sequence[Observation]) -> None:
        """Keep measured series; what was kept already is left out."""


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """What the role works with.

    Attributes:
        holder: name of this process, different from every other's.
        lines: the protocols.
        renew_every_s: how often a line on which nothing changes is booked; a third of a lease.
        committed: called with the tenant after each commit that wrote; wakes the sealer.
    """

    database: Database
    desk: Desk
    interpreter: Interpreter
    lines: Lines
    holder: str
    renew_every_s: float = RENEW_EVERY_S
    committed: Callable[[str], None] = lambda tenant: None


class Connecting:
    """The role in this process: takes what nobody runs, and runs it."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self._running: dict[tuple[str, object], asyncio.Task[None]] = {}
        self._trials: set[asyncio.Task[None]] = set()

    async def run(self, tenants: Callable[[], Awaitable[Sequence[str]]]) -> None:
        """Look every second for connections nobody runs, until cancelled."""
        try:
            while True:
                for tenant in await tenants():
                    await self._look(tenant)
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._stop()

    async def _look(self, tenant: str) -> None:
        role, now = self._role, self._role.desk.clock()
        room = CONNECTIONS_MAX - len(self._running)
        async with role.database.transaction(tenant, readonly=True) as tx:
            free = await free_connections(tx, now=now, limit=max(room, 0))
            trials = await trials_asked(tx, limit=TRIALS_MAX)
        for waiting in free:
            if (tenant, waiting.id) not in self._running:
                await self._take(tenant, waiting)
        for waiting in trials[: TRIALS_MAX - len(self._trials)]:
            task = asyncio.create_task(self._try(tenant, waiting), name=f"try:{waiting.code}")
            self._trials.add(task)
            task.add_done_callback(self._trials.discard)

    async def _take(self, tenant: str, waiting: Waiting) -> None:
        role = self._role
        async with role.database.transaction(tenant) as tx:
            lease = await take_lease(tx, waiting, holder=role.holder, now=role.desk.clock())
        if lease is None:
            return
        key = (tenant, waiting.id)
        task = asyncio.create_task(self._keep(tenant, lease), name=f"connection:{waiting.code}")
        self._running[key] = task
        task.add_done_callback(lambda _: self._running.pop(key, None))

    async def _keep(self, tenant: str, lease: Lease) -> None:
        """Run one connection until it is another's; what fails begins again from what is booked.

        The edge of a line: no machine may stop another one's, whatever it says.
        """
        log = LOG.bind(tenant=tenant, connection=lease.connection.code)
        try:
            await Keeper(self._role, tenant, lease).run()
        except LeaseLost:
            log.info("connection_left")
        except AWAY as failure:
            log.warning("connection_interrupted", why=type(failure).__name__)
        except Exception as failure:
            log.error("connection_failed", exc_info=failure)
            await asyncio.sleep(BEGIN_AGAIN_S)
        await self._give_back(tenant, lease)

    async def _give_back(self, tenant: str, lease: Lease) -> None:
        try:
            async with self._role.database.transaction(tenant) as tx:
                give_back(tx, lease)
        except AWAY:
            return  # It ends by itself.

    async def _try(self, tenant: str, waiting: Waiting) -> None:
        role = self._role
        async with role.database.transaction(tenant) as tx:
            if not await begin_trial(tx, waiting.id, now=role.desk.clock()):
                return
        items = role.interpreter.items(waiting)
        found = await role.lines[waiting.protocol].attempt(waiting, items)
        async with role.database.transaction(tenant) as tx:
            end_trial(tx, waiting.id, found=msgspec.json.encode(found), now=role.desk.clock())

    async def _stop(self) -> None:
        tasks = [*self._running.values(), *self._trials]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Keeper:
    """One connection in this process: hears, books what is new together with how far it came."""

    def __init__(self, role: Role, tenant: str, lease: Lease) -> None:
        self._role = role
        self._tenant = tenant
        self._lease = lease
        self._checkpoint, self._place = _opened(lease.checkpoint)
        self._booked_at = 0.0
        self._shown: tuple[object, ...] = ()

    async def run(self) -> None:
        """Hear and book until the lease is lost.

        Raises:
            LeaseLost: another process runs the connection now, or it was changed.
        """
        lease, connection = self._lease, self._lease.connection
        items = self._role.interpreter.items(connection)
        mark = Mark(known_us=microseconds(lease.known_until), place=self._place, items=items)
        waiting: list[Heard] = []
        line = self._role.lines[connection.protocol]
        try:
            async for heard in line.hear(connection, mark):
                waiting.append(heard)
                if self._is_due(waiting, items):
                    await self._book(together(waiting))
                    waiting = []
        except asyncio.CancelledError:
            # Asked to stop in order: what was heard is booked, and somebody else may go on.
            if waiting:
                await self._book(together(waiting))
            async with self._role.database.transaction(self._tenant) as tx:
                give_back(tx, lease)
            raise

    def _is_due(self, waiting: Sequence[Heard], items: frozenset[str]) -> bool:
        """Say whether something is new, or the lease must be renewed."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._booked_at >= self._role.renew_every_s:
            return True
        if _state_of(waiting[-1]) != self._shown:
            return True
        return any(one.item in items for heard in waiting for one in heard.observations)

    async def _book(self, heard: Heard) -> None:
        role, connection = self._role, self._lease.connection
        await role.desk.registry.of_tenant.ready(self._tenant)
        if heard.observations:
            await role.interpreter.keep(self._tenant, connection, heard.observations)
        place = heard.place or self._place
        checkpoint = await retried(
            role.desk, self._tenant, asked=(), work=lambda: self._once(heard, place)
        )
        self._checkpoint, self._place = checkpoint, place
        self._booked_at = asyncio.get_running_loop().time()
        self._shown = _state_of(heard)

    async def _once(self, heard: Heard, place: dict[str, str] | None) -> bytes:
        role, lease = self._role, self._lease
        async with role.database.transaction(self._tenant) as tx:
            batch = Batch(role.desk, tx)
            await lock_lease(tx, lease)
            await batch.check_fence()
            taken = await role.interpreter.take(
                tx, lease.connection, checkpoint=self._checkpoint, heard=heard
            )
            await self._record(batch, taken)
            now = role.desk.clock()
            await renew_lease(tx, lease, now=now)
            progress = _progress(heard, taken, kept=_closed(taken.checkpoint, place))
            note_progress(tx, lease, progress=progress, now=now)
            if taken.commands:
                tx.after_commit(lambda: role.committed(self._tenant))
        return taken.checkpoint

    async def _record(self, batch: Batch, taken: Interpreted) -> None:
        registry, client = self._role.desk.registry, f"connect:{self._lease.connection.code}"
        asked = []
        for name, command in taken.commands:
            verb = registry.verb(self._tenant, name)
            assert verb is not None, f"{name} is a verb of the kernel"
            one = asked_of(verb, decoded(verb, command), SYSTEM)
            one.client = client
            asked.append(one)
        try:
            for group in groups(asked):
                for outcome in await batch.decide_group(group):
                    if isinstance(outcome, Problem):
                        raise outcome
        except (LoadRefused, CausedRefused) as refused:
            raise refused.problem from None
        batch.finish()


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The checkpoint as it is stored: the machine's, and the protocol's bookmark."""

    machine: bytes
    place: dict[str, str] | None = None


def _opened(checkpoint: bytes | None) -> tuple[bytes | None, dict[str, str] | None]:
    if checkpoint is None:
        return None, None
    kept = msgspec.json.decode(checkpoint, type=_Kept)
    return kept.machine, kept.place


def _closed(machine: bytes, place: dict[str, str] | None) -> bytes:
    return msgspec.json.encode(_Kept(machine=machine, place=place))


def together(looks: Sequence[Heard]) -> Heard:
    """Return several looks as one: all observations, the state of the last."""
    last = looks[-1]
    vouched = [one.vouched_us for one in looks if one.vouched_us is not None]
    places = [one.place for one in looks if one.place is not None]
    return msgspec.structs.replace(
        last,
        observations=tuple(said for one in looks for said in one.observations),
        vouched_us=max(vouched, default=None),
        place=places[-1] if places else None,
        gap=any(one.gap for one in looks),
        dropped=any(one.dropped for one in looks),
    )


def _state_of(heard: Heard) -> tuple[object, ...]:
    problem = None if heard.problem is None else heard.problem.code
    return heard.connected_us, problem


def _progress(heard: Heard, taken: Interpreted, *, kept: bytes) -> Progress:
    said = max(heard.observations, key=lambda one: one.at_us, default=None)
    connected_us = heard.connected_us
    return Progress(
        checkpoint=kept,
        known_until=instant_of(taken.known_us),
        connected_at=None if connected_us is None else instant_of(connected_us),
        heard_at=None if said is None else instant_of(heard.at_us),
        said_at=None if said is None else instant_of(said.at_us),
        item=None if said is None else said.item,
        value=None if said is None else said.value[:VALUE_SHOWN_MAX],
        received=len(heard.observations),
        late=taken.late,
        ahead=taken.ahead,
        gaps=int(heard.gap),
        drops=int(heard.dropped),
        problem=heard.problem,
    )


VALUE_SHOWN_MAX = 200
