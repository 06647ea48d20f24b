"""A tenant's transaction on a real server: one round trip to ask, one to write and commit."""

import asyncio
import contextlib
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.platform.transaction import Tx
from taktline.store import (
    BadParameter,
    CheckViolated,
    Conflict,
    ConnectionLost,
    Json,
    LockTimeout,
    StaleCatalog,
    StatementRefused,
    Store,
)
from tests.postgres import new_tenant

pytestmark = pytest.mark.anyio

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

TABLE = """
CREATE TABLE part (
    id integer NOT NULL,
    name text NOT NULL,
    CONSTRAINT part_pkey PRIMARY KEY (id),
    CONSTRAINT part_named CHECK (name <> '')
)
"""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str


@pytest.fixture
async def parts(bare_store: Store, bare_tenant: str) -> str:
    async with bare_store.transaction(bare_tenant) as tx:
        tx.execute(TABLE, prepare=False)
        tx.execute("INSERT INTO part (id, name) VALUES (1, 'bolt'), (2, 'nut')")
    return bare_tenant


async def test_values_come_back_as_they_went_in(bare_store: Store, bare_tenant: str) -> None:
    values: dict[str, object] = {
        "id": ID,
        "amount": Decimal("1.500000"),
        "at": NOON,
        "on": date(2026, 3, 1),
        "span": timedelta(days=1, seconds=5, microseconds=7),
        "yes": True,
        "text": "Schraube 螺栓 'M6' \\ \"x\"",
        "raw": b"\x00\xff",
        "none": None,
        "names": ["a,b", 'q"\\', None, "", "null", "{}"],
        "ids": [ID, None],
        "facts": {"amount": Decimal("2.50"), "list": [1, "x"]},
        "list": Json([1, {"a": None}]),
    }
    async with bare_store.transaction(bare_tenant) as tx:
        rows = await tx.fetch(
            "SELECT %(id)s::uuid, %(amount)s::numeric, %(at)s::timestamptz, %(on)s::date, "
            "%(span)s::interval, %(yes)s::boolean, %(text)s::text, %(raw)s::bytea, "
            "%(none)s::text, %(names)s::text[], %(ids)s::uuid[], %(facts)s::jsonb, %(list)s::jsonb",
            values,
        )
    expected = [
        *(value for value in values.values() if not isinstance(value, (dict, Json))),
        {"amount": "2.50", "list": [1, "x"]},
        [1, {"a": None}],
    ]
    assert list(rows[0]) == expected
    assert rows[0][2] is not None
    assert isinstance(rows[0][2], datetime)
    assert rows[0][2].tzinfo is UTC


async def test_any_text_survives_in_an_array(bare_store: Store, bare_tenant: str) -> None:
    chance = random.Random(11)
    signs = ["", " ", ",", '"', "\\", "{", "}", "'", "\n", "\t", "NULL", "a", "螺", "%", "\u2003"]
    texts = ["".join(chance.choices(signs, k=chance.randrange(6))) for _ in range(400)]
    pairs = [[one, two] for one, two in zip(texts[::2], texts[1::2], strict=True)]
    async with bare_store.transaction(bare_tenant) as tx:
        assert await tx.fetch("SELECT %s::text[]", (texts,)) == [(texts,)]
        assert await tx.fetch("SELECT %s::text[]", (pairs,)) == [(pairs,)]
        facts = [{"text": text} for text in texts]
        assert await tx.fetch("SELECT %s::jsonb[]", (facts,)) == [(facts,)]
        assert await tx.fetch("SELECT %s::text[], %s::int[]", ([], [])) == [([], [])]


async def test_reading_and_writing_cost_two_round_trips(bare_store: Store, parts: str) -> None:
    async with bare_store.transaction(parts) as tx:
        first = tx.send("SELECT name FROM part WHERE id = 1 FOR UPDATE")
        second = tx.send("SELECT name FROM part WHERE id = 2 FOR UPDATE")
        assert await second.rows() == [("nut",)]
        assert await first.rows() == [("bolt",)]
        assert tx.round_trips == 1
        tx.execute("UPDATE part SET name = %s WHERE id = 1", ("screw",))
        tx.execute("INSERT INTO part (id, name) VALUES (%s, %s)", (3, "washer"))
    assert tx.round_trips == 2


