"""A lot was counted too high and worked on: the later reports are listed and corrected with it."""

from decimal import Decimal

import msgspec
import pytest

from taktline.kernel.ledger.verify import prove
from taktline.kernel.orders.correct_chain import QUERIES
from taktline.store import Store
from tests.story.plant import LEAD, Plant, cause, step

pytestmark = pytest.mark.anyio
D = Decimal
VERB = "kernel.correct_chain"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Bracket lot B-1: cut 100, drilled 60 and 38, checked 90: 90 in stock, 8 before the check."""
    plant = Plant(store, tenant)
    await plant.set_up(("FG1", "store"))
    await plant.do("draft", "kernel.create_work_order", code="WO-1", site="F1", material="BR-100",
                   ordered="100", route="下料→钻→检", receipt_place="FG1")  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    for label, sequence, good in (
        ("cut", 10, "100"), ("drill 1", 20, "60"), ("drill 2", 20, "38"), ("check", 30, "90"),
    ):  # fmt: skip
        await plant.do(label, "kernel.report_operation", job_order=f"WO-1-{sequence}", good=good,
                       lot="B-1")  # fmt: skip
    return plant


async def chain(plant: Plant, good: str) -> list[tuple[object, ...]]:
    query = QUERIES[0]
    read = msgspec.convert({"report": str(cause("cut")), "good": good}, query.params)
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        page = await query.run(tx, read, LEAD)
    return [(one.report, one.good, one.becomes) for one in page.rows]


@pytest.mark.worked_example
async def test_a_correction_that_later_balances_bear_undoes_nothing(plant: Plant) -> None:
    assert await chain(plant, "98") == []
    await plant.do("98", "kernel.correct_report", report=str(cause("cut")), good="98", reason="2")
    assert await plant.held("wip:WO-1-20") == 0
    assert await plant.held("FG1") == 90


@pytest.mark.worked_example
async def test_consumed_lots_force_the_chain_which_is_listed_and_done_in_one_step(
    plant: Plant,
) -> None:
    said = {"report": str(cause("cut")), "good": "80", "reason": "recounted"}
    alone = await plant.refused("alone", "kernel.correct_report", **said)
    assert alone.code in {"shortage", "backdated-shortage"}
    expected = [(cause("check"), 90, 80), (cause("drill 2"), 38, 20)]
    assert await chain(plant, "80") == expected
    listed = await plant.refused("chain", VERB, **said)
    assert listed.code == "chain-to-confirm"
    assert listed.values["reports"] == ["WO-1-30 90 -> 80", "WO-1-20 38 -> 20"]
    await plant.do("chain", VERB, **said, confirm=["chain-to-confirm"])
    rows = await plant.rows("SELECT code, good FROM job_order ORDER BY sequence")
    assert rows == [("WO-1-10", 80), ("WO-1-20", 80), ("WO-1-30", 80)]
    assert await plant.held("FG1") == 80
    reasons = await plant.rows(
        "SELECT DISTINCT reason FROM job_response WHERE kind = 'report' AND sign = 1 "
        "AND cause IN (SELECT id FROM command WHERE verb = 'kernel.correct_report')"
    )
    assert reasons == [("recounted",)]
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


async def test_a_chain_that_breaks_changes_nothing(plant: Plant) -> None:
    await plant.execute("UPDATE job_order SET status = 'closed', ended_at = '2026-01-05T12:00Z' "
                        "WHERE code = 'WO-1-30'")  # fmt: skip
    said = {"report": str(cause("cut")), "good": "80", "reason": "recounted"}
    refusal = await plant.refused("chain", VERB, **said, confirm=["chain-to-confirm"])
    assert refusal.code == "order-closed"
    rows = await plant.rows("SELECT good FROM job_order ORDER BY sequence")
    assert rows == [(100,), (98,), (90,)]


async def test_a_chain_says_why_and_only_lowers(plant: Plant) -> None:
    report = {"report": str(cause("cut"))}
    assert (await plant.refused("why", VERB, **report, good="80", reason=" ")).code == (
        "reason-missing"
    )
    more = await plant.refused("more", VERB, **report, good="100", reason="no")
    assert more.code == "negative-count"
    nothing = await plant.refused("none", VERB, report=str(cause("?")), good="1", reason="no")
    assert nothing.code == "not-found"


async def made_of(plant: Plant, *said: tuple[str, int, str, str]) -> None:
    """Report operations of a second order: label, operation, good, scrapped."""
    await plant.do(
        "draft 2", "kernel.create_work_order", code="WO-2", site="F1", material="BR-100",
        ordered="100", route="下料→钻→检", receipt_place="FG1",
    )  # fmt: skip
    await plant.do("release 2", "kernel.release_work_order", work_order="WO-2")
    for label, operation, good, bad in said:
        defects = [{"quantity": bad, "defect_code": "bore", "outcome": "scrap"}]
        await plant.do(
            label, "kernel.report_operation", job_order=f"WO-2-{operation}", good=good, lot="B-2",
            defects=defects if bad != "0" else [],
        )  # fmt: skip


async def test_scrap_behind_a_miscount_is_lowered_where_good_pieces_do_not_suffice(
    plant: Plant,
) -> None:
    """100 were cut, drilled 10 good and 90 scrapped: only 5 were there, so 5 good are none."""
    await made_of(plant, ("cut 2", 10, "100", "0"), ("drill 3", 20, "10", "90"),
                  ("check 2", 30, "10", "0"))  # fmt: skip
    said = {"report": str(cause("cut 2")), "good": "5", "reason": "recounted"}
    listed = await plant.refused("chain 2", VERB, **said)
    assert listed.values["reports"] == ["WO-2-30 10 -> 0", "WO-2-20 10 -> 0 (90 -> 5)"]
    await plant.do("chain 2", VERB, **said, confirm=["chain-to-confirm"])
    rows = await plant.rows(
        "SELECT code, good, scrap FROM job_order WHERE code LIKE 'WO-2%%' ORDER BY sequence"
    )
    assert rows == [("WO-2-10", 5, 0), ("WO-2-20", 0, 5), ("WO-2-30", 0, 0)]
    assert await plant.held("scrap:bore") == 5
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


async def test_good_pieces_that_were_scrap_are_corrected_with_what_was_made_of_them(
    plant: Plant,
) -> None:
    scrap = [{"quantity": "20", "defect_code": "burr", "outcome": "scrap"}]
    said = {"report": str(cause("cut")), "good": "80", "reason": "20 had burrs", "defects": scrap}
    await plant.do("chain", VERB, **said, confirm=["chain-to-confirm"])
    rows = await plant.rows("SELECT good, scrap FROM job_order ORDER BY sequence")
    assert rows == [(80, 20), (80, 0), (80, 0)]
    assert await plant.held("scrap:burr") == 20
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


async def test_a_correction_names_a_lot_that_somebody_has_seen(plant: Plant) -> None:
    """Five of P-2 were said to be P-1; P-9 is a slip of the pen, here and an operation later."""
    steps = (step(10, "Cut"), step(20, "Pack"))
    await plant.order("LC", "20", *steps, material="BR-100", lot_policy="per_component_lot")
    report, fix = "kernel.report_operation", "kernel.correct_report"
    for label, lot in (("lc first", "P-1"), ("lc other", "P-2"), ("lc wrong", "P-1")):
        await plant.do(label, report, job_order="LC-10", good="5", lot=lot)
    wrong = {"report": cause("lc wrong"), "reason": "the other crate"}
    slip = await plant.refused("lc slip", fix, **wrong, lot="P-9")
    assert (slip.code, slip.at) == ("unknown-lot", "/lot")
    await plant.do("lc right", fix, **wrong, lot="P-2")
    waiting = """SELECT l.code, b.quantity FROM balance b JOIN lot l ON l.id = b.lot
        JOIN place p ON p.id = b.place WHERE p.code = %s AND b.quantity <> 0 ORDER BY 1"""
    assert await plant.rows(waiting, "wip:LC-20") == [("P-1", 5), ("P-2", 10)]
    await plant.do("lc packed", report, job_order="LC-20", good="4", lot="P-1")
    packed = {"report": cause("lc packed"), "reason": "the other crate"}
    slip = await plant.refused("lc slip 2", fix, **packed, lot="P-9")
    assert slip.code == "unknown-lot"
    await plant.do("lc right 2", fix, **packed, lot="P-2")
    assert await plant.rows(waiting, "wip:LC-20") == [("P-1", 5), ("P-2", 6)]
    assert await plant.rows("SELECT code FROM lot WHERE code = 'P-9'") == []
    assert await plant.proved()
