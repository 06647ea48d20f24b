"""Dispatching: stations, queues put in order, load by shift, what does not fit."""

import httpx
import pytest

from tests.api_ground import Api

pytestmark = pytest.mark.anyio

MONDAY = "2026-03-02T06:00:00Z"
"""14:00 in Shanghai; the day shift ends at 16:00."""


async def do(api: Api, verb: str, **fields: object) -> httpx.Response:
    """Give one command that must be accepted."""
    answer = await api.command(verb, fields)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    await do(api, "calendar.create", code="C-1", name="三班")
    for code, starts, ends in (("DAY", 8, 16), ("LATE", 16, 24)):
        await do(api, "shift.create", code=code, name=code, calendar="C-1",
                 starts_s=str(starts * 3600), ends_s=str(ends * 3600), break_s="1800")  # fmt: skip
    await do(api, "site.create", code="S1", name="一厂", zone="Asia/Shanghai", calendar="C-1")
    await do(api, "unit.create", code="pcs", name="件", places=0)
    await do(api, "material.create", code="P-01", name="轴", name_en="Shaft", unit="pcs")
    for center, units in (("TURN", ("L-1", "L-2")), ("GRIND", ("G-1",))):
        await do(api, "equipment.create", code=center, name=center, site="S1",
                 level="production_unit")  # fmt: skip
        for unit in units:
            await do(api, "equipment.create", code=unit, name=unit, site="S1", level="work_cell",
                     parent=center)  # fmt: skip
    await do(api, "personnel_class.create", code="TURNER", name="车工")
    for code in ("ZHANG", "LI"):
        await do(api, "person.create", code=code, name=code, site="S1")
    await do(api, "qualification.create", person="ZHANG", personnel_class="TURNER", level="2",
             valid_from="2026-01-01")  # fmt: skip
    for number in (1, 2, 3):
        await order(api, f"WO-{number}", priority=50 + number)
    return api


async def order(api: Api, code: str, *, priority: int = 50, **operation: object) -> None:
    """Release an order of 10 pieces: 30 minutes of set-up, 6 minutes each, at TURN."""
    turning = {"sequence": 10, "name": "数车", "work_center": "TURN", "planned_setup_s": "1800",
               "planned_run_s": "360", **operation}  # fmt: skip
    await do(api, "kernel.create_work_order", code=code, site="S1", material="P-01", ordered="10",
             operations=[turning], priority=priority)  # fmt: skip
    await do(api, "kernel.release_work_order", work_order=code)


async def queue(api: Api, **asked: str) -> list[str]:
    """Return the codes of a queue, in order."""
    rows = (await api.query("kernel.dispatch_queue", **asked)).json()["rows"]
    return [row["code"] for row in rows]


async def test_a_queue_follows_priority_until_somebody_puts_it_in_order(plant: Api) -> None:
    assert await queue(plant, below="TURN") == ["WO-3-10", "WO-2-10", "WO-1-10"]
    await do(plant, "kernel.sequence_queue", work_unit="TURN", job_orders=["WO-1-10"])
    assert await queue(plant, below="S1") == [], "a site is no part of the equipment"
    assert await queue(plant, below="TURN") == ["WO-1-10", "WO-3-10", "WO-2-10"]
    first = (await plant.query("kernel.dispatch_queue", limit="1")).json()
    assert (first["rows"][0]["queue_rank"], first["rows"][0]["left_s"]) == (1, 5400.0)
    after = await queue(plant, limit="1", after=first["after"])
    assert after == ["WO-3-10"], "the next page goes on where the first one ended"

    await do(plant, "kernel.dispatch_job_order", job_order="WO-1-10", work_unit="L-1")
    await do(plant, "kernel.dispatch_job_order", job_order="WO-2-10", work_unit="L-1")
    assert await queue(plant, below="L-1") == ["WO-2-10", "WO-1-10"], "a moved job has no place yet"
    both = ["WO-1-10", "WO-2-10"]
    await do(plant, "kernel.sequence_queue", work_unit="L-1", job_orders=both)
    assert await queue(plant, below="L-1") == both
    await do(plant, "kernel.sequence_queue", work_unit="L-1", job_orders=[])
    assert await queue(plant, below="L-1") == ["WO-2-10", "WO-1-10"]

    await do(plant, "kernel.dispatch_job_order", job_order="WO-2-10", any_unit=True)
    rows = (await plant.query("kernel.dispatch_queue", work_center="TURN")).json()["rows"]
    assert {row["code"]: row["work_unit"] for row in rows}["WO-2-10"] is None


