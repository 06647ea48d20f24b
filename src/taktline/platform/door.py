"""The door: the one way anything changes. Takes commands, folds those that wait, answers each."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from uuid import UUID

import msgspec

from taktline.base.problem import Problem, Several
from taktline.base.text import Text
from taktline.platform.batch import (
    Batch,
    CausedRefused,
    LoadRefused,
    Repeated,
    RuleBrokenWhenWritten,
)
from taktline.platform.command import BATCH_MAX, Principal
from taktline.platform.database import LOCK_TIMEOUT_MS, Database
from taktline.platform.envelope import (
    Answer,
    Asked,
    Item,
    Outcome,
    ShapeRefused,
    UnknownVerb,
    asked_of,
    decoded,
)
from taktline.platform.judge import Desk, NotPermitted, may_somewhere
from taktline.platform.recording import IdReused
from taktline.platform.retry import Busy, retried
from taktline.store.refusals import (
    CheckViolated,
    Conflict,
    OutOfRange,
    ReferenceMissing,
    StatementRefused,
)

ITEMS_MAX = 1_000
"""Commands in one request: an offline queue of a week; more comes in several requests."""
WAITING_MAX = 5_000
"""Commands of one tenant and verb that wait: some seconds of work; more is told to come later."""
AT_ONCE_MAX = 5
"""Transactions a door keeps open: fewer than a process has connections, as loading a state may
reserve business numbers on a second one; what waits here is folded meanwhile."""
DRY_RUN_LOCK_TIMEOUT_MS = 1_000
Known = dict[UUID, Answer | IdReused]
"""Answers of commands that were accepted before."""
INVARIANTS = (Conflict, CheckViolated, ReferenceMissing, OutOfRange)


class TooMany(Problem):
    """A request holds more commands than one transaction's worth of patience."""

    title = Text(
        en="{count} commands in one request; at most {limit}.",
        zh="一次请求包含 {count} 个命令,最多 {limit} 个。",
    )
    status = 413


class NeighbourRefused(Problem):
    """All or nothing: another command of the same request was refused, so this one was not done."""

    title = Text(
        en="Nothing was done, as command {index} of the request was refused: {code}.",
        zh="请求中第 {index} 个命令被拒绝({code}),因此全部未执行。",
    )
    status = 409


class InvariantBroken(Problem):
    """PostgreSQL refused what the decision allowed; nothing was written."""

    title = Text(
        en="The database refused the change: {constraint} on {table} does not hold.",
        zh="数据库拒绝该更改:{table} 上的约束 {constraint} 不成立。",
    )
    status = 409


class NumberTooLarge(Problem):
    """A quantity or an amount would grow beyond what can be kept; nothing was written."""

    title = Text(
        en="A quantity or an amount would have more than 14 digits before the point.",
        zh="数量或金额的整数部分将超过 14 位。",
    )
    status = 409


