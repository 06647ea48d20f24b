"""Runs subscribers: every event once, in order; one that fails is put aside, the line goes on."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.platform.batch import Batch, CausedRefused, LoadRefused, wire_args
from taktline.platform.caused import Caused
from taktline.platform.database import Database
from taktline.platform.door import groups
from taktline.platform.envelope import Asked, Outcome
from taktline.platform.events.dead_letter import take
from taktline.platform.events.event import HEAD, SealedEvent, Window, read_events
from taktline.platform.events.subscriber import Subscriber
from taktline.platform.events.wake import AWAY, Tenants, rounds
from taktline.platform.judge import Desk, TenantClosed
from taktline.platform.retry import Busy, OutOfSpace, retried
from taktline.platform.transaction import Tx
from taktline.store import ConnectionLost, DatabaseUnreachable, StoreBusy
from taktline.store.listen import Bell

PASSING = (TenantClosed, Busy, OutOfSpace, StoreBusy, DatabaseUnreachable, ConnectionLost)
"""What goes away by itself and says nothing about the event: it is tried again later."""

TENANTS_AT_ONCE = 2
"""Few, for the same reason as at the door: a reaction may need a second connection."""

CURSORS = "SELECT subscriber, position FROM subscriber_cursor"
NEW_CURSOR = """
    INSERT INTO subscriber_cursor (subscriber, position) VALUES (%(subscriber)s, 0)
    ON CONFLICT (subscriber) DO NOTHING
"""
CURSOR = """
    SELECT position FROM subscriber_cursor WHERE subscriber = %(subscriber)s FOR UPDATE SKIP LOCKED
"""
CURSOR_SEEN = "SELECT position FROM subscriber_cursor WHERE subscriber = %(subscriber)s"
MOVE_CURSOR = """
    UPDATE subscriber_cursor SET position = %(position)s WHERE subscriber = %(subscriber)s
"""
PUT_ASIDE = """
    INSERT INTO dead_letter (subscriber, cause, ordinal, position, code, args, failed_at)
    VALUES (%(subscriber)s, %(cause)s, %(ordinal)s, %(position)s, %(code)s, %(args)s::json, %(at)s)
    ON CONFLICT (subscriber, cause, ordinal) DO NOTHING
"""


class EventFailed(Exception):  # noqa: N818 - named for what it says
    """What an event asked for was refused."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Step(msgspec.Struct, frozen=True):
    """What one transaction of a subscriber did.

    Attributes:
        events: how many it read; those it does not want do not count.
        more: there is more to read at once.
    """

    events: int
    more: bool


class Told(msgspec.Struct, frozen=True):
    """Why an event was put aside, as a refusal tells it."""

    code: str
    args: dict[str, object]


IDLE = Step(0, more=False)


