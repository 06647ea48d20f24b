"""The ledger's tables refuse by themselves what Python should have refused."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.kernel.ledger.facts import LotCreated, Move, PlaceOpened, StockKey, place_id
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.stock import StockWanted
from taktline.platform.command import Fact
from taktline.store import CheckViolated, Conflict, ReferenceMissing, Store
from tests.ledger_fixtures import (
    NOON,
    SITE,
    SUPPLIER,
    insert_masters,
    lot,
    material,
    opened_place,
    place,
    record,
    stamp,
)

pytestmark = pytest.mark.anyio

PLATE = lot("PLATE", "A")
PUMP = lot("PUMP", "SN-1")
SCREW = lot("SCREW", "-")
WH1 = StockKey(place=place("WH1"), lot=PLATE)
GATE = StockKey(place=place("supplier:S1"), lot=PLATE)


@pytest.fixture(scope="module")
async def ledger(store: Store, module_tenant: str) -> tuple[Store, str]:
    """A tenant with places, three lots and 100 kg for 300.00 in WH1."""
    async with store.transaction(module_tenant) as tx:
        insert_masters(tx)
        await record(
            tx,
            [
                opened_place("WH1", "store"),
                opened_place("L1", "line_side", may_go_below=True),
                opened_place("supplier:S1", "supplier"),
                opened_place("customer:C9", "customer"),
                opened_place("opening", "opening"),
                LotCreated(id=PLATE, material=material("PLATE"), code="A"),
                LotCreated(id=PUMP, material=material("PUMP"), code="SN-1", is_serial=True),
                LotCreated(id=SCREW, material=material("SCREW"), code="-"),
                move(GATE, WH1, "100", value="300"),
            ],
            stamp(),
        )
    return store, module_tenant


def move(  # tidy: positional - source, target, quantity
    source: StockKey, target: StockKey, quantity: str, *, value: str | None = None,
    reverses: UUID | None = None,
) -> Move:  # fmt: skip
    return Move(
        id=uuid7(), source=source, target=target, quantity=Decimal(quantity),
        value=None if value is None else Decimal(value), reverses=reverses,
    )  # fmt: skip


def of(code: str, **changes: object) -> StockKey:
    return StockKey(place=place(code), **{"lot": PLATE, **changes})  # type: ignore[arg-type]  # any field


async def outcome(ledger: tuple[Store, str], facts: Sequence[Fact]) -> str:
    """Record facts past every decision; return the constraint that refused, or `accepted`."""
    store, tenant = ledger
    try:
        async with store.transaction(tenant) as tx:
            await record(tx, facts, stamp())
            await tx.sync()
            raise Problem
    except (CheckViolated, Conflict, ReferenceMissing) as refusal:
        return str(refusal.constraint)
    except Problem:
        return "accepted"


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ([move(WH1, of("customer:C9"), "101")], "balance_never_below"),
        ([move(WH1, of("customer:C9"), "1", value="301")], "balance_never_below"),
        ([move(WH1, of("customer:C9"), "100", value="299")], "balance_empty_is_worthless"),
        ([move(WH1, WH1, "1")], "move_two_ends"),
        ([move(WH1, of("customer:C9"), "0")], "move_moves_something"),
        ([move(WH1, of("customer:C9"), "-1")], "move_moves_something"),
        ([move(of("opening", lot=None), of("WH1", lot=None), "1")], "move_quantity_has_lot"),
        ([move(GATE, of("WH1", owner=SUPPLIER), "1", value="1")], "move_of_others_is_worthless"),
        (
            [move(GATE, of("WH1", status="blocked"), "1"),
             move(of("WH1", status="blocked"), of("L1", status="blocked"), "1")],
            "move_unreleased_stays",
        ),
        (
            [move(GATE, of("WH1", status="blocked"), "1"),
             move(of("WH1", status="blocked"), of("opening"), "1")],
            "move_unreleased_keeps_status",
        ),
        ([move(of("supplier:S1", status="blocked"), WH1, "1")], "move_accounts_have_no_status"),
        ([move(of("opening"), of("L1"), "1"), move(of("L1"), of("opening"), "2")],
         "balance_never_below"),
        ([move(of("opening", lot=PUMP), of("WH1", lot=PUMP), "2")],
         "balance_serial_is_one_piece"),
        ([move(GATE, of("WH1", handling_unit=uuid7()), "1")], "balance_handling_unit_fkey"),
        ([LotCreated(id=uuid7(), material=uuid7(), code="X")], "lot_material_fkey"),
        ([PlaceOpened(id=uuid7(), site=uuid7(), code="X", kind="store")], "place_site_fkey"),
        ([PlaceOpened(id=place_id(SITE, "wip:X"), site=SITE, code="wip:X", kind="wip")],
         "place_of_job"),
    ],
)  # fmt: skip
async def test_the_tables_refuse_by_themselves(
    ledger: tuple[Store, str], facts: list[Fact], constraint: str
) -> None:
    assert await outcome(ledger, facts) == constraint


async def test_what_differs_only_in_the_cause_of_refusal_is_accepted(
    ledger: tuple[Store, str],
) -> None:
    assert await outcome(ledger, [move(WH1, of("customer:C9"), "100", value="300")]) == "accepted"
    screws = [
        move(of("opening", lot=SCREW), of("WH1", lot=SCREW), "1"),
        move(of("opening", lot=PUMP), of("WH1", lot=PUMP), "1"),
        move(of("WH1", lot=PUMP), of("customer:C9", lot=PUMP), "1"),
    ]
    assert await outcome(ledger, screws) == "accepted"


async def test_a_move_is_reversed_at_most_once(ledger: tuple[Store, str]) -> None:
    first = move(WH1, of("customer:C9"), "1")
    back = [move(of("customer:C9"), WH1, "1", reverses=first.id) for _ in "ab"]
    assert await outcome(ledger, [first, back[0]]) == "accepted"
    assert await outcome(ledger, [first, *back]) == "move_reverses_once"


async def test_a_serial_cannot_stand_in_two_places_when_the_transaction_ends(
    store: Store, tenant: str
) -> None:
    async with store.transaction(tenant) as tx:
        insert_masters(tx)
        await record(
            tx,
            [
                opened_place("WH1", "store"),
                opened_place("WH2", "store"),
                opened_place("opening", "opening"),
                opened_place("found:x", "found"),
                LotCreated(id=PUMP, material=material("PUMP"), code="SN-1", is_serial=True),
                move(of("opening", lot=PUMP), of("WH1", lot=PUMP), "1"),
            ],
            stamp(),
        )
    async with store.transaction(tenant) as tx:
        await record(tx, [move(of("WH1", lot=PUMP), of("WH2", lot=PUMP), "1")], stamp())
    with pytest.raises((Conflict, CheckViolated)):
        async with store.transaction(tenant) as tx:
            await record(tx, [move(of("found:x", lot=PUMP), of("WH1", lot=PUMP), "1")], stamp())


async def test_a_material_of_the_line_side_may_owe_only_untraced_and_by_policy(
    store: Store, tenant: str
) -> None:
    async with store.transaction(tenant) as tx:
        insert_masters(tx)
        tx.execute("UPDATE material SET may_go_below = true WHERE lot_traced = 'none'")
        await record(
            tx,
            [
                opened_place("L1", "line_side", may_go_below=True),
                opened_place("transform:x", "transform"),
                LotCreated(id=SCREW, material=material("SCREW"), code="-"),
                move(of("L1", lot=SCREW), of("transform:x", lot=SCREW), "5"),
            ],
            stamp(),
        )
    wanted = StockWanted(earliest=NOON)
    wanted.want(of("L1", lot=SCREW))
    async with store.transaction(tenant) as tx:
        stock = await load_stock(tx, wanted)
        assert tx.round_trips == 1
    held = stock.held(of("L1", lot=SCREW))
    assert (held.quantity, held.may_go_below) == (Decimal(-5), True)
