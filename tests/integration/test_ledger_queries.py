"""Reading the ledger: on hand, moves, trace both ways, mass balance, what is on a pallet."""

from decimal import Decimal

import msgspec
import pytest

from taktline.base.ids import derived_id
from taktline.base.problem import Invalid
from taktline.catalog.reading import read_records
from taktline.catalog.request import RecordsPage, RecordsRequest
from taktline.kernel.ledger.lot_query import LotParams, read_lot
from taktline.kernel.ledger.move_list import MovesParams, list_moves
from taktline.kernel.ledger.on_hand import OnHandParams, on_hand
from taktline.kernel.ledger.queries import (
    ContentParams,
    MassBalanceParams,
    content,
    mass_balance,
)
from taktline.kernel.ledger.trace_tree import TraceParams, trace
from taktline.platform.command import Grant, Principal
from taktline.store import Store
from tests.catalog_office import MOMENT, RECORDS
from tests.ledger_fixtures import SITE
from tests.ledger_plant import KEEPER, Plant, new_plant

pytestmark = pytest.mark.anyio

STRANGER = msgspec.structs.replace(
    KEEPER, grants=(Grant(needs="*", node=derived_id("test", "another site")),)
)
AT_SITE = msgspec.structs.replace(KEEPER, grants=(Grant(needs="*", node=SITE),))


@pytest.fixture(scope="module")
async def plant(store: Store, module_tenant: str) -> Plant:
    plant = await new_plant(store, module_tenant)
    await plant.receive("R1", "1000", amount="5000")
    split = {"place": "WH1", "material": "PLATE"}
    parts = [{"lot": "L1", "quantity": "500"}, {"lot": "L2", "quantity": "440"}]
    await plant.give("inventory.split_lot", **split, lot="R1", parts=parts)
    deep = [{"lot": "L1A", "quantity": "100"}]
    await plant.give("inventory.split_lot", **split, lot="L1", parts=deep)
    ship = {"material": "PLATE", "lot": "L1A", "quantity": "60", "source": "WH1"}
    await plant.give("inventory.ship_material", code="SH-1", customer="C9", lines=[ship])
    goods = {"material": "PLATE", "lot": "L2", "quantity": "40"}
    await plant.give("inventory.pack", place="WH1", handling_unit="P1", lines=[goods])
    await plant.give(
        "kernel.place_hold", code="H-1", lots=[{"material": "PLATE", "lot": "L2"}], reason="dust"
    )
    return plant


