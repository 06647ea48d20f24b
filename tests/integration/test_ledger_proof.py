"""The proof is green after real work, and names what was changed behind the ledger's back."""

from datetime import timedelta

import pytest

from taktline.base.ids import uuid7
from taktline.kernel.ledger.load import moves_of
from taktline.kernel.ledger.reversal import reversal_moves
from taktline.kernel.ledger.verify import LedgerProof, in_circles, prove
from taktline.store import Store
from tests.ledger_fixtures import NOON, stamp
from tests.ledger_fixtures import record as record_facts
from tests.ledger_plant import Plant, new_plant

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def plant(store: Store, module_tenant: str) -> Plant:
    plant = await new_plant(store, module_tenant)
    await work(plant)
    return plant


async def work(plant: Plant) -> None:
    """Do a little of everything the ledger knows."""
    await plant.change_material("SCREW", costing="standard", standard_cost="0.05")
    await plant.receive("A", "100", amount="500", expires_on="2027-01-01")
    await plant.receive("", "500", amount="26", of="SCREW")
    await plant.receive("SN-1", "1", amount="9", of="PUMP")
    await plant.receive("A", "10", amount="50", ordered="4", at=NOON + timedelta(hours=1))
    parts = [{"lot": "A1", "quantity": "60"}, {"lot": "A2", "quantity": "10"}]
    await plant.give("inventory.split_lot", place="WH1", material="PLATE", lot="A", parts=parts)
    lots = [{"lot": "A1", "quantity": "20"}, {"lot": "A2", "quantity": "10"}]
    await plant.give("inventory.merge_lots", place="WH1", material="PLATE", lots=lots, into="AB")
    goods = {"material": "PLATE", "lot": "A1", "quantity": "5"}
    await plant.give(
        "inventory.change_status", place="WH1", line=goods, to="blocked", reason="rust"
    )
    await plant.give("inventory.pack", place="WH1", handling_unit="P1", lines=[goods])
    await plant.give("inventory.move_handling_unit", handling_unit="P1", target="WH2")
    counted = {"material": "PLATE", "lot": "A1", "counted": "28"}
    await plant.give("inventory.count_material", place="WH1", lines=[counted])
    await plant.give(
        "inventory.make_reservation", demand="order:1", material="PLATE", lot="A1",
        place="WH1", quantity="20",
    )  # fmt: skip
    ship = {"material": "PUMP", "lot": "SN-1", "quantity": "1", "source": "WH1"}
    await plant.give("inventory.ship_material", code="SH-1", customer="C9", lines=[ship])
    await plant.give("kernel.close_period", ends_on="2026-01-31")


async def proof(plant: Plant) -> LedgerProof:
    async with plant.store.transaction(plant.tenant) as tx:
        return await prove(tx)


async def tampered(plant: Plant, *statements: str) -> set[str]:
    """Return the laws that no longer hold after some statements, which are taken back."""

    class TakenBack(Exception):  # noqa: N818 - ends the transaction
        pass

    laws: set[str] = set()
    try:
        async with plant.store.transaction(plant.tenant) as tx:
            for statement in statements:
                tx.execute(statement, prepare=False)
            laws = {finding.law for finding in (await prove(tx)).findings}
            raise TakenBack
    except TakenBack:
        return laws


async def test_the_proof_is_green_after_real_work(plant: Plant) -> None:
    found = await proof(plant)
    assert found.findings == []
    assert found.ok
    assert found.moves > 15
    assert found.edges == 4


async def test_a_reversal_takes_back_balances_values_and_edges(plant: Plant) -> None:
    before = await plant.balances()
    parts = [{"lot": "A9", "quantity": "7"}]
    split = await plant.give(
        "inventory.split_lot", place="WH1", material="PLATE", lot="A1", parts=parts
    )
    assert await plant.balances() != before
    async with plant.store.transaction(plant.tenant) as tx:
        posted = (await moves_of(tx, [split.id]))[split.id]
        back = reversal_moves(posted, command=split.id, new=uuid7)
        record_facts(tx, back, stamp(NOON + timedelta(days=60)))
    assert await plant.balances() == before
    standing = await plant.rows(
        "SELECT sum(e.quantity_in), sum(e.quantity_out) FROM lot_edge e "
        "JOIN lot l ON l.id = e.output_lot WHERE l.code = 'A9'"
    )
    assert standing == [(0, 0)]
    assert (await proof(plant)).findings == []


