"""Senders whose clocks run a little ahead: no place of goods is below zero at any instant."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.kernel.ledger.verify import prove
from taktline.platform.envelope import Answer, Item
from taktline.store import Store
from tests.chaos.names import draft
from tests.story.plant import LEAD, Plant

pytestmark = pytest.mark.anyio


def dated(seconds: float) -> dict[str, object]:
    return {"occurred_at": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()}


def move(lot: str, **more: object) -> Item:
    line = {"material": "PLATE", "lot": lot, "quantity": "4", "source": "WH1", "target": "WH2"}
    body = {"id": uuid7(), "site": "F1", "lines": [line], **more}
    return Item(verb="inventory.move_material", body=msgspec.json.encode(body))


async def receive(plant: Plant, lot: str, **more: object) -> None:
    line = {
        "material": "PLATE", "place": "WH1", "lot": lot, "quantity": "4", "amount": "8",
    }  # fmt: skip
    await plant.do(
        f"in {lot}", "inventory.receive_material", supplier="S1", site="F1", lines=[line], **more
    )


async def test_a_neighbour_dated_ahead_does_not_hide_what_is_dated_ahead(
    store: Store, tenant: str
) -> None:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"))
    await receive(plant, "ahead", **dated(90))
    await receive(plant, "there")
    outcomes = await plant.door.submit(
        tenant, LEAD, items=[move("ahead"), move("there", **dated(100))]
    )
    assert isinstance(outcomes[0], Problem), "goods left before they came"
    assert outcomes[0].code == "backdated-shortage" or outcomes[0].code == "shortage"
    assert isinstance(outcomes[1], Answer)
    later = (await plant.door.submit(tenant, LEAD, items=[move("ahead", **dated(100))]))[0]
    assert isinstance(later, Answer), later
    async with store.transaction(tenant) as tx:
        assert (await prove(tx)).findings == []


@pytest.mark.parametrize("how", ["correct", "reverse"])
async def test_what_a_clock_ahead_reported_is_taken_back_at_once(
    store: Store, tenant: str, how: str
) -> None:
    """Neither correction nor reversal is dated, the report lies 45 s ahead of our clock.

    Shift and person stay those of the report; no place of goods is below zero at any instant.
    """
    plant = Plant(store, tenant)
    await plant.set_up(("L1", "line_side"))
    await plant.do("draft", "kernel.create_work_order", **draft("WO-1", "10"))
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    report = await plant.do(
        "report", "kernel.report_operation", job_order="WO-1-10", good="6", **dated(45)
    )
    if how == "correct":
        await plant.do(
            "back", "kernel.correct_report", report=report.id, good="4", reason="recount"
        )
    else:
        await plant.do("back", "kernel.reverse_command", command=report.id, reason="not made")
    assert await plant.held("wip:WO-1-20") == (4 if how == "correct" else 0)
    (dates,) = await plant.rows("SELECT count(*), count(DISTINCT occurred_at) FROM move")
    assert dates == (6 if how == "correct" else 4, 1)
    (said,) = await plant.rows(
        "SELECT count(DISTINCT (shift, business_date, crew)), count(*) > 1 FROM job_response "
        "WHERE kind = 'report'"
    )
    assert said == (1, True)
    async with store.transaction(tenant) as tx:
        assert (await prove(tx)).findings == []