async def test_on_hand_is_told_key_by_key_and_pages_without_gaps(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        whole = await on_hand(tx, OnHandParams(material="PLATE"), KEEPER)
        first = await on_hand(tx, OnHandParams(material="PLATE", limit=2), KEEPER)
        rest = await on_hand(tx, OnHandParams(material="PLATE", after=first.after), KEEPER)
    assert {(r.lot, r.handling_unit): r.quantity for r in whole.rows} == {
        ("R1", None): 60, ("L1", None): 400, ("L1A", None): 40, ("L2", None): 400,
        ("L2", "P1"): 40,
    }  # fmt: skip
    assert [*first.rows, *rest.rows] == whole.rows
    assert {r.lot: r.held_by for r in whole.rows}["L2"] == ["H-1"]


async def test_a_reader_sees_only_what_is_at_his_nodes(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await on_hand(tx, OnHandParams(), STRANGER)).rows == []
        assert (await list_moves(tx, MovesParams(), STRANGER)).rows == []
        assert len((await on_hand(tx, OnHandParams(), AT_SITE)).rows) == 5
        own = await trace(tx, TraceParams(material="PLATE", lot="R1"), STRANGER)
    assert all(row.in_stock == 0 and row.partners == [] for row in own.rows)


async def test_moves_come_newest_first_and_by_place(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        page = await list_moves(tx, MovesParams(place="customer:C9"), KEEPER)
        whole = await list_moves(tx, MovesParams(), KEEPER)
    assert [(r.source, r.target, r.lot, r.quantity) for r in page.rows] == [
        ("WH1", "customer:C9", "L1A", Decimal(60))
    ]
    assert [r.id for r in whole.rows] == sorted((r.id for r in whole.rows), reverse=True)


async def test_forward_leads_to_the_customer_and_backward_to_the_supplier(plant: Plant) -> None:
    forward = TraceParams(material="PLATE", lot="R1")
    backward = TraceParams(material="PLATE", lot="L1A", direction="backward")
    async with plant.store.transaction(plant.tenant) as tx:
        ahead = (await trace(tx, forward, KEEPER)).rows
        behind = (await trace(tx, backward, KEEPER)).rows
        near = (await trace(tx, msgspec.structs.replace(forward, depth=1), KEEPER)).rows
        one = await trace(tx, msgspec.structs.replace(forward, limit=1), KEEPER)
        more = await trace(tx, msgspec.structs.replace(forward, after=one.after), KEEPER)
    assert {(r.depth, r.lot) for r in ahead} == {(0, "R1"), (1, "L1"), (1, "L2"), (2, "L1A")}
    shipped = {r.lot: (r.shipped, r.in_stock, r.partners) for r in ahead}
    assert shipped["L1A"] == (Decimal(60), Decimal(40), ["C9"])
    assert [(r.depth, r.lot, r.partners) for r in behind] == [
        (0, "L1A", ["C9"]), (1, "L1", []), (2, "R1", ["S1"]),
    ]  # fmt: skip
    assert {r.lot for r in near} == {"R1", "L1", "L2"}
    assert [*one.rows, *more.rows] == ahead


async def test_the_mass_balance_of_a_lot_is_whole(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        asked = MassBalanceParams(material="PLATE", lot="R1")
        (row,) = (await mass_balance(tx, asked, KEEPER)).rows
    assert (row.received, row.consumed, row.in_stock) == (Decimal(1000), Decimal(940), Decimal(60))
    assert row.located_share == 1


async def test_what_is_on_a_pallet_is_told(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        page = await content(tx, ContentParams(handling_unit="P1"), KEEPER)
    assert [(r.place, r.lot, r.quantity) for r in page.rows] == [("WH1", "L2", Decimal(40))]


async def test_a_page_has_a_limit(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        with pytest.raises(Invalid, match="limit"):
            await on_hand(tx, OnHandParams(limit=1001), KEEPER)


async def test_one_lot_is_told_with_where_it_stands_what_stops_it_and_its_neighbors(
    plant: Plant,
) -> None:
    asked = LotParams(material="PLATE", lot="L2")
    async with plant.store.transaction(plant.tenant) as tx:
        (row,) = (await read_lot(tx, asked, KEEPER)).rows
        (hidden,) = (await read_lot(tx, asked, STRANGER)).rows
        (made,) = (await read_lot(tx, LotParams(material="PLATE", lot="L1"), KEEPER)).rows
        nothing = await read_lot(tx, LotParams(material="PLATE", lot="L9"), KEEPER)
    stands = [(s.place, s.handling_unit, s.quantity, s.value) for s in row.stands if s.quantity > 0]
    assert stands == [
        ("WH1", "P1", Decimal(40), Decimal(200)),
        ("WH1", None, Decimal(400), Decimal(2000)),
    ]
    assert [(h.code, h.reason, h.released_at) for h in row.holds] == [("H-1", "dust", None)]
    assert [(n.lot, n.quantity_out) for n in row.made_from] == [("R1", Decimal(440))]
    assert [(n.lot, n.quantity_out) for n in made.made_into] == [("L1A", Decimal(100))]
    assert hidden.stands == []
    assert nothing.rows == []


async def records(
    plant: Plant, entity: str, *, reader: Principal = KEEPER, **request: object
) -> RecordsPage:
    asked = msgspec.convert({"entity": entity, **request}, RecordsRequest)
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        return await read_records(tx, RECORDS, asked, reader=reader, moment=MOMENT)


@pytest.mark.parametrize(
    ("entity", "condition", "count"),
    [
        ("place", 'code = "WH1"', 1),
        ("lot", 'material.code = "PLATE"', 4),
        ("balance", 'is_physical and lot.code = "L2" and quantity > 0', 2),
        ("move", 'target_kind = "customer" and lot.code = "L1A"', 1),
        ("lot_edge", 'input_lot.code = "R1"', 2),
        ("hold", 'code = "H-1" and released_at = null', 1),
        ("reservation", "", 0),
        ("period", "", 0),
    ],
)
async def test_the_ledger_is_read_as_records_like_everything_else(
    plant: Plant, entity: str, condition: str, count: int
) -> None:
    page = await records(plant, entity, filter=condition)
    assert len(page.rows) == count
    first = await records(plant, entity, limit=1)
    rest = await records(plant, entity, after=first.after) if first.after else first
    whole = await records(plant, entity)
    assert [r["id"] for r in whole.rows] == [r["id"] for r in (first.rows + rest.rows)][
        : len(whole.rows)
    ]


async def test_records_of_stock_are_seen_where_their_place_is(plant: Plant) -> None:
    own = await records(plant, "balance", reader=AT_SITE)
    assert len(own.rows) == len((await records(plant, "balance")).rows) > 5
    assert (await records(plant, "balance", reader=STRANGER)).rows == []
    assert (await records(plant, "move", reader=STRANGER)).rows == []