class RolledBack(Exception):  # noqa: N818 - named for what it says
    """Ends a transaction whose outcome is known and whose rows are not wanted."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


class _Waiting(msgspec.Struct, kw_only=True, eq=False):
    asked: Asked
    reply: asyncio.Future[Outcome]


class _Lane:
    """Commands of one tenant and verb that wait while the batch before them commits.

    Attributes:
        taken: the batch in hand.
        singly: so many of those that wait are done one by one, as they were spoiled together.
    """

    def __init__(self) -> None:
        self.waiting: deque[_Waiting] = deque()
        self.taken: list[_Waiting] = []
        self.singly = 0
        self.runner: asyncio.Task[None] | None = None

    def take(self) -> list[_Waiting]:
        """Take the next batch; the same id twice goes into two batches, one after the other."""
        batch: list[_Waiting] = []
        left: deque[_Waiting] = deque()
        ids: set[int] = set()  # as numbers: they are found quicker
        most = 1 if self.singly else BATCH_MAX
        self.singly = max(0, self.singly - 1)
        while self.waiting and len(batch) < most:
            one = self.waiting.popleft()
            if one.reply.cancelled():
                continue
            if one.asked.command.id.int in ids:
                left.append(one)
                continue
            ids.add(one.asked.command.id.int)
            batch.append(one)
        if left:
            left.extend(self.waiting)
            self.waiting = left
        self.taken = batch
        return batch

    def put_back(self) -> None:
        """Let the batch in hand wait again, in front: its commands are done one by one."""
        self.waiting.extendleft(reversed(self.taken))
        self.singly = len(self.taken)


class Door:
    """Takes commands of all tenants for one process."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        *,
        committed: Callable[[str], None] = lambda tenant: None,
        at_once: int = AT_ONCE_MAX,
    ) -> None:
        """Open the door.

        Args:
            database: where tenants' transactions run.
            desk: verbs, fact kinds, clock, guards.
            committed: called with the tenant after each commit; wakes the sealer.
            at_once: transactions open at a time; at least two fewer than there are connections.
        """
        self._free = asyncio.Semaphore(at_once)
        self.desk = desk
        self._database = database
        self._committed = committed
        self._lanes: dict[tuple[str, str], _Lane] = {}
        self._entrances: dict[str, asyncio.Lock] = {}

    async def submit(
        self,
        tenant: str,
        principal: Principal,
        *,
        items: Sequence[Item],
        atomic: bool = False,
        dry_run: bool = False,
    ) -> list[Outcome]:
        """Decide commands; per command its answer or its refusal, in the same order.

        Args:
            tenant: code of the tenant, the credential's.
            principal: who asks.
            items: at most ITEMS_MAX; mixed verbs are decided one after the other.
            atomic: all or nothing, in one transaction.
            dry_run: decide and answer with the facts; nothing is kept.

        Raises:
            TooMany: more than ITEMS_MAX.
        """
        if len(items) > ITEMS_MAX:
            raise TooMany(count=len(items), limit=ITEMS_MAX)
        # Whoever came first is queued first, also while the tenant's documents are looked at.
        async with self._entrances.get(tenant) or self._entrances.setdefault(
            tenant, asyncio.Lock()
        ):
            read = await self._read_all(tenant, principal, items=items, dry_run=dry_run)
            runs = [list(run) for _, run in groupby(read, key=_run_key)]
            first = self._begun(tenant, runs[0]) if runs and not atomic else None
        if atomic:
            return await self._all_or_nothing(tenant, read)
        outcomes: list[Outcome] = []
        for run in runs:
            outcomes += await (first or self._begun(tenant, run))
            first = None
        return outcomes

    async def close(self) -> None:
        """Wait until everything taken is answered."""
        while runners := [lane.runner for lane in self._lanes.values() if lane.runner]:
            await asyncio.wait(runners)

    async def _read_all(
        self, tenant: str, principal: Principal, *, items: Sequence[Item], dry_run: bool
    ) -> list[Asked | Problem]:
        """Decode commands by the verbs in force; what cannot be read, by the newest ones."""
        await self.desk.registry.of_tenant.ready(tenant)
        read = [self._read(tenant, principal, item, dry_run=dry_run) for item in items]
        misread = any(isinstance(one, (UnknownVerb, ShapeRefused, Several)) for one in read)
        if misread and await self.desk.registry.of_tenant.renewed(tenant):
            read = [self._read(tenant, principal, item, dry_run=dry_run) for item in items]
        return read

    def _read(
        self, tenant: str, principal: Principal, item: Item, *, dry_run: bool
    ) -> Asked | Problem:
        """Decode one command and ask whether it may be given anywhere at all."""
        try:
            verb = self.desk.registry.verb(tenant, item.verb)
            if verb is None:
                raise UnknownVerb(verb=item.verb)
            if not may_somewhere(principal, verb):
                self.desk.log.denied(tenant, principal, verb=verb.name, code="not-permitted")
                raise NotPermitted(needs=verb.needs)
            asked = asked_of(verb, decoded(verb, item.body), principal)
        except Problem as problem:
            return problem
        asked.client, asked.on_behalf_of = item.client, item.on_behalf_of
        if dry_run:
            asked.command = msgspec.structs.replace(asked.command, dry_run=True)
        return asked

    def _begun(self, tenant: str, run: Sequence[Asked | Problem]) -> Awaitable[Sequence[Outcome]]:
        """Begin on neighbours of one verb: folded with others that wait, or as one dry run."""
        first = run[0]
        asked = [one for one in run if isinstance(one, Asked)]
        if isinstance(first, Problem) or len(asked) != len(run):
            return asyncio.gather(*(answered(one) for one in run if isinstance(one, Problem)))
        if first.command.dry_run:
            return self._guarded(tenant, asked, self._once_dry)
        queued = self._queue(tenant, asked)
        return _alone(queued[0]) if len(queued) == 1 else asyncio.gather(*queued)

    def _queue(self, tenant: str, run: Sequence[Asked]) -> list[asyncio.Future[Outcome]]:
        key = (tenant, run[0].verb.name)
        lane = self._lanes.setdefault(key, _Lane())
        if len(lane.waiting) + len(run) > WAITING_MAX:
            return [answered(Busy()) for _ in run]
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(asked=asked, reply=loop.create_future()) for asked in run]
        lane.waiting.extend(waiting)
        if lane.runner is None:
            self._run(key, lane)
        return [one.reply for one in waiting]

    def _run(self, key: tuple[str, str], lane: _Lane) -> None:
        lane.runner = asyncio.create_task(self._drain(key, lane))
        lane.runner.add_done_callback(lambda ended: self._ended(key, lane, ended))

    async def _drain(self, key: tuple[str, str], lane: _Lane) -> None:
        """Work until nothing waits; what arrives meanwhile becomes the next batch."""
        while batch := lane.take():
            outcomes = await self._guarded(key[0], [one.asked for one in batch], self._once)
            for one, outcome in zip(batch, outcomes, strict=True):
                if not one.reply.done():
                    one.reply.set_result(outcome)
        lane.runner = None
        self._lanes.pop(key, None)

    def _ended(
        self, key: tuple[str, str], lane: _Lane, ended: asyncio.Task[None]
    ) -> None:  # tidy: positional - the lane and its key
        """Go on after a mistake of ours: it spoils one command, not its neighbours."""
        if ended.cancelled():
            for one in (*lane.taken, *lane.waiting):
                one.reply.cancel()
            return
        error = ended.exception()
        if error is None:
            return
        if len(lane.taken) > 1:
            lane.put_back()
        else:
            for one in lane.taken:
                if not one.reply.done():
                    one.reply.set_exception(error)
        self._run(key, lane)

    async def _guarded(
        self,
        tenant: str,
        asked: Sequence[Asked],
        once: Callable[[str, Sequence[Asked]], Awaitable[list[Outcome]]],
    ) -> list[Outcome]:
        """Do a batch; if it is refused as a whole, do its commands one by one."""
        try:
            return await retried(self.desk, tenant, asked=asked, work=lambda: once(tenant, asked))
        except RuleBrokenWhenWritten:
            return await self._guarded(tenant, asked, once)
        except (LoadRefused, CausedRefused, *INVARIANTS) as refused:
            if len(asked) == 1:
                return [self._told(tenant, refused)]
        except Problem as problem:
            return [problem] * len(asked)
        outcomes: list[Outcome] = []
        for one in asked:
            outcomes += await self._guarded(tenant, [one], once)
        return outcomes

    def _told(self, tenant: str, refused: Exception) -> Problem:
        """Return why a lone command could not be done, in the documents' words where they have."""
        told = None
        if isinstance(refused, StatementRefused):
            told = self.desk.extras.reason(tenant, refused.constraint, refused.table)
        return told or problem_of(refused)

    async def _once(self, tenant: str, asked: Sequence[Asked]) -> list[Outcome]:
        known: Known = {}
        while True:
            try:
                return await self._once_knowing(tenant, asked, known=known)
            except Repeated as repeated:
                known |= repeated.answers
            except RolledBack as refused:
                return refused.outcomes

    async def _once_knowing(
        self, tenant: str, asked: Sequence[Asked], *, known: Known
    ) -> list[Outcome]:
        async with self._free, self._database.transaction(tenant) as tx:
            batch = Batch(self.desk, tx, known=known)
            outcomes = await batch.decide_group(asked)
            if not batch.wrote:
                raise RolledBack(outcomes)  # refusals leave nothing, not even an empty row
            batch.finish()
            tx.after_commit(lambda: self._committed(tenant))
        return outcomes

    async def _once_dry(self, tenant: str, asked: Sequence[Asked]) -> list[Outcome]:
        try:
            async with (
                self._free,
                self._database.transaction(tenant, lock_timeout_ms=DRY_RUN_LOCK_TIMEOUT_MS) as tx,
            ):
                batch = Batch(self.desk, tx)
                outcomes = await batch.decide_group(asked)
                await tx.sync()
                raise RolledBack(outcomes)
        except RolledBack as known:
            return known.outcomes

    async def _all_or_nothing(self, tenant: str, read: Sequence[Asked | Problem]) -> list[Outcome]:
        asked = [one for one in read if isinstance(one, Asked)]
        if len(asked) < len(read):
            return not_done([one if isinstance(one, Problem) else None for one in read])
        dry = any(one.command.dry_run for one in asked)
        if dry:
            for one in asked:
                one.command = msgspec.structs.replace(one.command, dry_run=True)
        try:
            return await retried(
                self.desk,
                tenant,
                asked=asked,
                work=lambda: self._once_atomic(tenant, asked, dry=dry),
            )
        except RolledBack as known:
            return known.outcomes
        except CausedRefused as refused:
            return not_done([refused.problem if one is refused.root else None for one in asked])
        except INVARIANTS as refused:
            return [self._told(tenant, refused)] * len(asked)
        except Problem as problem:
            return [problem] * len(asked)

    async def _once_atomic(
        self, tenant: str, asked: Sequence[Asked], *, dry: bool
    ) -> list[Outcome]:
        known: Known = {}
        while True:
            try:
                return await self._once_atomic_knowing(tenant, asked, dry=dry, known=known)
            except Repeated as repeated:
                known |= repeated.answers

    async def _once_atomic_knowing(
        self, tenant: str, asked: Sequence[Asked], *, dry: bool, known: Known
    ) -> list[Outcome]:
        timeout_ms = DRY_RUN_LOCK_TIMEOUT_MS if dry else LOCK_TIMEOUT_MS
        async with (
            self._free,
            self._database.transaction(tenant, lock_timeout_ms=timeout_ms) as tx,
        ):
            batch = Batch(self.desk, tx, known=known)
            outcomes: list[Outcome] = []
            for group in groups(asked):
                outcomes += await self._group(batch, group)
                if any(isinstance(one, Problem) for one in outcomes):
                    refusals = [one if isinstance(one, Problem) else None for one in outcomes]
                    refusals += [None] * (len(asked) - len(outcomes))
                    raise RolledBack(not_done(refusals))
            if dry:
                await tx.sync()
                raise RolledBack(outcomes)
            batch.finish()
            tx.after_commit(lambda: self._committed(tenant))
        return outcomes

    async def _group(self, batch: Batch, group: Sequence[Asked]) -> list[Outcome]:
        """Decide one group of an atomic request; a refused load is its first command's refusal."""
        try:
            return await batch.decide_group(group)
        except LoadRefused as refused:
            return [refused.problem]


