"""What the door does when the database is in the way: again, once more, and never twice."""

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.platform.command import Event, Grant, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
from taktline.platform.guard import NoScopes, Question, Versions
from taktline.platform.judge import Desk
from taktline.platform.number import Counter, Numbers
from taktline.platform.transaction import Tx
from taktline.store import DatabaseSettings, Store, open_store
from taktline.store.server import Folder, stop
from tests.integration.test_door import Shop, code_of
from tests.toy_plant import FILLER, REGISTRY, Pour, Shelf, load_jars, pour, set_up_jars

pytestmark = pytest.mark.anyio


class Recompiled:
    """A process that compiled version 0 of documents and rights, and reloads when told."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.known = Versions(catalog=0, access=0)
        self.reloads = 0
        self.granted = FILLER.grants

    def versions(self, tenant: str) -> Versions | None:
        return self.known

    async def reload(self, tenant: str) -> None:
        self.reloads += 1
        async with self.store.transaction(tenant) as tx:
            row = (await tx.fetch("SELECT catalog_version, access_version FROM tenant_state"))[0]
        self.known = Versions(*msgspec.convert(row, tuple[int, int]))

    async def principal(self, tenant: str, principal: Principal) -> Principal:
        return msgspec.structs.replace(principal, grants=self.granted)

    def confirmed(self, tenant: str) -> None:
        pass


class Forbidding:
    """A rule before `toy.pour`: never thirteen."""

    def refuse(self, question: Question) -> Problem | None:
        amount = getattr(question.command, "amount", None)
        return Thirteen(at="/amount") if amount == 13 else None


class Thirteen(Problem):
    """Nobody pours thirteen here."""


@pytest.fixture
async def shop(bare_store: Store, bare_tenant: str) -> Shop:
    async with bare_store.transaction(bare_tenant) as tx:
        await set_up_jars(tx)
    return Shop(bare_store, bare_tenant)


async def test_a_rule_before_a_verb_refuses_one_command_and_not_its_neighbours(shop: Shop) -> None:
    jar = await shop.jar()
    shop.door = Door(shop.store, Desk(registry=REGISTRY, guards=Forbidding()))
    outcomes = await shop.submit(pour(jar, 12), pour(jar, 13), pour(jar, 14))
    assert [code_of(o) for o in outcomes] == ["accepted", "thirteen", "accepted"]
    assert await shop.held(jar) == 26


async def test_what_was_published_meanwhile_is_compiled_before_anything_is_decided(
    shop: Shop,
) -> None:
    jar = await shop.jar()
    compiled = Recompiled(shop.store)
    shop.door = Door(shop.store, Desk(registry=REGISTRY, compiled=compiled))
    assert code_of(await shop.one(pour(jar, 1))) == "accepted"
    async with shop.store.transaction(shop.tenant) as tx:
        tx.execute("UPDATE tenant_state SET catalog_version = 1")
    assert code_of(await shop.one(pour(jar, 1))) == "accepted"
    assert compiled.reloads == 1


async def test_a_right_taken_away_holds_at_once(shop: Shop) -> None:
    jar = await shop.jar()
    compiled = Recompiled(shop.store)
    shop.door = Door(shop.store, Desk(registry=REGISTRY, compiled=compiled))
    compiled.granted = (Grant(needs="jar:open"),)
    async with shop.store.transaction(shop.tenant) as tx:
        tx.execute("UPDATE tenant_state SET access_version = 1")
    assert code_of(await shop.one(pour(jar, 1))) == "not-permitted"
    assert await shop.held(jar) == 0


async def test_a_lock_held_by_somebody_else_is_waited_for(shop: Shop) -> None:
    jar = await shop.jar()
    async with shop.store.transaction(shop.tenant) as tx:
        await tx.fetch("SELECT 1 FROM jar FOR UPDATE")
        pouring = asyncio.create_task(shop.one(pour(jar, 1)))
        await asyncio.sleep(0.1)
        assert not pouring.done()
    assert code_of(await pouring) == "accepted"


async def test_a_dry_run_gives_up_after_a_second_and_may_come_again(shop: Shop) -> None:
    jar = await shop.jar()
    async with shop.store.transaction(shop.tenant) as tx:
        await tx.fetch("SELECT 1 FROM jar FOR UPDATE")
        async with asyncio.timeout(8):
            outcome = (await shop.submit(pour(jar, 1), dry_run=True))[0]
    assert isinstance(outcome, Problem)
    assert (outcome.code, outcome.retry) == ("busy", True)


async def test_two_doors_that_get_the_same_command_book_it_once(shop: Shop) -> None:
    jar = await shop.jar()
    doors = [Door(shop.store, Desk(registry=REGISTRY)) for _ in range(4)]
    for _ in range(10):
        item = pour(jar, 1)
        sent = [door.submit(shop.tenant, FILLER, items=[item]) for door in doors]
        answers = [outcome for [outcome] in await asyncio.gather(*sent)]
        told = [one for one in answers if isinstance(one, Answer)]
        assert sorted(one.repeated for one in told) == [False, True, True, True]
        assert len({repr(msgspec.structs.replace(one, repeated=False)) for one in told}) == 1
    assert await shop.held(jar) == 10


async def test_verbs_that_lock_the_same_rows_do_not_stop_each_other(shop: Shop) -> None:
    jars = [await shop.jar(f"J-{n}") for n in range(4)]
    names = ("toy.pour", "toy.ask_pour", "toy.pour_slowly")
    sent = [
        shop.one(msgspec.structs.replace(pour(jars[n % 4], 1), verb=names[n % 3]))
        for n in range(120)
    ]
    outcomes = await asyncio.gather(*sent)
    assert {code_of(outcome) for outcome in outcomes} == {"accepted"}
    assert sum([await shop.held(jar) for jar in jars]) == 120


async def test_a_mistake_of_ours_reaches_its_caller_and_no_neighbour(shop: Shop) -> None:
    jar = await shop.jar()
    verb = msgspec.structs.replace(REGISTRY.verbs["toy.pour"], decide=decide_badly)
    registry = msgspec.structs.replace(REGISTRY, verbs={**REGISTRY.verbs, "toy.pour": verb})
    shop.door = Door(shop.store, Desk(registry=registry))
    sent = [shop.one(pour(jar, amount)) for amount in (1, 2, 3)]
    outcomes = await asyncio.gather(*sent, return_exceptions=True)
    assert [type(outcome).__name__ for outcome in outcomes] == ["Answer", "KeyError", "Answer"]


def decide_badly(shelf: object, command: object, now: object, ids: object) -> list[Event]:
    if getattr(command, "amount", None) == 2:
        raise KeyError("a mistake")
    return [Event(name="jar.poured", entity="jar", record=uuid7())]


async def test_a_grant_at_a_node_holds_there_and_below_and_nowhere_else(shop: Shop) -> None:
    site, line, elsewhere = uuid7(), uuid7(), uuid7()
    jar = await shop.jar()
    verb = msgspec.structs.replace(
        REGISTRY.verbs["toy.pour"], path=lambda shelf, command: (site, line)
    )
    registry = msgspec.structs.replace(REGISTRY, verbs={**REGISTRY.verbs, "toy.pour": verb})
    shop.door = Door(shop.store, Desk(registry=registry))
    for node, expected in ((site, "accepted"), (line, "accepted"), (elsewhere, "not-permitted")):
        placed = Principal(id=uuid7(), name="P", grants=(Grant(needs="jar:pour", node=node),))
        assert code_of(await shop.one(pour(jar, 1), by=placed)) == expected


class Wide(NoScopes):
    """Scopes as an engine evaluates them: here, jars that hold less than a hundred."""

    def admits(self, scope: str, question: Question) -> bool:
        jar = getattr(question.command, "jar", None)
        shelf = question.state
        return isinstance(shelf, dict) and jar in shelf and shelf[jar].held < 100


async def test_a_scoped_grant_holds_where_its_condition_does(shop: Shop) -> None:
    jar = await shop.jar()
    shop.door = Door(shop.store, Desk(registry=REGISTRY, scopes=Wide()))
    scoped = Principal(id=uuid7(), name="S", grants=(Grant(needs="jar:pour", scope="held < 100"),))
    outcomes = await shop.submit(pour(jar, 100), pour(jar, 1), by=scoped)
    assert [code_of(o) for o in outcomes] == ["accepted", "not-permitted"]


async def test_verbs_that_take_numbers_while_they_load_never_wait_for_each_other(
    shop: Shop,
) -> None:
    jar = await shop.jar()
    numbers = Numbers(shop.store)

    async def load_with_number(tx: Tx, commands: Sequence[Pour]) -> Shelf:
        shelf = await load_jars(tx, commands)
        await numbers.take(shop.tenant, Counter(rule=str(commands[0].id)))
        return shelf

    verb = msgspec.structs.replace(REGISTRY.verbs["toy.pour"], load=load_with_number)
    verbs = {
        f"toy.pour_{n}": msgspec.structs.replace(verb, name=f"toy.pour_{n}") for n in range(12)
    }
    registry = msgspec.structs.replace(REGISTRY, verbs={**REGISTRY.verbs, **verbs})
    shop.door = Door(shop.store, Desk(registry=registry))
    sent = [shop.one(msgspec.structs.replace(pour(jar, 1), verb=name)) for name in verbs]
    async with asyncio.timeout(30):
        outcomes = await asyncio.gather(*sent)
    assert {code_of(outcome) for outcome in outcomes} == {"accepted"}


@pytest.fixture
def own_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="taktline-door-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        with contextlib.suppress(OSError, Problem):
            stop(Folder(Path(folder)))


async def until_accepted(shop: Shop, item: Item) -> Answer:
    """Send the same command until it is answered, as an offline queue does."""
    async with asyncio.timeout(60):
        while not isinstance(outcome := await shop.one(item), Answer):
            assert isinstance(outcome, Problem)
            assert outcome.retry
            await asyncio.sleep(0.05)
    return outcome


async def test_a_database_killed_while_it_commits_loses_and_doubles_nothing(
    own_folder: Path,
) -> None:
    store = await open_store(DatabaseSettings(folder=own_folder))
    await store.migrate()
    await store.create_tenant("plant")
    async with store.transaction("plant") as tx:
        await set_up_jars(tx)
    shop = Shop(store, "plant")
    jar = await shop.jar()
    sent: list[UUID] = []
    enough = asyncio.Event()

    async def client() -> None:
        for _ in range(40):
            sent.append(uuid7())
            if len(sent) == 300:
                enough.set()
            await until_accepted(shop, pour(jar, "0.01", id=sent[-1]))

    clients = [asyncio.create_task(client()) for _ in range(20)]
    async with asyncio.timeout(60):
        await enough.wait()
    running = Folder(own_folder).postmaster()
    assert running is not None
    os.kill(running[0], signal.SIGKILL)
    await asyncio.gather(*clients)
    assert len(sent) == 800
    assert await shop.count("command WHERE verb = 'toy.pour'") == 800
    assert str(await shop.held(jar)) == "8.000000"
    await store.close()
