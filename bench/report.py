"""What a report costs: through HTTP, through the door alone, and as one SQL function.

All variants write the same rows (command, event, response, totals, moves, balances) durably on the
same server, interleaved in one run. HTTP means the whole door: API key, role, permission,
validation, audit, events, in a server process of its own on loopback. CPU per operation is the
figure that counts, and of the rounds the least, as the machine may be busy: `app` is the process
that does the work (for HTTP the server, not the client), `server` is PostgreSQL.
The reference, the door and HTTP take turns in every round, every second one backwards, so that
none always finds the machine as the same other one left it; after them come the targets, how often
the server was asked per batch and how many reports a batch held, and what `--tenants` factories
that take turns cost beside one.
Run: `python -m bench report [--seconds 1] [--tenants 50] [--profile FILE]`.
"""

import argparse
import asyncio
import cProfile
import multiprocessing
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import psutil

from bench.report_cost import (
    ROUND_TRIPS_MAX,
    TENANTS_COST,
    Meter,
    Variant,
    said,
    targets,
    told,
)
from bench.report_reference import Reference
from taktline.api.registry import REGISTRY
from taktline.api.runtime import Runtime, running
from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.base.loop import run
from taktline.cli.logs import configure_logs
from taktline.cli.serve import listen, web_server
from taktline.platform.clock import SystemClock
from taktline.platform.command import Command, Principal
from taktline.platform.database import LOCK_TIMEOUT_MS
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
from taktline.platform.identity.key_verbs import CreateApiKey
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.staged_secret import stage_api_key
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.judge import Desk
from taktline.platform.setting import Settings
from taktline.platform.transaction import Tx
from taktline.store import Store
from tests.ledger_fixtures import insert_masters

ROUNDS = 4
JOBS = 100
ROTATED = 50
"""Tenants that take turns, beside one alone."""
TURNS_BEFORE = 3
"""Reports of each of them before anything is counted: a factory prepares its statements once."""
ROTATED_JOBS = 4
"""Jobs of each of them: enough for turns, few enough to be made in seconds."""
CLIENTS = (1, 16, 64)
VERB = "kernel.report_operation"
IDLE_S = 2.0
"""A connection that was not used for longer is made anew."""


class Factory(msgspec.Struct, kw_only=True):
    """One tenant with running job orders, and a line leader's API key."""

    tenant: str
    key: str
    principal: Principal


