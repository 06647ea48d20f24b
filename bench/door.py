"""What the door costs: a command alone and folded, beside one SQL function that does the same.

All variants write the same rows (command, event, fact, balance) durably on the same server,
interleaved in the same run. CPU per operation is the figure that counts, as the machine may be
busy; it is told for this process and for the database. Run: `python -m bench.door [--seconds 1]`.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec
import psutil

from taktline.base.ids import uuid7
from taktline.platform.door import Door
from taktline.platform.envelope import Answer
from taktline.platform.events.audit import Audit
from taktline.platform.events.sealer import Sealer
from taktline.platform.judge import Desk
from taktline.store import DatabaseSettings, Store, open_store
from tests.toy_plant import FILLER, REGISTRY, open_jar, pour, set_up_jars

ROUNDS = 5
JARS = 500
TENANT = "bench"

FUNCTION = """
CREATE FUNCTION pour_at_once(c uuid, j uuid, a numeric, p uuid, h bytea, b text, e uuid)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE was text; held numeric; code text; at timestamptz := clock_timestamp(); said text;
BEGIN
    SELECT answer::text INTO was FROM command WHERE id = c;
    IF FOUND THEN RETURN was; END IF;
    UPDATE jar SET held = jar.held + a WHERE id = j RETURNING jar.held, jar.code INTO held, code;
    IF held < 0 THEN RAISE EXCEPTION 'dry'; END IF;
    said := json_build_object('id', c, 'recorded_at', at, 'events', json_build_array(
        json_build_object('name', 'jar.poured', 'entity', 'jar', 'record', j, 'code', code)))::text;
    INSERT INTO pour (id, jar, amount, cause, recorded_at) VALUES (e, j, a, c, at);
    INSERT INTO command (id, verb, principal, depth, occurred_at, clock_uncertain, recorded_at,
                         confirm, body_hash, body, answer)
    VALUES (c, 'toy.pour', p, 0, at, false, at, '{}', h, b::json, said::json);
    INSERT INTO event (cause, ordinal, name, version, entity, record, code, payload, depth,
                       occurred_at, recorded_at)
    VALUES (c, 0, 'jar.poured', 1, 'jar', j, code, json_build_object('amount', a, 'held', held),
            0, at, at);
    RETURN said;
