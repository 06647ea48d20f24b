"""What the wall, the board, the calls and the losses of a works say, from what was reported."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.api_ground import Api
from tests.machine_ground import Fields, Works, asked, done, ordered, works

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""


@pytest.fixture(scope="module")
async def plant(api: Api) -> Works:
    """Give two hours of M-1: an hour of work, a fault, a short stop, work; M-2 said nothing."""
    plant = await works(api, began=NOON)
    day = {"planned_end_at": plant.at(180), "due_at": plant.at(60)}
    await ordered(plant, **day)
    await plant.reported("W-1-10", "4", 30)
    await plant.reported("W-1-10", "2", 90)
    await plant.ran("M-1", ("executing", 0, 60), ("fault", 60, 80), ("executing", 80, 110),
                    ("minor_stop", 110, 112), ("executing", 112, 120), goes_on=True)  # fmt: skip
    call = {"job_order": "W-1-10", "work_unit": "M-1", "kind": "machine", "severity": 3,
            "text": "Ram stuck", "occurred_at": plant.at(62)}  # fmt: skip
    await done(plant.api, "kernel.raise_work_alert", call)
    return plant


def window(plant: Works, **more: str) -> dict[str, str]:
    return {"since": plant.at(-120), "until": plant.at(120), **more}


async def test_the_wall_says_what_every_station_does_and_since_when(plant: Works) -> None:
    one, two = await asked(plant.api, "cockpit.wall", **window(plant, within="L1"))
    assert [one["work_unit"], two["work_unit"]] == ["M-1", "M-2"]
    assert (one["state"], one["since"]) == ("executing", plant.at(112))
    assert (one["work_order"], one["good"], one["job_good"]) == ("W-1", "6.000000", "6.000000")
    assert (one["unlabelled"], one["call_kind"], one["is_call_taken"]) == (2, "machine", False)
    assert (two["state"], two["job_order"], two["call"]) == (None, None, None)
    earlier = await asked(plant.api, "cockpit.wall", since=plant.at(0), until=plant.at(70))
    assert [(row["work_unit"], row["state"]) for row in earlier] == [
        ("M-1", "fault"),
        ("M-2", None),
    ]


async def test_a_lane_holds_the_whole_window_without_what_was_not_heard(plant: Works) -> None:
    (lane,) = await asked(plant.api, "cockpit.timeline", **window(plant))
    assert lane["states"] == ["executing", "fault", "executing", "minor_stop", "executing"]
    assert lane["starts_s"] == [7200, 10_800, 12_000, 13_800, 13_920]
    assert lane["ends_s"] == [10_800, 12_000, 13_800, 13_920, 14_400]
    long = {"since": plant.at(-20_000), "until": plant.at(120)}
    refused = await plant.api.query("cockpit.timeline", **long)
    assert refused.json()["code"] == "lanes-too-long"


async def test_stops_are_summed_up_by_reason_and_cut_at_the_window(plant: Works) -> None:
    whole = await asked(plant.api, "cockpit.stop_pareto", **window(plant))
    assert [(row["key"], row["stops"], row["seconds"]) for row in whole] == [(None, 2, 1320.0)]
    fault = (await asked(plant.api, "kernel.stops", **window(plant)))[0]
    await done(plant.api, "kernel.label_stop", {"stop": fault["id"], "reason": "MECH"})
    cut = {"since": plant.at(70), "until": plant.at(120)}
    rows = await asked(plant.api, "cockpit.stop_pareto", **cut)
    assert [(row["key"], row["seconds"]) for row in rows] == [("MECH", 600.0), (None, 120.0)]
    assert [row["running_share"] for row in rows] == [pytest.approx(600 / 720), 1.0]
    by_unit = await asked(plant.api, "cockpit.stop_pareto", **cut, by="work_unit")
    assert [(row["key"], row["name_en"], row["share"]) for row in by_unit] == [("M-1", None, 1.0)]


async def test_a_line_is_measured_at_its_end_against_what_was_to_end_today(plant: Works) -> None:
    (row,) = await asked(plant.api, "cockpit.line_output", **window(plant, within="L1"))
    assert (row["planned"], row["good"], row["bad"]) == ("10.000000", "6.000000", "0.000000")
    hours = await asked(plant.api, "cockpit.line_hours", **window(plant, within="L1"))
    assert [(one["hour"], one["good"]) for one in hours] == [
        (plant.at(0), "4.000000"), (plant.at(60), "2.000000"),
    ]  # fmt: skip
    assert await asked(plant.api, "cockpit.line_output", **window(plant, within="M-9")) == []


async def test_a_call_tells_how_long_people_waited(plant: Works) -> None:
    (call,) = await asked(plant.api, "cockpit.calls", within="L1")
    assert (call["work_unit"], call["text"], call["answer_s"]) == ("M-1", "Ram stuck", None)
    for verb, minutes in (("acknowledge", 65), ("resolve", 78)):
        said = {"work_alert": call["id"], "occurred_at": plant.at(minutes)}
        await done(plant.api, f"kernel.{verb}_work_alert", said)
    assert await asked(plant.api, "cockpit.calls") == []
    (settled,) = await asked(plant.api, "cockpit.calls", settled_since=plant.at(0))
    assert (settled["answer_s"], settled["settle_s"]) == (180.0, 960.0)
    assert settled["acknowledged_by"] == settled["resolved_by"] is not None
    assert await asked(plant.api, "cockpit.calls", settled_since=plant.at(79)) == []


async def test_a_years_reports_come_newest_first_in_pages_and_an_orders_alone(plant: Works) -> None:
    await ordered(plant, "W-2")
    await plant.reported("W-2-10", "1", 100)
    year = {"since": "2025-03-10T00:00:00Z", "until": plant.at(120)}
    answer = (await plant.api.query("cockpit.reports", **year, limit="2")).json()
    assert [row["job_order"] for row in answer["rows"]] == ["W-2-10", "W-1-10"]
    rest = await asked(plant.api, "cockpit.reports", **year, limit="2", after=answer["after"])
    assert [(row["job_order"], row["good"]) for row in rest] == [("W-1-10", "4.000000")]
    own = await asked(plant.api, "cockpit.reports", **year, work_order="W-1", work_unit="M-1")
    assert [row["good"] for row in own] == ["2.000000", "4.000000"]
    assert await asked(plant.api, "cockpit.reports", **year, work_unit="M-2") == []
    ever = {"since": "1970-01-01T00:00:00Z", "until": "9000-01-01T00:00:00Z"}
    assert (await plant.api.query("cockpit.reports", **ever)).json()["code"] == "no-window"
    assert len(await asked(plant.api, "cockpit.reports", **ever, work_order="W-1")) == len(own)


async def test_stock_that_owes_or_is_past_its_date_is_told(plant: Works) -> None:
    await done(plant.api, "material.create",
               {"code": "GLUE", "name": "Glue", "unit": "ea", "lot_traced": "lot"})  # fmt: skip
    await done(plant.api, "kernel.open_place", {"code": "WH", "site": "S1", "kind": "store"})
    await done(plant.api, "partner.create", {"code": "SUP", "name": "Supplier"})
    lines = [
        {"place": "WH", "material": "GLUE", "lot": lot, "quantity": "3", "amount": "3",
         "expires_on": (date(2026, 3, 2) + timedelta(days=days)).isoformat()}
        for lot, days in (("OLD", -1), ("SOON", 14), ("LATER", 15))
    ]  # fmt: skip
    received: Fields = {"supplier": "SUP", "lines": lines, "occurred_at": plant.at(0)}
    await done(plant.api, "inventory.receive_material", received)
    rows = await asked(plant.api, "cockpit.stock_alarms", at=plant.at(0))
    assert [(row["alarm"], row["lot"], row["quantity"]) for row in rows] == [
        ("expired", "OLD", "3.000000"), ("expiring", "SOON", "3.000000"),
    ]  # fmt: skip
    soon = await asked(plant.api, "cockpit.stock_alarms", at=plant.at(0), soon_days="0")
    assert [row["lot"] for row in soon] == ["OLD"]


async def test_places_with_stations_are_told_and_the_reader_is_told_the_zone(plant: Works) -> None:
    (line,) = await asked(plant.api, "cockpit.lines")
    assert (line["code"], line["name_en"], line["stations"]) == ("L1", "Line one", 2)
    assert (await plant.api.get("/api/v1/me")).json()["zone"] == "Asia/Shanghai"
    assert await asked(plant.api, "cockpit.shift_windows", **window(plant)) == []
