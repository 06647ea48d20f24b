"""What has expired is judged by the plant's clock, zone and day, not by the database's."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from taktline.store import Store
from tests.story.plant import Plant, step, told

pytestmark = pytest.mark.anyio
FIFTH = datetime(2031, 1, 5, 15, 30, tzinfo=UTC)
"""Half past eleven at night of the 5th in Shanghai."""
SIXTH = datetime(2031, 1, 5, 16, 30, tzinfo=UTC)
"""Half past midnight of the 6th there; in UTC it is still the 5th."""


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("L1", "line_side"))
    line = {"material": "PLATE", "lot": "L-6", "quantity": "40", "amount": "80"}
    for place in ("WH1", "L1"):
        await plant.do(
            f"in {place}", "inventory.receive_material", supplier="S1",
            lines=[{**line, "place": place, "expires_on": "2031-01-06"}],
        )  # fmt: skip
    taken = {"material": "PLATE", "quantity_per": "2", "place": "L1"}
    picked = {"material": "PLATE", "quantity_per": "2", "issue_method": "issue"}
    await plant.order("WO-1", "5", operations=[step(materials=[taken])])
    await plant.order("WO-2", "5", operations=[step(materials=[picked])])
    return plant


@pytest.fixture
def clock(store: Store) -> Iterator[Callable[[datetime], None]]:
    """Let the store's clock be set, and set it back afterwards."""
    kept = store.clock

    def show(at: datetime) -> None:
        store.clock = lambda: at

    yield show
    store.clock = kept


async def test_a_lot_expires_when_its_day_begins_at_the_plant(
    plant: Plant, clock: Callable[[datetime], None]
) -> None:
    async def seen() -> tuple[object, ...]:
        (lot,) = told(await plant.ask("inventory.what_is", code="L-6"), "expired")
        ((places,),) = told(await plant.ask("inventory.pick_list", job_order="WO-2-10"), "places")
        fit = await plant.ask("kernel.component_check", job_order="WO-1-10", lot="L-6")
        marks = await plant.ask("kernel.station_marks", limit=10)
        kits: dict[object, object] = {row[0]: row[1] for row in told(marks, "job_order", "kit")}
        ready = await plant.ask("inventory.readiness")
        sets = {code: int(str(sets)) for code, sets in told(ready, "work_order", "sets_on_hand")}
        assert isinstance(places, list)
        return (*lot, len(places), *told(fit, "verdict")[0], kits["WO-1-10"], sets["WO-1"])

    clock(FIFTH)
    assert await seen() == (False, 1, "fits", "complete", 5)
    clock(SIXTH)
    assert await seen() == (True, 0, "expired", "missing", 0)
    await plant.execute("UPDATE site SET day_starts_s = 3600")
    assert await seen() == (False, 1, "fits", "complete", 5), "the day begins at one o'clock there"


async def test_my_work_shows_the_month_to_its_last_day(
    plant: Plant, clock: Callable[[datetime], None]
) -> None:
    await plant.do("made", "kernel.report_operation", job_order="WO-1-10", good="1")
    await plant.execute("UPDATE job_response SET business_date = '2031-01-31'")
    clock(datetime(2031, 1, 31, 12, tzinfo=UTC))
    assert len((await plant.ask("kernel.my_work")).rows) == 1
    clock(datetime(2031, 1, 31, 16, 30, tzinfo=UTC))
    assert (await plant.ask("kernel.my_work")).rows == [], "it is February there"