@pytest.mark.parametrize(
    ("laws", "statement"),
    [
        ({"L1", "L2"}, "UPDATE balance SET quantity = quantity + 1 WHERE quantity = 28"),
        ({"L1", "L2"}, "UPDATE balance SET value = value + 1 WHERE quantity = 28"),
        ({"L2"}, "UPDATE lot_edge SET quantity_in = quantity_in + 1"),
        ({"L2"}, "DELETE FROM lot_edge"),
        ({"L2", "L3"}, "UPDATE move SET occurred_at = occurred_at - interval '400 days' "
            "WHERE target_kind = 'customer'"),
        ({"L9"}, "UPDATE reservation SET quantity = quantity + 1000"),
        ({"L10"}, "UPDATE move SET entered_quantity = entered_quantity + 1 "
            "WHERE entered_quantity = 500"),
        ({"L11"}, "WITH old AS (UPDATE command SET recorded_at = recorded_at - interval '1 day' "
            "WHERE id = (SELECT cause FROM move LIMIT 1) RETURNING id) "
            "INSERT INTO hold (id, code, lot, reason, placed_at, cause) "
            "SELECT m.id, 'H-0', m.lot, 'x', m.occurred_at, old.id FROM move m, old "
            "WHERE m.target_kind = 'customer'"),
        ({"L11"}, "UPDATE move SET source_status = 'blocked', target_kind = 'wip' "
            "WHERE target_kind = 'customer'"),
    ],
)  # fmt: skip
async def test_what_is_changed_behind_its_back_is_named(
    plant: Plant, laws: set[str], statement: str
) -> None:
    assert laws <= await tampered(plant, statement)
    assert (await proof(plant)).ok


MADE = "created_at, created_by, updated_at, updated_by"
BOUGHT_BY_WEIGHT = (
    f"INSERT INTO unit_conversion (id, material, source_unit, target_unit, num, den, {MADE}) "
    "SELECT gen_random_uuid(), m.id, k.id, p.id, 2, 1, '2026-01-01', m.id, '2026-01-01', m.id "
    "FROM material m, unit k, unit p WHERE (m.code, k.code, p.code) = ('SCREW', 'kg', 'pcs')",
    "UPDATE move SET entered_quantity = 250, entered_unit = 'kg' WHERE entered_quantity = 500",
)
OTHER_WEIGHT = "UPDATE unit_conversion SET num = 3"
CHANGE_IS_KNOWN = (
    "INSERT INTO record_history (id, entity, record, field, old, new, cause, changed_by, "
    "changed_at) SELECT gen_random_uuid(), 'unit_conversion', v.id, 'num', '\"2\"', '\"3\"', "
    "v.id, v.id, '2027-01-01' FROM unit_conversion v"
)


async def test_a_quantity_is_proved_by_the_conversion_of_its_time(plant: Plant) -> None:
    assert await tampered(plant, *BOUGHT_BY_WEIGHT) == set()
    assert await tampered(plant, *BOUGHT_BY_WEIGHT, OTHER_WEIGHT) == {"L10"}
    assert await tampered(plant, *BOUGHT_BY_WEIGHT, OTHER_WEIGHT, CHANGE_IS_KNOWN) == set()


async def test_a_lot_that_was_made_from_itself_is_found(plant: Plant) -> None:
    laws = await tampered(
        plant,
        "INSERT INTO lot_edge (id, input_lot, output_lot, transform, cause, quantity_in, "
        "quantity_out) SELECT gen_random_uuid(), output_lot, input_lot, transform, cause, 1, 1 "
        "FROM lot_edge",
    )
    assert "L5" in laws


def test_a_chain_has_no_circle_and_a_ring_has() -> None:
    a, b, c = uuid7(1), uuid7(2), uuid7(3)
    assert in_circles([(a, b), (b, c), (a, c)]) == []
    assert in_circles([(a, b), (b, c), (c, b)]) == [b, c]
