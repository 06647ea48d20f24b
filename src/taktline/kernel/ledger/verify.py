"""Proves the ledger: rebuilds balances, values and genealogy from the moves, and compares."""

import asyncio
import re
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.laws import LAWS, Law
from taktline.platform.transaction import Tx
from taktline.store import Store

FINDINGS_MAX = 20
"""Findings told per law: the first ones show the cause, the rest follow from it."""
SESSIONS = 2
"""Connections that share the work and see the same moment: one for each core of a small server."""
WAIT_MS = 3_600_000
"""A proof reads every move; nobody waits for it."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One place where the ledger is not as its moves say, or a law does not hold.

    Attributes:
        law: L1..L12 of the handbook's ledger chapter, section 10.
        subject: what it is about: place and lot, a move, a pair of lots.
        expected: what the moves say.
        found: what stands there.
    """

    law: str
    subject: str
    expected: str
    found: str


class ProvedLaw(msgspec.Struct, frozen=True, kw_only=True):
    """One law that was asked, how long it took (seconds) and the first places it does not hold."""

    law: str
    title: Text
    took_s: float
    findings: list[Finding]


class LedgerProof(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at and what was wrong; counts are of rows, `took_s` is in seconds."""

    ok: bool
    moves: int
    balances: int
    edges: int
    findings: list[Finding]
    laws: list[ProvedLaw] = []
    took_s: float = 0.0


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """A law has just been proved, or not: the `done`th of `total`."""

    done: int
    total: int
    proved: ProvedLaw


Tell = Callable[[Progress], None]

FIRST = """
    SELECT f.subject, f.expected, f.found FROM ({law}) AS f(subject, expected, found)
    LIMIT %(limit)s"""
COUNTS = (
    "SELECT (SELECT count(*) FROM move), (SELECT count(*) FROM balance), "
    "(SELECT count(*) FROM lot_edge)"
)
# Sums over millions of keys, in memory where they fit; no compiled plans, no helpers beside the
# sessions that share the work anyway.
MEANS = (
    "SET LOCAL work_mem = '128MB'",
    "SET LOCAL jit = off",
    "SET LOCAL max_parallel_workers_per_gather = 0",
)
SNAPSHOT = re.compile(r"[0-9A-Fa-f-]+")

CIRCLES = Text(en="no lot was made from itself", zh="没有批次由自身制成")
# A circle has an edge that leads from a lot to one that is not younger. Only lots that are made
# from others and that others are made from can stand in it: what is bought and what is sold, most
# of all lots, stays out.
BETWEEN = """
    SELECT e.input_lot, e.output_lot FROM lot_edge e
    WHERE EXISTS (SELECT 1 FROM lot_edge i WHERE i.output_lot = e.input_lot)
        AND EXISTS (SELECT 1 FROM lot_edge o WHERE o.input_lot = e.output_lot)
    GROUP BY e.input_lot, e.output_lot HAVING sum(e.quantity_out) > 0"""
LEADS_BACK = f"""
    SELECT EXISTS (
        SELECT 1 FROM ({BETWEEN}) AS b
        JOIN lot i ON i.id = b.input_lot JOIN lot o ON o.id = b.output_lot
        WHERE i.created_at >= o.created_at)"""
STANDING = BETWEEN + " ORDER BY e.input_lot, e.output_lot"
LOTS = "SELECT l.id, l.code FROM lot l WHERE l.id = ANY(%(lots)s::uuid[])"


async def prove(tx: Tx, progress: Tell | None = None) -> LedgerProof:
    """Recompute everything that is derived from moves, and check the laws of the ledger.

    One law after the other in one transaction. What is booked meanwhile may look like a finding,
    unless the transaction sees one moment; `prove_tenant` does.

    Args:
        progress: told after each law.
    """
    return await _prove([tx], progress)


async def prove_tenant(
    store: Store, tenant: str, *, progress: Tell | None = None, sessions: int = SESSIONS
) -> LedgerProof:
    """Prove a whole tenant as it stood at one moment, on several connections at once.

    Ten million moves take about a minute on two cores. Nobody is kept waiting: nothing is locked.

    Args:
        progress: told after each law.
        sessions: connections, 1 or more; as many as the server has cores to spare.
    """
    async with AsyncExitStack() as stack:
        leader = await stack.enter_async_context(_session(store, tenant, snapshot=None))
        rows = await leader.fetch("SELECT pg_export_snapshot()")
        others = [
            await stack.enter_async_context(_session(store, tenant, snapshot=str(rows[0][0])))
            for _ in range(sessions - 1)
        ]
        return await _prove([leader, *others], progress)


@asynccontextmanager
async def _session(store: Store, tenant: str, *, snapshot: str | None) -> AsyncIterator[Tx]:
    """Open a transaction that sees one moment: its own, or that of another session."""
    async with store.transaction(tenant, readonly=True, statement_timeout_ms=WAIT_MS) as tx:
        tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", prepare=False)
        if snapshot is not None:
            assert SNAPSHOT.fullmatch(snapshot), "PostgreSQL names snapshots by hexadecimal numbers"
            tx.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'", prepare=False)
        for means in MEANS:
            tx.execute(means, prepare=False)
        await tx.sync()
        yield tx


async def _prove(sessions: list[Tx], progress: Tell | None) -> LedgerProof:
    started = time.perf_counter()
    waiting = deque(sorted(LAWS, key=lambda law: -law.weight))
    total, proved = len(LAWS) + 1, list[ProvedLaw]()

    def done(one: ProvedLaw) -> None:
        proved.append(one)
        if progress is not None:
            progress(Progress(done=len(proved), total=total, proved=one))

    async def work(tx: Tx, *, first: bool) -> None:
        while waiting:
            done(await _ask(tx, waiting.popleft()))
        if first:
            done(await _circles(tx))

    await _together([work(tx, first=tx is sessions[0]) for tx in sessions])
    counts = (await sessions[0].fetch(COUNTS))[0]
    moves, balances, edges = msgspec.convert(counts, tuple[int, int, int])
    laws = sorted(proved, key=lambda one: int(one.law[1:]))
    findings = [finding for law in laws for finding in law.findings]
    return LedgerProof(
        ok=not findings, moves=moves, balances=balances, edges=edges, findings=findings, laws=laws,
        took_s=round(time.perf_counter() - started, 3),
    )  # fmt: skip


async def _together(works: Sequence[Coroutine[None, None, None]]) -> None:
    """Do works side by side; where one fails, the others end before that is told."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _ask(tx: Tx, law: Law) -> ProvedLaw:
    started = time.perf_counter()
    rows = await tx.fetch(FIRST.format(law=law.sql), {"limit": FINDINGS_MAX}, prepare=False)
    found = [
        Finding(law=law.law, subject=str(subject), expected=str(expected), found=str(there))
        for subject, expected, there in rows
    ]
    took_s = round(time.perf_counter() - started, 3)
    return ProvedLaw(law=law.law, title=law.title, took_s=took_s, findings=found)


async def _circles(tx: Tx) -> ProvedLaw:
    started, lots = time.perf_counter(), list[UUID]()
    if (await tx.fetch(LEADS_BACK, prepare=False))[0][0]:
        edges = msgspec.convert(await tx.fetch(STANDING, prepare=False), list[tuple[UUID, UUID]])
        lots = in_circles(edges)[:FINDINGS_MAX]
    codes = dict(msgspec.convert(await tx.fetch(LOTS, {"lots": lots}), list[tuple[UUID, str]]))
    found = [
        Finding(
            law="L5", subject=codes.get(lot, str(lot)), expected="made from others",
            found="made from itself",
        )
        for lot in lots
    ]  # fmt: skip
    took_s = round(time.perf_counter() - started, 3)
    return ProvedLaw(law="L5", title=CIRCLES, took_s=took_s, findings=found)


def in_circles(edges: Iterable[tuple[UUID, UUID]]) -> list[UUID]:
    """Return the lots that stand on or behind a circle of (input, output) edges; none is right.

    Kahn's algorithm: what nothing leads to is taken away until nothing more can be.
    """
    onward: dict[UUID, list[UUID]] = defaultdict(list)
    leading: dict[UUID, int] = defaultdict(int)
    for source, target in edges:
        onward[source].append(target)
        leading[target] += 1
        leading[source] += 0
    ready = deque(lot for lot, count in leading.items() if count == 0)
    while ready:
        lot = ready.popleft()
        del leading[lot]
        for target in onward[lot]:
            leading[target] -= 1
            if leading[target] == 0:
                ready.append(target)
    return sorted(leading)