class Counting:
    """A store that notes how often each transaction of the door asked the server."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.round_trips: list[int] = []

    @asynccontextmanager
    async def transaction(
        self, tenant: str, *, readonly: bool = False, lock_timeout_ms: int = LOCK_TIMEOUT_MS
    ) -> AsyncIterator[Tx]:
        """Open a transaction and count."""
        async with self._store.transaction(
            tenant, readonly=readonly, lock_timeout_ms=lock_timeout_ms
        ) as tx:
            yield tx
        self.round_trips.append(tx.round_trips)

    async def outside(self, tenant: str, statements: Sequence[str]) -> None:
        """Run statements beside transactions; no command of this bench has any."""
        await self._store.outside(tenant, statements)


class Lines:
    """Kept-alive connections to the server process: as little client as possible."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter, float]] = []

    async def post(self, key: str, body: bytes, *, verb: str = VERB) -> bytes:
        """Send one command, or (no verb) several; return the answer, which must be a 200."""
        reader, writer = await self._line()
        head = (
            f"POST /api/v1/commands{verb and '/'}{verb} HTTP/1.1\r\nHost: bench\r\n"
            f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in answer.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        content = await reader.readexactly(length)
        assert answer.startswith(b"HTTP/1.1 200"), content
        self._idle.append((reader, writer, time.monotonic()))
        return content

    async def _line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a connection; the server closes one that lies idle for five seconds."""
        while self._idle:
            reader, writer, since = self._idle.pop()
            if time.monotonic() - since < IDLE_S:
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self._port)

    def hang_up(self) -> None:
        """Close all connections."""
        for _, writer, _ in self._idle:
            writer.close()
        self._idle.clear()


class Plant:
    """Everything a run has at hand."""

    def __init__(
        self, runtime: Runtime, alone: Factory, *, lines: Lines, reference: Reference
    ) -> None:
        self.runtime = runtime
        self.alone = alone
        self.rotated: list[Factory] = []
        self.lines = lines
        self.reference = reference
        self.counting = Counting(runtime.store)
        # The server's process has its own door; this one is this process's, with the same rights.
        self.door = Door(
            self.counting,
            Desk(registry=REGISTRY, clock=SystemClock(), compiled=runtime.rights),
        )

    async def through_http(self, job: int) -> None:
        """One report as a terminal sends it, answered."""
        await self.lines.post(self.alone.key, report(job))

    async def in_turn(self, job: int) -> None:
        """The same, of another tenant every time."""
        factory = self.rotated[job % len(self.rotated)]
        await self.lines.post(factory.key, report(job // len(self.rotated), ROTATED_JOBS))

    async def at_one(self, job: int) -> None:
        """The same at the first of those tenants only."""
        await self.lines.post(self.rotated[0].key, report(job, ROTATED_JOBS))

    async def through_the_door(self, job: int) -> None:
        """The same without HTTP and sign-in, in this process."""
        alone = self.alone
        item = Item(verb=VERB, body=report(job))
        outcome = (await self.door.submit(alone.tenant, alone.principal, items=[item]))[0]
        assert isinstance(outcome, Answer), outcome

    async def through_the_function(self, job: int) -> None:
        """The same rows by one call of one SQL function: one round trip, commit included."""
        alone = self.alone
        await self.reference.report(
            alone.tenant, report(job), job=job_code(job), by=alone.principal.id
        )


def job_code(job: int, jobs: int = JOBS) -> str:
    """Return the code of the first operation of the order with this number."""
    return f"WO-{job % jobs}-10"


def report(job: int, jobs: int = JOBS) -> bytes:
    """Return a report of one good piece."""
    return msgspec.json.encode({"id": uuid7(), "job_order": job_code(job, jobs), "good": "1"})


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(folder: Path, port: int, profile: Path | None) -> None:
    """Run the server process, as `taktline serve` runs one, until it is told to stop."""
    settings = Settings(data_dir=folder, log_level="warning", port=port)
    configure_logs(settings)
    if profile is None:
        run(served(settings))
        return
    signal.signal(signal.SIGTERM, lambda *_: None)  # the server ends the process by it, at the end
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(run, served(settings))
    profiler.dump_stats(profile)


async def served(settings: Settings) -> None:
    """Answer on the port; no worker seals here, and no caller is slowed down."""
    with listen(settings) as listening:
        async with running(settings, limited=False) as runtime:
            await web_server(settings, runtime).serve(sockets=[listening])


async def given(runtime: Runtime, tenant: str, verb: str, command: Command) -> Answer:
    """Give one command as the installation itself."""
    outcome = (await runtime.door.submit(tenant, SYSTEM, items=[Item(verb=verb, body=command)]))[0]
    assert isinstance(outcome, Answer), outcome
    return outcome


async def build(
    runtime: Runtime, tenant: str, by: Callable[[], Instant], *, jobs: int = JOBS
) -> Factory:
    """Make a tenant with masters, a line leader's key and orders that run."""
    await create_tenant(runtime.store, runtime.keys, by, asked=NewTenant(code=tenant, name="Works"))
    async with runtime.store.transaction(tenant) as tx:
        insert_masters(tx)
    made = await given(runtime, tenant, "platform.create_user", CreateUser(id=uuid7(), name="Lead"))
    user = made.events[0].record
    assign = AssignRole(id=uuid7(), user=user, role="line_leader")
    await given(runtime, tenant, "platform.assign_role", assign)
    staged = await stage_api_key(runtime.gate, tenant, by=SYSTEM)
    assert staged.shown is not None
    create = CreateApiKey(
        id=uuid7(),
        secret=staged.id,
        name="terminal",
        user=user,
        allowed=("*",),
        ends_at=by() + timedelta(days=30),
    )
    key = await given(runtime, tenant, "platform.create_api_key", create)
    principal = await runtime.rights.of_key(tenant, key.events[0].record)
    await release_orders(runtime, tenant, jobs)
    return Factory(tenant=tenant, key=staged.shown.reveal(), principal=principal)


async def release_orders(runtime: Runtime, tenant: str, jobs: int) -> None:
    """Draft and release the orders, each with two operations and room for a million pieces."""
    orders = [f"WO-{number}" for number in range(jobs)]
    drafts: list[dict[str, object]] = [
        {
            "code": order, "site": "F1", "material": "SCREW", "ordered": "1000000",
            "route": "Turn→Check",
        }
        for order in orders
    ]  # fmt: skip
    steps: list[tuple[str, list[dict[str, object]]]] = [
        ("kernel.create_work_order", drafts),
        ("kernel.release_work_order", [{"work_order": order} for order in orders]),
        ("kernel.report_operation", [{"job_order": f"{o}-10", "good": "1"} for o in orders]),
    ]
    for verb, bodies in steps:
        items = [
            Item(verb=verb, body=msgspec.json.encode({"id": uuid7(), **body})) for body in bodies
        ]
        outcomes = await runtime.door.submit(tenant, SYSTEM, items=items)
        refused = [one for one in outcomes if not isinstance(one, Answer)]
        assert not refused, refused[0]


async def until_it_answers(port: int) -> None:
    """Wait for the server process."""
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise TimeoutError("the server process did not come up")


async def compare(
    folder: Path, *, seconds: float, tenants: int, clients: tuple[int, ...], profile: Path | None
) -> None:
    """Run all variants in turn, several times, and print the table."""
    port = free_port()
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(
            running(Settings(data_dir=folder, log_level="warning"), limited=False)
        )
        alone = await build(runtime, "bench", lambda: datetime.now(UTC))
        rotated = [
            await build(runtime, f"bench_{number}", lambda: datetime.now(UTC), jobs=ROTATED_JOBS)
            for number in range(tenants)
        ]
        reference = Reference(runtime.store)
        await reference.install(alone.tenant)
        stack.push_async_callback(reference.close)
        spawn = multiprocessing.get_context("spawn")
        server = spawn.Process(target=serve, args=(folder, port, profile))
        server.start()
        assert server.pid is not None
        lines = Lines(port)
        try:
            await until_it_answers(port)
            plant = Plant(runtime, alone, lines=lines, reference=reference)
            plant.rotated = rotated
            own = Meter(folder=folder, app=psutil.Process())
            served = Meter(folder=folder, app=psutil.Process(server.pid))
            await table(plant, own=own, served=served, seconds=seconds, clients=clients)
        finally:
            lines.hang_up()
            server.terminate()
            server.join()


async def table(
    plant: Plant, *, own: Meter, served: Meter, seconds: float, clients: tuple[int, ...]
) -> None:
    """Measure and print."""
    ways = (
        ("SQL function", plant.through_the_function, own),
        ("door", plant.through_the_door, own),
        ("HTTP", plant.through_http, served),
    )
    by_clients = {
        count: [
            Variant(name=f"{name}, {said(count)}", once=once, meter=meter, clients=count)
            for name, once, meter in ways
        ]
        for count in clients
    }
    turns = [
        Variant(name="HTTP, one tenant, 1 client", once=plant.at_one, meter=served, clients=1),
        Variant(
            name=f"HTTP, {len(plant.rotated)} tenants in turn",
            once=plant.in_turn,
            meter=served,
            clients=1,
        ),
    ]
    variants = [one for some in by_clients.values() for one in some]
    variants += turns if plant.rotated else []
    for one in variants:  # connections open, statements are prepared
        await one.run(seconds / 2, counted=False)
    for turn in range(TURNS_BEFORE * len(plant.rotated)):  # every tenant's, too
        await plant.in_turn(turn)
    plant.counting.round_trips.clear()
    for number in range(ROUNDS):  # back and forth: none always follows the same one
        for one in variants if number % 2 == 0 else reversed(variants):
            await one.run(seconds)
    print(f"{'':<34}{'ops/s':>9}{'app us':>11}{'server us':>11}{'CPU us':>11}")
    for one in variants:
        print(one.cost.row(one.name))
    trips = plant.counting.round_trips
    print()
    told("round trips per batch, at most", max(trips), at_most=ROUND_TRIPS_MAX)
    for count, (function, _, http) in by_clients.items():
        targets(count, function.cost, http.cost)
    if plant.rotated:
        single, many = (turn.cost.app + turn.cost.server for turn in turns)
        told("CPU of tenants in turn / of one", many / single, at_most=TENANTS_COST)


def main() -> None:
    """Measure in a folder of its own, and remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="per variant and round")
    parser.add_argument("--tenants", type=int, default=ROTATED, help="tenants that take turns")
    parser.add_argument("--clients", type=int, nargs="*", default=list(CLIENTS))
    parser.add_argument("--profile", type=Path, help="write the server's profile there")
    given_ = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    folder.chmod(0o755)
    try:
        asyncio.run(
            compare(
                folder,
                seconds=given_.seconds,
                tenants=given_.tenants,
                clients=tuple(given_.clients),
                profile=given_.profile,
            )
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