async def test_a_transaction_that_asks_nothing_never_talks_to_the_server(
    bare_store: Store, bare_tenant: str
) -> None:
    async with bare_store.transaction(bare_tenant) as tx:
        pass
    assert tx.round_trips == 0


async def test_rows_become_structs_by_position(bare_store: Store, parts: str) -> None:
    async with bare_store.transaction(parts) as tx:
        found = await tx.rows("SELECT id, name FROM part ORDER BY id", as_=Part)
    assert found == [Part(id=1, name="bolt"), Part(id=2, name="nut")]


async def test_an_exception_takes_everything_back(bare_store: Store, parts: str) -> None:
    async def give_up() -> None:
        async with bare_store.transaction(parts) as tx:
            await tx.fetch("DELETE FROM part RETURNING id")
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await give_up()
    async with bare_store.transaction(parts) as tx:
        assert await tx.fetch("SELECT count(*) FROM part") == [(2,)]


async def test_hooks_run_after_the_commit_and_only_then(bare_store: Store, parts: str) -> None:
    told: list[str] = []
    async with bare_store.transaction(parts) as tx:
        tx.execute("DELETE FROM part WHERE id = 1")
        tx.after_commit(lambda: told.append("done"))
        assert told == []
    assert told == ["done"]

    async def twin() -> None:
        async with bare_store.transaction(parts) as tx:
            tx.execute("INSERT INTO part (id, name) VALUES (2, 'twin')")
            tx.after_commit(lambda: told.append("never"))

    with pytest.raises(Conflict):
        await twin()
    assert told == ["done"]


async def test_refusals_are_told_apart_by_class_and_constraint(
    bare_store: Store, parts: str
) -> None:
    with pytest.raises(Conflict) as twin:
        async with bare_store.transaction(parts) as tx:
            tx.execute("INSERT INTO part (id, name) VALUES (1, 'twin')")
    assert (twin.value.constraint, twin.value.table) == ("part_pkey", "part")
    with pytest.raises(CheckViolated) as unnamed:
        async with bare_store.transaction(parts) as tx:
            tx.execute("INSERT INTO part (id, name) VALUES (3, '')")
    assert unnamed.value.constraint == "part_named"
    with pytest.raises(StaleCatalog):
        async with bare_store.transaction(parts) as tx:
            await tx.fetch("SELECT colour FROM part")
    with pytest.raises(StatementRefused, match="22012"):
        async with bare_store.transaction(parts) as tx:
            await tx.fetch("SELECT 1 / 0")


async def test_an_error_that_was_swallowed_still_prevents_the_commit(
    bare_store: Store, parts: str
) -> None:
    async def go_on() -> None:
        async with bare_store.transaction(parts) as tx:
            tx.execute("DELETE FROM part WHERE id = 2")
            tx.execute("INSERT INTO part (id, name) VALUES (1, 'twin')")
            with contextlib.suppress(Conflict):
                await tx.sync()

    with pytest.raises(Conflict):
        await go_on()
    async with bare_store.transaction(parts) as tx:
        assert await tx.fetch("SELECT count(*) FROM part") == [(2,)]


async def test_copy_appends_rows_and_bytes(bare_store: Store, parts: str) -> None:
    binary = (
        b"PGCOPY\n\xff\r\n\x00" + b"\x00" * 8
        + b"\x00\x02\x00\x00\x00\x04\x00\x00\x00\x09\x00\x00\x00\x03pin"
        + b"\xff\xff"
    )  # fmt: skip
    async with bare_store.transaction(parts) as tx:
        assert await tx.copy("part", ["id", "name"], [(7, "gear"), (8, "shaft")]) == 2
        assert await tx.copy("part", ["id", "name"], binary) == 1
        assert await tx.fetch("SELECT name FROM part WHERE id > 6 ORDER BY id") == [
            ("gear",),
            ("shaft",),
            ("pin",),
        ]


