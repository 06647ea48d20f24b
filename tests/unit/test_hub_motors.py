"""The hub-motor plant without a database: its days follow from the seed and obey its figures."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from taktline.plants.board_view import sparkline
from taktline.plants.clock import PlantClock
from taktline.plants.demo import calls_before
from taktline.plants.hub_motors.calendar import HOUR, PlantDays
from taktline.plants.hub_motors.day import Plan
from taktline.plants.hub_motors.figures import PER_DAY, UNITS
from taktline.plants.hub_motors.flow import faults_of
from taktline.plants.hub_motors.machines import LIVE_WINDOW_S
from taktline.plants.hub_motors.seed import ORDER, seed_items, seed_users
from taktline.plants.hub_motors.shift import DAY_S, Unit, blocked

DAYS = PlantDays(first=date(2026, 3, 2))


def test_a_day_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert Plan(DAYS, "a").steps(2) == Plan(DAYS, "a").steps(2)
    assert Plan(DAYS, "a").steps(2) != Plan(DAYS, "b").steps(2)


def test_every_step_of_a_week_has_its_own_name_and_comes_in_order() -> None:
    plan = Plan(DAYS, "week")
    steps = [step for day in range(7) for step in plan.steps(day)]
    assert len({step.key for step in steps}) == len(steps)
    for day in range(7):
        instants = [step.at for step in plan.steps(day)]
        assert instants == sorted(instants)


def test_a_plain_day_has_the_figures_of_the_handbook() -> None:
    bad = [one for found in faults_of("any", plain=True).values() for one in found]
    assert len(bad) == 19
    assert (PER_DAY - len(bad)) / PER_DAY == pytest.approx(0.9587, abs=5e-5)
    assert Counter(one.verdict for one in bad) == {"scrap": 6, "repaired": 9, "open": 4}
    assert Counter(one.code for one in bad) == {
        "RES-HI": 7, "NOISE": 5, "TORQUE": 4, "POLARITY": 2, "OTHER": 1,
    }  # fmt: skip


@pytest.mark.parametrize("unit", ["WND-1", "L1-ST3", "OVEN-2"])
def test_a_unit_is_in_exactly_one_state_at_every_moment_of_its_shift(unit: str) -> None:
    worked = Unit(unit, blocked(unit, "seed"))
    for cart in range(8):
        worked.work(cart * 2400.0, 1200.0, job="J")
    stretches = worked.stretches(DAY_S, ends=True)
    assert stretches[0].begin == 0
    assert stretches[-1].end == DAY_S
    assert all(before.end == after.begin for before, after in pairwise(stretches))
    executing = sum(s.end - s.begin for s in stretches if s.state == "executing")
    assert executing == pytest.approx(8 * 1200)


def test_machines_heard_every_ten_minutes_say_the_same_as_at_the_end_of_the_shift() -> None:
    plan = Plan(DAYS, "states")
    settled: dict[float, set[tuple[object, ...]]] = {}
    for window_s in (LIVE_WINDOW_S, DAY_S):
        said = [s.body for s in plan.steps(1, window_s=window_s) if s.key.startswith("states/")]
        settled[window_s] = {
            (body["work_unit"], line["state"], line["starts_at"], line["ends_at"])
            for body in said
            for line in body["intervals"]  # type: ignore[attr-defined]  # a list of dicts
            if not line.get("provisional")
            and DAYS.at(1).isoformat() <= line["starts_at"]
            and line["ends_at"] <= DAYS.at(1, 11 * HOUR).isoformat()
        }
    assert settled[LIVE_WINDOW_S] == settled[DAY_S]
    assert {unit for unit, *_ in settled[DAY_S]} == set(UNITS)


def test_the_plants_clock_runs_fast_and_never_ahead_of_the_present() -> None:
    present = datetime(2026, 4, 1, 4, 0, tzinfo=UTC)
    clock = PlantClock(DAYS, DAYS.at(3), speed=60, present=lambda: present)
    assert clock() == DAYS.at(3)
    present += timedelta(minutes=10)
    assert clock() == DAYS.at(3, 10 * HOUR)
    assert clock.speed() == 60
    present += timedelta(days=400)
    assert clock() == present
    assert clock.speed() is None


def test_nights_pass_ten_times_faster() -> None:
    present = datetime(2026, 4, 1, 4, 0, tzinfo=UTC)
    clock = PlantClock(DAYS, DAYS.at(3, 13 * HOUR), speed=60, present=lambda: present)
    present += timedelta(seconds=6)
    assert clock() == DAYS.at(3, 14 * HOUR)


def test_the_seed_names_every_document_and_every_user_has_a_key_of_their_own() -> None:
    items = list(seed_items(DAYS.at(0)))
    assert len(items) == len(ORDER) + 1
    keys = [user.key for user in seed_users()]
    assert len(set(keys)) == len(keys)
    working = {step.by for step in Plan(DAYS, "who").steps(2)}
    assert working <= set(keys)
    assert {user.key for user in seed_users() if user.login is None} <= working, "what for?"


def test_a_sparkline_rises_with_its_values() -> None:
    assert sparkline([0, 1, 2, 3]) == "▂▄▆█"
    assert sparkline([]) == ""


def test_what_a_step_refers_to_is_of_its_day_or_a_call_of_the_day_before() -> None:
    plan = Plan(DAYS, "junchi-2026")
    for day in range(30):
        steps = plan.steps(day)
        known = {step.key for step in (*calls_before(plan, day), *steps)}
        named = {said.partition("#")[0] for step in steps for said in step.refers.values()}
        assert named <= known, day
