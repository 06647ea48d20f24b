"""The seed plants: a month through the door each, and a ledger that holds to the last gram."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from taktline.api.runtime import Runtime
from taktline.plants.seeded.history import WorkedDays, history, read_history
from taktline.plants.seeded.run import PACKAGE, Made, make_plant
from taktline.plants.sheets import founding, plant_folder, read_plant
from taktline.plants.simulated.scenario import instant

pytestmark = pytest.mark.anyio
FIRST = date(2026, 1, 5)
DAYS = 8
PLANTS = ("machining", "coating", "builder")


@pytest.fixture(scope="module")
async def made(runtime: Runtime) -> dict[str, Made]:
    """Make all three."""
    return {
        name: await make_plant(runtime, plant_folder(PACKAGE, name), days=DAYS, first=FIRST)
        for name in PLANTS
    }


async def fetch(runtime: Runtime, tenant: str, sql: str) -> list[tuple[object, ...]]:
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        return await tx.fetch(sql)


@pytest.mark.parametrize("name", PLANTS)
async def test_a_plant_is_made_once_and_its_ledger_holds(
    runtime: Runtime, made: dict[str, Made], name: str
) -> None:
    plant = made[name]
    assert plant.proof.ok, [law.law for law in plant.proof.laws if law.findings]
    assert plant.orders > 0
    commands = await fetch(runtime, plant.tenant, "SELECT count(*) FROM command")
    again = await make_plant(runtime, plant_folder(PACKAGE, name), days=DAYS, first=FIRST)
    assert (again.commands, again.orders) == (plant.commands, plant.orders)
    assert await fetch(runtime, plant.tenant, "SELECT count(*) FROM command") == commands
    open_orders = "SELECT count(*) FROM work_order WHERE status <> 'closed'"
    assert await fetch(runtime, plant.tenant, open_orders) == [(0,)]


@pytest.mark.worked_example
async def test_the_small_shop_has_86_people_routes_in_one_line_and_no_stock(
    runtime: Runtime, made: dict[str, Made]
) -> None:
    tenant = made["machining"].tenant
    people = await fetch(runtime, tenant, "SELECT count(*), count(DISTINCT name) FROM person")
    assert people == [(86, 86)]
    kinds = await fetch(
        runtime,
        tenant,
        "SELECT DISTINCT p.kind FROM balance b JOIN place p ON p.id = b.place "
        "WHERE b.quantity > 0 ORDER BY 1",
    )
    assert {str(kind) for (kind,) in kinds} <= {"finished", "scrap"}
    stations = await fetch(runtime, tenant, "SELECT count(*) FROM equipment")
    assert stations == [(0,)]


async def test_what_goes_into_a_batch_comes_out_as_paint_samples_and_loss(
    runtime: Runtime, made: dict[str, Made]
) -> None:
    rows = await fetch(
        runtime,
        made["coating"].tenant,
        "SELECT j.good, j.scrap FROM job_order j WHERE j.sequence = 60",
    )
    assert rows
    for good, scrap in rows:
        assert isinstance(good, Decimal)
        assert isinstance(scrap, Decimal)
        assert good + scrap == 1000
        assert Decimal(970) < good < Decimal(990)


async def test_every_batch_says_how_it_was_made_and_every_value_was_right(
    runtime: Runtime, made: dict[str, Made]
) -> None:
    rows = await fetch(
        runtime,
        made["coating"].tenant,
        "SELECT v.key, v.value->>'judged', count(*)::integer, count(DISTINCT v.value->>'value') > 1"
        " FROM job_response r, jsonb_each(r.parameters) AS v GROUP BY 1, 2 ORDER BY 1",
    )
    counts = {count for _, _, count, _ in rows}
    assert [(code, judged) for code, judged, _, _ in rows] == [
        (code, "within")
        for code in ("bag_whole", "fineness_um", "mesh", "outlet_c", "ph", "shade", "speed_rpm",
                     "temp_c", "time_min", "viscosity_ku")
    ]  # fmt: skip
    assert counts == {made["coating"].orders}, "each once for every batch"
    assert {code for code, _, _, varies in rows if not varies} == {"bag_whole", "mesh", "shade"}


async def test_a_station_takes_the_frame_that_was_made_for_it(
    runtime: Runtime, made: dict[str, Made]
) -> None:
    tenant = made["builder"].tenant
    costs = await fetch(
        runtime,
        tenant,
        "SELECT b.quantity, b.value FROM balance b JOIN place p ON p.id = b.place "
        "WHERE p.code = 'P26-018'",
    )
    assert costs
    for quantity, value in costs:
        assert isinstance(quantity, Decimal)
        assert isinstance(value, Decimal)
        # Frame, cylinder, cell, curtains, island, screws, rails, and some 32 hours with overhead.
        assert 30_000 < value / quantity < 50_000


@pytest.mark.parametrize("name", PLANTS)
def test_a_months_history_is_the_same_every_time_and_in_the_order_of_time(name: str) -> None:
    folder = plant_folder(PACKAGE, name)
    plant, sheet = read_plant(folder), read_history(folder)
    once = history(plant, sheet, first=FIRST, days=30)
    assert once == history(plant, sheet, first=FIRST, days=30)
    times = [order.at for order in once]
    assert all(a <= b for a, b in pairwise(times) if a and b)
    assert len({(order.verb, order.key) for order in once}) == len(once)
    seeds = founding(plant, instant(0))
    assert len({(order.verb, order.key) for order in seeds}) == len(seeds)


def test_working_days_leave_out_sundays_and_hours_run_over_the_night() -> None:
    sheet = read_history(plant_folder(PACKAGE, "machining"))
    days = WorkedDays(sheet, "Asia/Shanghai", date(2026, 1, 9))
    assert [days.day(n).isoformat() for n in range(3)] == ["2026-01-09", "2026-01-10", "2026-01-12"]
    late = days.at(1, Decimal(10))
    assert late.isoformat() == "2026-01-12T09:00:00+08:00"