class SubscriberRun:
    """One subscriber in this process. Several processes may run it: the cursor's lock decides."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        *,
        subscriber: Subscriber,
        committed: Callable[[str], None] = lambda tenant: None,
    ) -> None:
        """Prepare a run.

        Args:
            database: where tenants' transactions run.
            desk: verbs and what decisions need.
            subscriber: whom to run.
            committed: called with the tenant after each commit that wrote; wakes the sealer.
        """
        self._database = database
        self._desk = desk
        self._subscriber = subscriber
        self._committed = committed

    @property
    def name(self) -> str:
        """The subscriber's name."""
        return self._subscriber.name

    async def run(self, bell: Bell, *, tenants: Tenants) -> None:
        """Follow the events of all tenants until cancelled; `follow` takes several subscribers."""
        await follow(self._database, bell, tenants=tenants, runs=[self])

    async def catch_up(self, tenant: str) -> int:
        """Read everything that is sealed; return how many events that were."""
        total = 0
        while True:
            step = await self.step(tenant)
            total += step.events
            if not step.more:
                return total

    async def try_again(self, tenant: str, cause: UUID, *, ordinal: int) -> None:
        """Give the subscriber an event again that was put aside; the dead letter goes if it works.

        Raises:
            NotFound: there is no such dead letter.
            Problem: the event is refused again; the dead letter stays.
        """
        try:
            await retried(
                self._desk,
                tenant,
                asked=(),
                work=lambda: self._once_again(tenant, cause, ordinal=ordinal),
            )
        except (EventFailed, LoadRefused, CausedRefused) as failed:
            raise failed.problem from None

    async def step(self, tenant: str) -> Step:
        """Read the next events in one transaction; one by one if that fails."""
        try:
            return await self._retried(tenant, self._subscriber.batch)
        except PASSING:
            raise
        except Exception:  # noqa: BLE001 - a subscriber's mistake must not stop the line
            return await self._single(tenant)

    async def _single(self, tenant: str) -> Step:
        """Read one event; if it fails again, put it aside with its reason."""
        before = await self._position(tenant)
        try:
            return await self._retried(tenant, 1)
        except PASSING:
            raise
        except (EventFailed, LoadRefused, CausedRefused) as failed:
            told = Told(failed.problem.code, wire_args(failed.problem))
        except Problem as problem:
            told = Told(problem.code, wire_args(problem))
        except Exception as error:  # noqa: BLE001 - the dead letter says what went wrong
            told = Told("internal-error", {"error": f"{type(error).__name__}: {error}"})
        await self._put_aside(tenant, told, before=before)
        return Step(1, more=True)

    async def _retried(self, tenant: str, limit: int) -> Step:
        return await retried(
            self._desk, tenant, asked=(), work=lambda: self._once(tenant, limit=limit)
        )

    async def _once(self, tenant: str, *, limit: int) -> Step:
        async with self._database.transaction(tenant) as tx:
            batch = Batch(self._desk, tx)
            window = await self._next(tx, limit)
            if window is None:
                return IDLE
            if window.events:
                await self._react(batch, tx, events=window.events)
                tx.after_commit(lambda: self._committed(tenant))
            tx.execute(MOVE_CURSOR, {"subscriber": self._subscriber.name, "position": window.until})
        return Step(len(window.events), more=window.more)

    async def _once_again(self, tenant: str, cause: UUID, *, ordinal: int) -> None:
        async with self._database.transaction(tenant) as tx:
            position = await take(tx, self._subscriber.name, cause=cause, ordinal=ordinal)
            window = await read_events(tx, position - 1, limit=1)
            await self._react(Batch(self._desk, tx), tx, events=window.events)
            tx.after_commit(lambda: self._committed(tenant))

    async def _next(self, tx: Tx, limit: int) -> Window | None:
        """Lock the cursor and read on; None if somebody else is reading, or nothing is new."""
        name = {"subscriber": self._subscriber.name}
        tx.execute(NEW_CURSOR, name)
        rows = await tx.fetch(CURSOR, name)
        if not rows:
            return None
        position = msgspec.convert(rows[0][0], int)
        window = await read_events(tx, position, names=self._subscriber.events, limit=limit)
        return window if window.until > position else None

    async def _react(self, batch: Batch, tx: Tx, *, events: Sequence[SealedEvent]) -> None:
        await batch.check_fence()
        caused = await self._subscriber.react(tx, events)
        if self._subscriber.refused is None:
            asked = [
                batch.caused(one, cause=event.cause, depth=event.depth + 1) for event, one in caused
            ]
            for group in groups(asked):
                for outcome in await batch.decide_group(group):
                    if isinstance(outcome, Problem):
                        raise EventFailed(outcome)
        else:
            refused = await _refused(batch, caused)
            if refused:
                self._subscriber.refused(tx, refused)
        batch.finish()

    async def _position(self, tenant: str) -> int:
        async with self._database.transaction(tenant, readonly=True) as tx:
            rows = await tx.fetch(CURSOR_SEEN, {"subscriber": self._subscriber.name})
        return msgspec.convert(rows[0][0], int) if rows else 0

    async def _put_aside(self, tenant: str, told: Told, *, before: int) -> None:
        """Write a dead letter and go on, unless somebody else has meanwhile gone on."""
        name = self._subscriber.name
        async with self._database.transaction(tenant) as tx:
            window = await self._next(tx, 1)
            if window is None or window.after != before:
                return
            for event in window.events:
                params = {
                    "subscriber": name,
                    "cause": event.cause,
                    "ordinal": event.ordinal,
                    "position": event.position,
                    "code": told.code,
                    "args": msgspec.json.encode(told.args).decode(),
                    "at": self._desk.clock(),
                }
                tx.execute(PUT_ASIDE, params)
            tx.execute(MOVE_CURSOR, {"subscriber": name, "position": window.until})


async def _refused(
    batch: Batch, caused: Sequence[tuple[SealedEvent, Caused]]
) -> list[tuple[SealedEvent, Caused, Problem]]:
    """Decide commands each for itself; return those that were refused, and why."""
    refused: list[tuple[SealedEvent, Caused, Problem]] = []
    reasons: dict[UUID, tuple[SealedEvent, Caused]] = {}
    asked: list[Asked] = []
    for event, one in caused:
        try:
            ready = batch.caused(one, cause=event.cause, depth=event.depth + 1)
        except Problem as problem:
            refused.append((event, one, problem))
            continue
        reasons[ready.command.id] = (event, one)
        asked.append(ready)
    for group in groups(asked):
        outcomes = await _outcomes(batch, group)
        for ready, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, Problem):
                refused.append((*reasons[ready.command.id], outcome))
    return refused


async def _outcomes(batch: Batch, group: Sequence[Asked]) -> Sequence[Outcome]:
    """Decide a group together; one by one where what they look at could not be loaded at once."""
    try:
        return await batch.decide_group(group)
    except LoadRefused as failed:
        if len(group) == 1:
            return [failed.problem]
    return [outcome for one in group for outcome in await _outcomes(batch, [one])]


async def follow(
    database: Database, bell: Bell, *, tenants: Tenants, runs: Sequence[SubscriberRun]
) -> None:
    """Feed subscribers until cancelled: at once when events were sealed, and once a second.

    Args:
        database: where tenants' transactions run.
        bell: hears of sealed events.
        tenants: codes of the tenants to care for.
        runs: all subscribers of this process; an idle tenant costs one short read for all of them.
    """
    async for news in rounds(bell, "sealed", tenants=tenants):
        free = asyncio.Semaphore(TENANTS_AT_ONCE)

        async def one(tenant: str, free: asyncio.Semaphore = free) -> None:
            async with free:
                with contextlib.suppress(TenantClosed, Busy, OutOfSpace, *AWAY):
                    for run in await behind(database, tenant, runs=runs):
                        await run.catch_up(tenant)

        await asyncio.gather(*map(one, news.tenants))


async def behind(
    database: Database, tenant: str, *, runs: Sequence[SubscriberRun]
) -> list[SubscriberRun]:
    """Return the subscribers that have not read everything that is sealed."""
    async with database.transaction(tenant, readonly=True) as tx:
        heads = tx.send(HEAD)
        rows = await tx.fetch(CURSORS)
        head = msgspec.convert((await heads.rows())[0][0], int)
    read = {str(name): msgspec.convert(position, int) for name, position in rows}
    return [run for run in runs if read.get(run.name, 0) < head]