async def test_a_tenant_sees_nothing_of_another(bare_store: Store, parts: str) -> None:
    other = await new_tenant(bare_store)
    with pytest.raises(StaleCatalog):
        async with bare_store.transaction(other) as tx:
            await tx.fetch("SELECT id FROM part")
    with pytest.raises(StatementRefused, match="42501"):
        async with bare_store.transaction(other) as tx:
            await tx.fetch(f'SELECT id FROM "t_{parts}".part', prepare=False)


async def test_waiting_for_a_lock_ends_in_time_and_may_be_tried_again(
    bare_store: Store, parts: str
) -> None:
    async with bare_store.transaction(parts) as holder:
        await holder.fetch("SELECT id FROM part WHERE id = 1 FOR UPDATE")
        with pytest.raises(LockTimeout):
            async with bare_store.transaction(parts, lock_timeout_ms=50) as tx:
                await tx.fetch("SELECT id FROM part WHERE id = 1 FOR UPDATE")
    async with bare_store.transaction(parts, lock_timeout_ms=50) as tx:
        assert await tx.fetch("SELECT id FROM part WHERE id = 1 FOR UPDATE") == [(1,)]


async def test_a_cancelled_transaction_leaves_no_trace_and_no_broken_connection(
    bare_store: Store, parts: str
) -> None:
    async def slow() -> None:
        async with bare_store.transaction(parts) as tx:
            tx.execute("DELETE FROM part")
            await tx.fetch("SELECT pg_sleep(5)")

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for _ in range(10):
        async with bare_store.transaction(parts, readonly=True) as tx:
            assert await tx.fetch("SELECT count(*) FROM part") == [(2,)]


async def test_many_tasks_share_few_connections(bare_store: Store, parts: str) -> None:
    async def add(number: int) -> int:
        async with bare_store.transaction(parts) as tx:
            await tx.fetch("SELECT 1")
            tx.execute("INSERT INTO part (id, name) VALUES (%s, 'x')", (number,))
        return tx.round_trips

    trips = await asyncio.gather(*[add(number) for number in range(100, 160)])
    assert set(trips) == {2}
    async with bare_store.transaction(parts) as tx:
        assert await tx.fetch("SELECT count(*) FROM part WHERE id >= 100") == [(60,)]


async def test_what_cannot_be_stored_is_refused_before_it_is_sent(
    bare_store: Store, bare_tenant: str
) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the mistake under test
    for value in (naive, Decimal("NaN"), "a\x00b", object()):
        async with bare_store.transaction(bare_tenant) as tx:
            with pytest.raises(BadParameter):
                tx.send("SELECT %s::text", (value,))
    async with bare_store.transaction(bare_tenant) as tx:
        assert await tx.fetch("SELECT %s::text", ("a",)) == [("a",)]


async def test_the_platform_may_use_the_transaction(bare_store: Store, bare_tenant: str) -> None:
    async def ask(tx: Tx) -> object:
        return (await tx.fetch("SELECT 10 % 4"))[0][0]

    async with bare_store.transaction(bare_tenant) as tx:
        assert await ask(tx) == 2
        assert await tx.fetch("SELECT 10 %% %s::int", (4,)) == [(2,)]


async def test_rows_read_after_the_connection_broke_are_a_lost_connection(
    bare_store: Store, bare_tenant: str
) -> None:
    with pytest.raises(ConnectionLost):  # noqa: PT012 - the commit is never reached
        async with bare_store.transaction(bare_tenant) as tx:
            asked = tx.send("SELECT now()")
            await tx.sync()
            tx.wire.close()
            await asked.rows()
    async with bare_store.transaction(bare_tenant) as tx:
        assert await tx.fetch("SELECT 1") == [(1,)]


async def test_no_server_compiles_a_plan_to_machine_code_for_one_report(
    bare_store: Store, bare_tenant: str
) -> None:
    """Said by the connection, as a server of somebody else may have it on."""
    async with bare_store.transaction(bare_tenant) as tx:
        said = "SELECT setting, source FROM pg_settings WHERE name = 'jit'"
        assert await tx.fetch(said) == [("off", "client")]
