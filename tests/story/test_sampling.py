"""Incoming lots of one series: n, Ac and Re from the lot size; two bad lots make it tightened."""

import msgspec
import pytest

from taktline.apps.quality.verbs import PART as QUALITY
from taktline.platform.query import Page
from taktline.store import Store
from tests.story.plant import LEAD, Plant, cause

pytestmark = pytest.mark.anyio


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"))
    await plant.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    await plant.do(
        "plan", "quality.import_inspection_plan", code="IP-1", material="PLATE",
        characteristics=[
            {"code": "LOOK", "kind": "attribute"},
            {"code": "EDGE", "kind": "attribute", "severity": "minor"},
        ],
        sampling=[{"severity": "major", "aql": "1.0"}, {"severity": "minor", "aql": "4.0"}],
    )  # fmt: skip
    return plant


async def proposal(plant: Plant, inspection: str) -> list[tuple[object, ...]]:
    query = next(query for query in QUALITY.queries if query.name == "quality.proposal")
    asked = msgspec.convert({"inspection": inspection}, query.params)
    async with plant.store.transaction(plant.tenant) as tx:
        page: Page[msgspec.Struct] = await query.run(tx, asked, LEAD)
    fields = ("severity", "state", "sample_size", "accept", "reject", "nonconforming", "proposal")
    return [tuple(getattr(row, field) for field in fields) for row in page.rows]


async def lot_arrives(plant: Plant, number: int) -> str:
    """Receive a lot of 1000 and plan its sample."""
    inspection = f"IQ-{number}"
    await plant.do(
        f"receive {number}", "inventory.receive_material", site="F1", supplier="S1",
        inspection=inspection,
        lines=[{"material": "PLATE", "place": "WH1", "quantity": "1000", "amount": "5000",
                "lot": f"L{number}"}],
    )  # fmt: skip
    await plant.do(
        f"sample {number}", "quality.plan_sample", inspection=inspection, plan="IP-1",
        supplier="S1",
    )  # fmt: skip
    return inspection


async def looked_at(plant: Plant, inspection: str, *, pieces: int, bad: int) -> None:
    results = [
        {"characteristic": code, "piece": piece, "ok": code == "EDGE" or piece > bad}
        for piece in range(1, pieces + 1)
        for code in ("LOOK", "EDGE")
    ]
    await plant.do(
        f"results {inspection}", "quality.record_results", inspection=inspection, plan="IP-1",
        results=results,
    )  # fmt: skip


async def test_a_sample_follows_from_lot_size_level_and_aql_and_proposes_the_judgement(
    plant: Plant,
) -> None:
    inspection = await lot_arrives(plant, 1)
    assert await proposal(plant, inspection) == [
        ("major", "normal", 80, 2, 3, 0, "incomplete"),
        ("minor", "normal", 80, 7, 8, 0, "incomplete"),
    ]
    twice = await plant.refused("twice", "quality.plan_sample", inspection=inspection, plan="IP-1")
    assert twice.code == "sample-stands"
    await looked_at(plant, inspection, pieces=80, bad=2)
    assert [row[-2:] for row in await proposal(plant, inspection)] == [(2, "accept"), (0, "accept")]


async def test_two_bad_lots_of_a_supplier_tighten_the_next_and_a_taken_back_one_does_not_count(
    plant: Plant,
) -> None:
    for number in (1, 2):
        inspection = await lot_arrives(plant, number)
        await looked_at(plant, inspection, pieces=20, bad=3)
        assert (await proposal(plant, inspection))[0][-2:] == (3, "reject")
        await plant.do(
            f"decide {number}", "quality.decide_inspection", inspection=inspection,
            decision="reject", reason="scratched",
        )  # fmt: skip
    inspection = await lot_arrives(plant, 3)
    assert await proposal(plant, inspection) == [
        ("major", "tightened", 80, 1, 2, 0, "incomplete"),
        ("minor", "normal", 80, 7, 8, 0, "incomplete"),
    ]
    await plant.do("begun", "quality.decide_inspection", inspection=inspection, decision="accept")
    await plant.do(
        "undo", "kernel.reverse_command", command=str(cause("decide 2")), reason="wrong lot"
    )
    inspection = await lot_arrives(plant, 4)
    assert (await proposal(plant, inspection))[0][:3] == ("major", "normal", 80)


async def test_a_decision_against_the_proposal_is_confirmed_by_who_may_with_a_reason(
    plant: Plant,
) -> None:
    inspection = await lot_arrives(plant, 1)
    await looked_at(plant, inspection, pieces=80, bad=3)
    assert (await proposal(plant, inspection))[0][-1] == "reject"
    said = {"inspection": inspection, "decision": "accept"}
    against = await plant.refused("against", "quality.decide_inspection", **said)
    assert (against.code, against.confirmable) == ("against-proposal", True)
    confirm = ["against-proposal"]
    silent = await plant.refused("silent", "quality.decide_inspection", **said, confirm=confirm)
    assert silent.code == "reason-missing"
    await plant.do("overruled", "quality.decide_inspection", **said, confirm=confirm,
                   reason="scratches are inside")  # fmt: skip
    assert await plant.held("WH1") == 1000


async def test_good_results_are_accepted_as_proposed_and_rejected_only_when_confirmed(
    plant: Plant,
) -> None:
    inspection = await lot_arrives(plant, 1)
    await looked_at(plant, inspection, pieces=80, bad=0)
    said = {"inspection": inspection, "decision": "reject", "reason": "wrong color"}
    against = await plant.refused("against", "quality.decide_inspection", **said)
    assert against.code == "against-proposal"
    await plant.do("accepted", "quality.decide_inspection", inspection=inspection,
                   decision="accept")  # fmt: skip
