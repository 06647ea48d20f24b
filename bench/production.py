"""A whole production - release, start, two lots issued, report, receipt of a lot, end - against
Tryton 8 on the same PostgreSQL.

Ours goes through HTTP and the whole door, each step a command with its durable commit, all clients
on one product and its two component lots. What a person does at once is one request, as it is one
click in Tryton: order and release, start, issue, report and completion. Tryton runs as
`bench.tryton_reference` says, one user; without its environment only our own rates are shown.
Run: `python -m bench production`, after

    python -m venv .venv-tryton
    .venv-tryton/bin/pip install trytond==8.2.1 trytond_production==8.2.0 \
        trytond_stock_lot==8.2.0 psycopg_pool psycopg[binary]
"""

import asyncio
import itertools
import json
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import msgspec
import psutil
import psycopg

from bench.report import Lines, free_port, given, serve, until_it_answers
from taktline.api.runtime import Runtime, running
from taktline.base.ids import uuid7
from taktline.platform.envelope import Answer, Item
from taktline.platform.identity.key_verbs import CreateApiKey
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.staged_secret import stage_api_key
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.setting import Settings
from tests.ledger_fixtures import insert_masters

CLIENTS = (1, 16, 64)
SECONDS = 5.0
REFERENCE_SECONDS = 20.0
TENANT = "bench"
TRYTON = Path(".venv-tryton/bin/python")
LOTS = ("P-1", "P-2")
ASSEMBLE: dict[str, object] = {
    "sequence": 10,
    "name": "Assemble",
    "materials": [{"material": "PLATE", "quantity_per": "2", "issue_method": "issue"}],
}
numbers = itertools.count(1)


Step = tuple[str, dict[str, object]]


def steps(code: str) -> list[list[Step]]:
    """Return the commands of one production, request by request."""
    job = f"{code}-10"
    lines = [{"material": "PLATE", "lot": lot, "quantity": "1", "source": "WH1"} for lot in LOTS]
    order: dict[str, object] = {
        "code": code, "site": "F1", "material": "BR-100", "ordered": "1",
        "operations": [ASSEMBLE], "receipt_place": "FG",
    }  # fmt: skip
    return [
        [("kernel.create_work_order", order), ("kernel.release_work_order", {"work_order": code})],
        [("kernel.start_job_order", {"job_order": job})],
        [("inventory.issue_material", {"job_order": job, "lines": lines})],
        [
            ("kernel.report_operation", {"job_order": job, "good": "1"}),
            ("kernel.complete_job_order", {"job_order": job}),
        ],
    ]


async def build(runtime: Runtime) -> str:
    """Make a tenant with masters and stock of two lots; return an administrator's key."""
    clock = runtime.gate.clock
    await create_tenant(runtime.store, runtime.keys, clock, asked=NewTenant(code=TENANT, name="W"))
    async with runtime.store.transaction(TENANT) as tx:
        insert_masters(tx)
    made = await given(runtime, TENANT, "platform.create_user", CreateUser(id=uuid7(), name="Ann"))
    user = made.events[0].record
    role = AssignRole(id=uuid7(), user=user, role="administrator")
    await given(runtime, TENANT, "platform.assign_role", role)
    staged = await stage_api_key(runtime.gate, TENANT, by=SYSTEM)
    assert staged.shown is not None
    create = CreateApiKey(
        id=uuid7(),
        secret=staged.id,
        name="bench",
        user=user,
        allowed=("*",),
        ends_at=clock() + timedelta(days=1),
    )
    await given(runtime, TENANT, "platform.create_api_key", create)
    for place in ("WH1", "FG"):
        await _give(runtime, "kernel.open_place", site="F1", code=place, kind="store")
    goods = [
        {"material": "PLATE", "lot": lot, "quantity": "10000000", "place": "WH1", "amount": "1"}
        for lot in LOTS
    ]
    await _give(runtime, "inventory.receive_material", supplier="S1", lines=goods)
    return staged.shown.reveal()


async def _give(runtime: Runtime, verb: str, **body: object) -> None:
    item = Item(verb=verb, body=msgspec.json.encode({"id": uuid7(), **body}))
    outcome = (await runtime.door.submit(TENANT, SYSTEM, items=[item]))[0]
    assert isinstance(outcome, Answer), outcome


class Caller(msgspec.Struct, kw_only=True):
    """Who produces: connections to the server process, and an API key."""

    lines: Lines
    key: str

    async def produce(self) -> None:
        """Make one piece from order to receipt."""
        for request in steps(f"WO-{next(numbers)}"):
            await self._send(request)

    async def _send(self, request: list[Step]) -> None:
        """Send the commands of one request; all must be accepted."""
        if len(request) == 1:
            verb, asked = request[0]
            body = msgspec.json.encode({"id": uuid7(), **asked})
            await self.lines.post(self.key, body, verb=verb)
            return
        given = [{"command": verb, "id": uuid7(), **asked} for verb, asked in request]
        body = msgspec.json.encode({"commands": given})
        answer = await self.lines.post(self.key, body, verb="")
        assert b'"problem"' not in answer, answer


async def rate(caller: Caller, clients: int, seconds: float) -> float:
    """Return productions per second of so many clients."""
    end, done = time.perf_counter() + seconds, 0

    async def work() -> None:
        nonlocal done
        while time.perf_counter() < end:
            await caller.produce()
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(clients)))
    return done / (time.perf_counter() - began)


def reference_rate(runtime: Runtime) -> float | None:
    """Return Tryton's productions per second on the same server; None without its environment."""
    if not TRYTON.exists() or runtime.store.server is None:
        return None
    address = runtime.store.server.address("postgres")
    with psycopg.connect(address.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE tryton_reference")
    url = f"postgresql://{address.login}:{address.password}@{address.host}:{address.port}/"
    words = [str(TRYTON), str(Path(__file__).with_name("tryton_reference.py"))]
    said = subprocess.run(
        [*words, url, str(REFERENCE_SECONDS)], capture_output=True, text=True, check=True
    )
    told = json.loads(said.stdout.splitlines()[-1])
    return float(told["productions"] / told["seconds"])


async def measure(folder: Path) -> None:
    """Measure the reference, then ours with more and more clients, and print the table."""
    port = free_port()
    async with AsyncExitStack() as stack:
        settings = Settings(data_dir=folder, log_level="warning")
        runtime = await stack.enter_async_context(running(settings, limited=False))
        key = await build(runtime)
        reference = await asyncio.to_thread(reference_rate, runtime)
        server = multiprocessing.get_context("spawn").Process(
            target=serve, args=(folder, port, None)
        )
        server.start()
        assert server.pid is not None
        try:
            await until_it_answers(port)
            caller = Caller(lines=Lines(port), key=key)
            stack.callback(caller.lines.hang_up)
            await rate(caller, 4, 1.0)
            said = "not measured" if reference is None else f"{reference:.1f}/s"
            sys.stdout.write(f"Tryton 8, one user: {said}\n")
            for clients in CLIENTS:
                ours = await rate(caller, clients, SECONDS)
                times = "" if reference is None else f", {ours / reference:.0f}x"
                sys.stdout.write(f"ours, {clients} clients: {ours:.1f} productions/s{times}\n")
            resident = psutil.Process(server.pid).memory_info().rss / 1_000_000
            sys.stdout.write(f"server process afterwards: {resident:.0f} MB\n")
        finally:
            server.terminate()
            server.join()


def main() -> None:
    """Measure in a folder of its own, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    folder.chmod(0o755)
    try:
        asyncio.run(measure(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
