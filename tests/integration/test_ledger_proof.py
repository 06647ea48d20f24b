"""The proof is green after real work, and names what was changed behind the ledger's back."""

import contextlib
from datetime import timedelta

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.kernel.ledger.laws import LAWS
from taktline.kernel.ledger.load import moves_of
from taktline.kernel.ledger.proof import LedgerProofParams, LedgerProofRow, ledger_proof
from taktline.kernel.ledger.reversal import reversal_moves
from taktline.kernel.ledger.verify import (
    Finding,
    LedgerProof,
    Progress,
    in_circles,
    prove,
    prove_tenant,
)
from taktline.store import Store
from tests.ledger_fixtures import NOON, stamp
from tests.ledger_fixtures import record as record_facts
from tests.ledger_plant import KEEPER, Plant, new_plant

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
        await record_facts(tx, back, stamp(NOON + timedelta(days=60)))
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
        ({"L11"}, "UPDATE lot SET expires_on = '2026-01-02' WHERE code = 'SN-1'"),
        ({"L2"}, "UPDATE balance SET is_serial = NOT is_serial WHERE quantity = 0"),
        ({"L2"}, "UPDATE balance SET last_occurred_at = last_occurred_at + interval '1 second'"),
        ({"L2", "L3"}, "UPDATE move SET quantity = quantity * 10 WHERE source_kind = 'store' "
            "AND target_kind = 'transform'"),
        ({"L2", "L3"}, "UPDATE move SET value = value * 10 WHERE source_kind = 'store' "
            "AND target_kind = 'transform'"),
        ({"L2"}, "DELETE FROM balance WHERE quantity = 0"),
        ({"L9"}, "UPDATE balance SET status = 'rejected' WHERE is_physical "
            "AND status = 'available'"),
        ({"L9"}, "UPDATE reservation SET balance = NULL, quantity = 100"),
        ({"L10"}, "UPDATE move SET entered_unit = 'furlong' WHERE entered_quantity = 500"),
        ({"L12"}, "UPDATE place SET kind = 'variance', may_go_below = true "
            "WHERE kind = 'customer'"),
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


PIECES = "(SELECT id FROM lot WHERE code = 'SN-1')"


@pytest.mark.parametrize(
    "second",
    [
        "UPDATE balance SET quantity = quantity + 1 WHERE NOT is_physical AND quantity = 1 "
        f"AND lot = {PIECES}",
        "INSERT INTO balance (id, place, material, lot, status, quantity, may_go_below, "
        "is_physical) SELECT gen_random_uuid(), p.id, l.material, l.id, 'available', 1, false, "
        f"true FROM place p, lot l WHERE p.code = 'WH2' AND l.id = {PIECES}",
    ],
)
async def test_a_second_piece_of_a_serial_is_found(plant: Plant, second: str) -> None:
    unguarded = f"UPDATE balance SET is_serial = false WHERE lot = {PIECES}"
    assert "L4" in await tampered(plant, unguarded, second)
    assert "L4" not in await tampered(plant, unguarded)


ORDER = (
    "INSERT INTO work_order (id, site, code, kind, ordered, started_quantity, status, snapshot, "
    f"{MADE}) SELECT p.id, p.site, 'WO-1', 'normal', 1, 1, '{{status}}', '{{{{}}}}', '2026-01-01', "
    "p.id, '2026-01-01', p.id FROM place p WHERE p.code = 'WH1'",
    "INSERT INTO job_order (id, site, code, work_order, sequence, work_type, operation, ordered, "
    f"status, cause, {MADE}) SELECT w.id, w.site, 'JO-1', w.id, 10, 'production', 'press', 1, "
    "'closed', w.id, '2026-01-01', w.id, '2026-01-01', w.id FROM work_order w",
    "UPDATE place SET kind = 'wip', job_order = (SELECT id FROM job_order) WHERE code = 'WH2'",
)


async def test_goods_at_a_closed_order_are_found_and_at_an_open_one_are_in_order(
    plant: Plant,
) -> None:
    closed = [statement.format(status="closed") for statement in ORDER]
    running = [statement.format(status="running") for statement in ORDER]
    assert "L6" in await tampered(plant, *closed)
    assert "L6" not in await tampered(plant, *running)


