"""The tables give what the book in memory gives, command by command, on a real PostgreSQL."""

from contextlib import suppress
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import StockKey, StockStatus
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.ledger.verify import prove
from taktline.platform.transaction import Tx
from taktline.store import Store
from tests.ledger_fixtures import insert_masters, record, stamp
from tests.ledger_model import LOT_FACTS, PLACES, Book, Entry, books

pytestmark = pytest.mark.anyio

BALANCES = """
    SELECT place, lot, status, quantity, value FROM balance WHERE quantity <> 0 OR value <> 0"""
EDGES = """
    SELECT input_lot, output_lot, transform, sum(quantity_in), sum(quantity_out) FROM lot_edge
    GROUP BY input_lot, output_lot, transform
    HAVING sum(quantity_in) <> 0 OR sum(quantity_out) <> 0"""


@pytest.fixture(scope="module")
async def plant(store: Store, module_tenant: str) -> str:
    async with store.transaction(module_tenant) as tx:
        insert_masters(tx)
        tx.execute("UPDATE material SET lot_traced = 'lot'")
        await record(tx, [*PLACES, *LOT_FACTS], stamp())
    return module_tenant


async def replay(tx: Tx, entries: list[Entry]) -> Book:
    """Post commands in memory and record those that are accepted."""
    book = Book()
    for entry in entries:
        with suppress(Problem):
            cause, at, moves = book.post(entry)
            await record(tx, moves, stamp(at, cause))
    await tx.sync()
    return book


class TakenBack(Exception):  # noqa: N818 - ends the transaction
    pass


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(entries=books)
async def test_tables_equal_the_model_after_any_commands(
    store: Store, plant: str, entries: list[Entry]
) -> None:
    with suppress(TakenBack):
        async with store.transaction(plant) as tx:
            book = await replay(tx, entries)
            assert await standing(tx) == book.standing()
            assert await edges(tx) == {
                key: quantities
                for key, quantities in book.edges.items()
                if quantities != (ZERO, ZERO)
            }
            assert (await prove(tx)).findings == []
            raise TakenBack


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(entries=books, hour=st.integers(0, 5))
async def test_what_is_loaded_is_what_the_model_holds_at_every_later_instant(
    store: Store, plant: str, entries: list[Entry], hour: int
) -> None:
    with suppress(TakenBack):
        async with store.transaction(plant) as tx:
            book = await replay(tx, entries)
            wanted = StockWanted(earliest=stamp().occurred_at)
            keys = {key for move in book.moves for key in (move.source, move.target)}
            wanted.want(*keys)
            before = tx.round_trips
            loaded = await load_stock(tx, wanted)
            assert tx.round_trips == before + 1
            for key in keys:
                mine, theirs = loaded.held(key), book.stock.held(key)
                assert (mine.quantity, mine.value) == (theirs.quantity, theirs.value)
                assert mine.last_occurred_at == theirs.last_occurred_at
                if not mine.may_go_below:
                    assert later(mine.later, wanted) == later(theirs.later, wanted)
            raise TakenBack


def later(changes: object, wanted: StockWanted) -> dict[object, tuple[Decimal, Decimal]]:
    """Add up what changed after the earliest instant, per instant."""
    found: dict[object, tuple[Decimal, Decimal]] = {}
    assert isinstance(changes, list)
    for change in changes:
        if wanted.earliest is not None and change.occurred_at > wanted.earliest:
            quantity, value = found.get(change.occurred_at, (ZERO, ZERO))
            found[change.occurred_at] = (quantity + change.quantity, value + change.value)
    return found


async def standing(tx: Tx) -> dict[StockKey, tuple[Decimal, Decimal]]:
    """What the tables hold."""
    rows = msgspec.convert(
        await tx.fetch(BALANCES), list[tuple[UUID, UUID, StockStatus, Decimal, Decimal]]
    )
    return {
        StockKey(place=place, lot=lot, status=status): (quantity, value)
        for place, lot, status, quantity, value in rows
    }


async def edges(tx: Tx) -> dict[tuple[UUID, UUID, UUID], tuple[Decimal, Decimal]]:
    """What the tables tie together."""
    rows = msgspec.convert(await tx.fetch(EDGES), list[tuple[UUID, UUID, UUID, Decimal, Decimal]])
    return {(i, o, t): (quantity_in, quantity_out) for i, o, t, quantity_in, quantity_out in rows}