async def _alone(reply: asyncio.Future[Outcome]) -> list[Outcome]:
    """Return one outcome as others return many."""
    return [await reply]


def groups(asked: Sequence[Asked]) -> list[list[Asked]]:
    """Return neighbours of one verb together, at most BATCH_MAX, an id only once per group."""
    found: list[list[Asked]] = []
    for one in asked:
        last = found[-1] if found else []
        same = last and last[0].verb is one.verb and len(last) < BATCH_MAX
        if same and all(other.command.id != one.command.id for other in last):
            last.append(one)
        else:
            found.append([one])
    return found


def not_done(refusals: Sequence[Problem | None]) -> list[Outcome]:
    """Return the refusals, and for every other command that the first of them stopped it."""
    index, first = next((n, p) for n, p in enumerate(refusals) if p is not None)
    return [p or NeighbourRefused(index=index, code=first.code) for p in refusals]


def answered(outcome: Outcome) -> asyncio.Future[Outcome]:
    """Return a future that is answered already."""
    future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    future.set_result(outcome)
    return future


def problem_of(refused: Exception) -> Problem:
    """Return why a lone command could not be done."""
    if isinstance(refused, (LoadRefused, CausedRefused)):
        return refused.problem
    assert isinstance(refused, StatementRefused)
    if isinstance(refused, OutOfRange):
        return NumberTooLarge()
    return InvariantBroken(constraint=refused.constraint or refused.sqlstate, table=refused.table)


def _run_key(one: Asked | Problem) -> tuple[str, bool]:
    if isinstance(one, Problem):
        return ("", False)
    return (one.verb.name, one.command.dry_run)