END $$
"""

Once = Callable[[UUID], Awaitable[None]]


class Cost(msgspec.Struct, kw_only=True):
    """What one variant did and used, over all rounds."""

    operations: int = 0
    seconds: float = 0.0
    own_cpu_s: float = 0.0
    server_cpu_s: float = 0.0

    def row(self, name: str) -> str:
        """Return one line of the table."""
        per = 1e6 / max(1, self.operations)
        rate = self.operations / self.seconds
        own, server = self.own_cpu_s * per, self.server_cpu_s * per
        return f"{name:<34}{rate:>9,.0f}{own:>11,.0f}{server:>11,.0f}{own + server:>11,.0f}"


class Plant:
    """A fresh database with jars."""

    def __init__(self, store: Store, folder: Path, jars: list[UUID]) -> None:
        self.store = store
        self.folder = folder
        self.postmaster: int | None = None
        self.jars = jars
        self.door = Door(store, Desk(registry=REGISTRY))
        self.sealer = Sealer(store, key_of=lambda tenant: bytes(32), covered=REGISTRY.covered)

    async def through_the_door(self, jar: UUID) -> None:
        """One pour as a client sends it, answered."""
        outcomes = await self.door.submit(TENANT, FILLER, items=[pour(jar, "0.01")])
        assert isinstance(outcomes[0], Answer)

    async def fifty_at_once(self, jar: UUID) -> None:
        """Fifty pours in one request."""
        items = [pour(self.jars[n], "0.01") for n in range(50)]
        outcomes = await self.door.submit(TENANT, FILLER, items=items)
        assert all(isinstance(outcome, Answer) for outcome in outcomes)

    async def through_the_function(self, jar: UUID) -> None:
        """The same rows by one call of one SQL function: one round trip, commit included."""
        command = uuid7()
        body = msgspec.json.encode({"id": command, "jar": jar, "amount": "0.01"})
        digest = sha256(body).digest()
        params = (command, jar, Decimal("0.01"), FILLER.id, digest, body.decode(), uuid7())
        async with self.store.transaction(TENANT) as tx:
            tx.execute("SELECT pour_at_once(%s, %s, %s, %s, %s, %s, %s)", params)


def server_cpu_s(plant: Plant) -> float:
    """CPU seconds of the PostgreSQL processes of this run."""
    folder = str(plant.folder)
    total = 0.0
    for process in psutil.process_iter(["name", "ppid", "cmdline", "cpu_times"]):
        if process.info["name"] != "postgres":
            continue
        if plant.postmaster is None and any(
            folder in word for word in process.info["cmdline"] or ()
        ):
            plant.postmaster = process.pid
    own = {plant.postmaster}
    for process in psutil.process_iter(["ppid", "cpu_times"]):
        if process.info["ppid"] in own or process.pid in own:
            times = process.info["cpu_times"]
            total += 0.0 if times is None else times.user + times.system
    return total


async def measured(cost: Cost, plant: Plant, once: Once, *, clients: int, seconds: float) -> int:
    """Let clients ask as fast as they are answered; return how often they were."""
    end = time.perf_counter() + seconds
    done = 0

    async def client(number: int) -> None:
        nonlocal done
        turn = number
        while time.perf_counter() < end:
            await once(plant.jars[turn % JARS])
            turn += clients
            done += 1

    own, server, start = time.process_time(), server_cpu_s(plant), time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(clients)))
    cost.seconds += time.perf_counter() - start
    cost.own_cpu_s += time.process_time() - own
    cost.server_cpu_s += server_cpu_s(plant) - server
    return done


async def set_up(folder: Path) -> Plant:
    """Make a durable database with jars and the function to compare with."""
    store = await open_store(DatabaseSettings(folder=folder))
    await store.migrate()
    await store.create_tenant(TENANT)
    async with store.transaction(TENANT) as tx:
        await set_up_jars(tx)
        tx.execute(FUNCTION, prepare=False)
    plant = Plant(store, folder, [uuid7() for _ in range(JARS)])
    opened = [open_jar(jar, f"J-{n}") for n, jar in enumerate(plant.jars)]
    await plant.door.submit(TENANT, FILLER, items=opened)
    return plant


async def seal_what_is_there(plant: Plant) -> int:
    """Seal everything the run has written; return how many events that were."""
    return await plant.sealer.seal_all(TENANT)


async def prove_what_is_there(plant: Plant) -> int:
    """Prove everything that was sealed; return how many events that were."""
    audit = Audit(plant.store, TENANT, key=bytes(32), covered=REGISTRY.covered)
    report = await audit.verify()
    assert report.ok
    return report.events


async def measured_once(plant: Plant, work: Callable[[Plant], Awaitable[int]]) -> Cost:
    """Measure something that is done once."""
    cost = Cost()
    own, server, start = time.process_time(), server_cpu_s(plant), time.perf_counter()
    cost.operations = await work(plant)
    cost.seconds = time.perf_counter() - start
    cost.own_cpu_s = time.process_time() - own
    cost.server_cpu_s = server_cpu_s(plant) - server
    return cost


async def compare(folder: Path, seconds: float) -> None:
    """Run all variants in turn, several times, and print the table."""
    plant = await set_up(folder)
    variants: list[tuple[str, Once, int, int]] = [
        ("SQL function, 1 client", plant.through_the_function, 1, 1),
        ("door, 1 client", plant.through_the_door, 1, 1),
        ("SQL function, 64 clients", plant.through_the_function, 64, 1),
        ("door, 64 clients (folded)", plant.through_the_door, 64, 1),
        ("door, 4 clients x 50 in a request", plant.fifty_at_once, 4, 50),
    ]
    costs = [Cost() for _ in variants]
    for _ in range(ROUNDS):
        for cost, (_, once, clients, size) in zip(costs, variants, strict=True):
            done = await measured(cost, plant, once, clients=clients, seconds=seconds)
            cost.operations += done * size
    print(f"{'':<34}{'ops/s':>9}{'own us':>11}{'server us':>11}{'CPU us':>11}")
    for cost, (name, *_) in zip(costs, variants, strict=True):
        print(cost.row(name))
    sealed = await measured_once(plant, seal_what_is_there)
    print(sealed.row("sealer, 500 events a transaction"))
    proved = await measured_once(plant, prove_what_is_there)
    print(proved.row("audit"))
    await plant.store.close()


def main() -> None:
    """Measure in a folder of its own, and remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="per variant and round")
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    folder.chmod(0o755)
    try:
        asyncio.run(compare(folder, parser.parse_args().seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