REVERSED = (
    "INSERT INTO move (id, cause, line, site, source_place, source_kind, source_status, "
    "source_handling_unit, source_owner, target_place, target_kind, target_status, "
    "target_handling_unit, target_owner, material, lot, quantity, unit, value, currency, "
    "occurred_at, recorded_at, posted_on, reverses) SELECT gen_random_uuid(), gen_random_uuid(), "
    "0, site, target_place, target_kind, target_status, target_handling_unit, target_owner, "
    "source_place, source_kind, source_status, source_handling_unit, source_owner, material, lot, "
    "quantity * {times}, unit, value, currency, occurred_at, recorded_at, posted_on, id FROM move "
    "WHERE target_kind = 'customer'"
)


async def test_a_reversal_of_another_quantity_is_found_and_an_exact_one_is_not(
    plant: Plant,
) -> None:
    assert "L7" not in await tampered(plant, REVERSED.format(times=1))
    assert "L7" in await tampered(plant, REVERSED.format(times=2))
    assert "L7" in await tampered(
        plant, REVERSED.format(times=1), "UPDATE move SET reverses = id WHERE reverses IS NOT NULL"
    )


async def test_the_whole_tenant_is_proved_on_two_connections_that_see_one_moment(
    plant: Plant,
) -> None:
    told: list[Progress] = []
    found = await prove_tenant(plant.store, plant.tenant, progress=told.append)
    alone = await proof(plant)
    assert (found.ok, found.moves, found.balances) == (True, alone.moves, alone.balances)
    assert [one.done for one in told] == list(range(1, len(LAWS) + 2))
    assert {one.proved.law for one in told} == {f"L{n}" for n in range(1, 13)} - {"L8"}


async def test_a_finding_names_the_place_and_the_lot(plant: Plant) -> None:
    class TakenBack(Exception):  # noqa: N818 - ends the transaction
        pass

    with contextlib.suppress(TakenBack):
        async with plant.store.transaction(plant.tenant) as tx:
            tx.execute("UPDATE balance SET quantity = quantity + 1 WHERE quantity = 28")
            found = [one for one in (await prove(tx)).findings if one.law == "L2"]
            assert [one.subject for one in found] == ["WH1 A1"]
            assert (found[0].expected.split(" ")[0], found[0].found.split(" ")[0]) == (
                "28.000000", "29.000000",
            )  # fmt: skip
            raise TakenBack


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


async def page(plant: Plant, *, live: bool = False) -> list[LedgerProofRow]:
    """Return the page of the ledger proof."""
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        return (await ledger_proof(tx, LedgerProofParams(live=live), KEEPER)).rows


async def test_the_page_shows_the_last_proof_that_was_kept_or_proves_now(plant: Plant) -> None:
    assert await page(plant) == []
    assert [row.holds for row in await page(plant, live=True)] == [True] * (len(LAWS) + 1)
    found = await prove_tenant(plant.store, plant.tenant)
    await plant.give("kernel.keep_ledger_proof", proof=msgspec.to_builtins(found))
    rows = await page(plant)
    assert {row.law for row in rows} == {f"L{n}" for n in range(1, 13)} - {"L8"}
    assert {row.moves for row in rows} == {found.moves}
    bad = msgspec.structs.replace(
        found.laws[0],
        findings=[Finding(law="L1", subject="A", expected="0", found="1")],
    )
    broken = msgspec.structs.replace(found, ok=False, laws=[*found.laws[1:], bad])
    await plant.give(
        "kernel.keep_ledger_proof", at=NOON + timedelta(days=59), proof=msgspec.to_builtins(broken)
    )
    assert (await page(plant))[0].holds is True
    await plant.give("kernel.keep_ledger_proof", proof=msgspec.to_builtins(broken))
    first = (await page(plant))[0]
    assert (first.law, first.holds, first.findings[0]["subject"]) == ("L1", False, "A")


async def test_a_proof_that_contradicts_itself_is_not_kept(plant: Plant) -> None:
    found = await prove_tenant(plant.store, plant.tenant)
    claims = msgspec.structs.replace(found, ok=False)
    refusal = await plant.refused("kernel.keep_ledger_proof", proof=msgspec.to_builtins(claims))
    assert refusal.code == "proof-contradicts"