async def test_a_job_that_waits_elsewhere_gets_no_place_here(plant: Api) -> None:
    wrong: dict[str, object] = {"work_unit": "L-2", "job_orders": ["WO-3-10"]}
    refused = (await plant.command("kernel.sequence_queue", wrong)).json()
    assert (refused["code"], refused["at"]) == ("not-in-queue", "/job_orders/0")
    twice: dict[str, object] = {"work_unit": "TURN", "job_orders": ["WO-3-10", "WO-3-10"]}
    assert (await plant.command("kernel.sequence_queue", twice)).json()["code"] == "queue-too-long"


async def test_a_machine_of_another_work_center_is_refused_with_those_that_fit(plant: Api) -> None:
    await order(plant, "WO-11")
    moved: dict[str, object] = {"job_order": "WO-11-10", "work_unit": "G-1"}
    refused = (await plant.command("kernel.dispatch_job_order", moved)).json()
    assert (refused["code"], refused["at"]) == ("machine-does-not-fit", "/work_unit")
    assert refused["title"] == "WO-11-10 数车 is made at TURN; G-1 is none of these."
    await do(plant, "kernel.dispatch_job_order", **moved, confirm=["machine-does-not-fit"])
    rows = (await plant.query("kernel.dispatch_queue", below="GRIND")).json()["rows"]
    assert [(row["code"], row["work_center"], row["work_unit"]) for row in rows] == [
        ("WO-11-10", "GRIND", "G-1")
    ]
    await do(plant, "kernel.dispatch_job_order", job_order="WO-11-10", work_unit="L-2")
    assert await queue(plant, below="GRIND") == []


async def test_only_the_machines_an_operation_names_fit_it(plant: Api) -> None:
    await order(plant, "WO-12", resources=[{"kind": "equipment", "resource": "L-2"}])
    moved: dict[str, object] = {"job_order": "WO-12-10", "work_unit": "L-1"}
    refused = (await plant.command("kernel.dispatch_job_order", moved)).json()
    assert refused["title"] == "WO-12-10 数车 is made at L-2; L-1 is none of these."
    await do(plant, "kernel.dispatch_job_order", job_order="WO-12-10", work_unit="L-2")


async def test_a_person_without_the_skill_is_refused_and_one_with_it_is_not(plant: Api) -> None:
    asked = {"kind": "person", "resource": "TURNER", "skill_level_min": 2}
    await order(plant, "WO-13", resources=[asked])
    given: dict[str, object] = {"job_order": "WO-13-10", "occurred_at": MONDAY}
    refused = await plant.command("kernel.dispatch_job_order", {**given, "person": "LI"})
    assert (refused.json()["code"], refused.json()["at"]) == ("not-qualified", "/person")
    await do(plant, "kernel.dispatch_job_order", **given, person="ZHANG")


async def test_stations_tell_what_waits_and_shifts_how_much_they_can_take(plant: Api) -> None:
    await order(plant, "WO-21", work_center="GRIND")
    await order(plant, "WO-22", work_center="GRIND")
    late = {"work_unit": "G-1", "planned_start_at": "2026-03-02T09:00:00Z"}
    await do(plant, "kernel.dispatch_job_order", job_order="WO-21-10", work_unit="G-1")
    await do(plant, "kernel.dispatch_job_order", job_order="WO-22-10", **late)
    found = (await plant.query("kernel.dispatch_stations", below="GRIND")).json()["rows"]
    assert [(one["code"], one["work_center"], one["is_unit"], one["jobs"], one["left_s"])
            for one in found] == [
        ("GRIND", "GRIND", False, 0, 0.0), ("G-1", "GRIND", True, 2, 10_800.0),
    ]  # fmt: skip

    asked = {"below": "G-1", "since": MONDAY, "shifts": "3"}
    loads = (await plant.query("kernel.station_loads", **asked)).json()["rows"]
    assert [(one["shift"], one["day"], one["capacity_s"], one["load_s"]) for one in loads] == [
        ("DAY", "2026-03-02", 6_750.0, 5_400.0),
        ("LATE", "2026-03-02", 27_000.0, 5_400.0),
        ("DAY", "2026-03-03", 27_000.0, 0.0),
    ], "two of eight hours are left, with a quarter of the break"
