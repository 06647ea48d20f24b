"""All steps of a day of the hub-motor plant, in the order in which they happen."""

import random
from functools import lru_cache

import msgspec

from taktline.plants.hub_motors.calendar import HOUR, PlantDays
from taktline.plants.hub_motors.figures import STATION, UNITS
from taktline.plants.hub_motors.flow import (
    Faults,
    Flow,
    Visit,
    Wound,
    carts_after,
    faults_of,
)
from taktline.plants.hub_motors.goods import goods, supply_matter
from taktline.plants.hub_motors.machines import HISTORY_WINDOW_S, machine_steps, torque_hold
from taktline.plants.hub_motors.order_book import order_book
from taktline.plants.hub_motors.orders import motors, rotors, shafts
from taktline.plants.hub_motors.shift import DAY_S, Stretch, Unit, blocked
from taktline.plants.hub_motors.step import Step

EARLY_S = HOUR
"""A day's steps begin an hour before its shift: orders are released, lines supplied."""


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """A day as the machines lived it, and what it leaves for the orders' steps."""

    wound: Wound
    assembled: tuple[Visit, ...]
    made: tuple[Step, ...]
    stretches: dict[str, list[Stretch]]


class Plan:
    """The plant's plan: every day follows from the seed and nothing else."""

    def __init__(self, days: PlantDays, seed: str) -> None:
        self.days = days
        self._seed = seed
        self._worked = lru_cache(maxsize=8)(self._work)

    def steps(self, day: int, *, window_s: float = HISTORY_WINDOW_S) -> list[Step]:
        """Return what happens from 07:00 of a day to 07:00 of the next, in order.

        Args:
            day: 0 for the first.
            window_s: how often machines are heard, in seconds.
        """
        days = self.days
        steps: list[Step] = []
        for begun in range(max(0, day - 2), day + 1):
            steps += motors(
                days,
                begun,
                wound=self._worked(begun).wound,
                assembled=self._worked(begun + 1).assembled,
                line=supply_matter("LS-L1", begun),
            )
        for begun in range(max(0, day - 1), day + 1):
            steps += self._worked(begun).made
        for one in (day - 1, day):
            if one >= 0:
                steps += machine_steps(
                    days, one, stretches=self._worked(one).stretches, window_s=window_s
                )
        steps += goods(days, day)
        steps += order_book(days, day)
        if day > 0:
            order = f"WO{days.tag(day - 1)}-HM"
            steps += torque_hold(days, day, visits=self._worked(day).assembled, order=order)
        begin, end = days.at(day, -EARLY_S), days.at(day + 1, -EARLY_S)
        return sorted((s for s in steps if begin <= s.at < end), key=lambda s: s.at)

    def _work(self, day: int) -> Worked:
        """Simulate a day: an order is wound and baked, yesterday's is assembled and packed."""
        days, seed = self.days, f"{self._seed}:{day}"
        units = {code: Unit(code, blocked(code, seed), pace=_pace(code, seed)) for code in UNITS}
        tag = days.tag(day)
        wound = Flow(units, self._faults(day), order=f"WO{tag}-HM").first_half()
        assembled: tuple[Visit, ...] = ()
        if day > 0:
            before = self._worked(day - 1).wound
            yesterday = f"WO{days.tag(day - 1)}-HM"
            flow = Flow(units, self._faults(day - 1), order=yesterday)
            assembled = flow.second_half(carts_after(before.visits, 30))
        lathes = [units["CNC-1"], units["CNC-2"]]
        line = supply_matter("LS-CNC", day)
        made = rotors(days, day, units=lathes, line=line)
        night = Unit("CNC-2", blocked("CNC-2", f"{seed}:night"))
        made += shafts(days, day, unit=night, line=line)
        return Worked(
            wound=wound,
            assembled=assembled,
            made=tuple(made),
            stretches={code: _whole_day(unit, night) for code, unit in units.items()},
        )

    def _faults(self, day: int) -> Faults:
        return faults_of(f"{self._seed}:{day}", plain=day == 0)


def _pace(unit: str, seed: str) -> float:
    """Return how much slower than planned a unit is on a day; ovens take their time exactly."""
    if unit in STATION[30].units:
        return 1.0
    return random.Random(f"{seed}:{unit}:pace").uniform(1.01, 1.06)


def _whole_day(unit: Unit, night: Unit) -> list[Stretch]:
    """Return a unit's 24 h: its day shift, and the night, in which only one lathe works."""
    stretches = unit.stretches(DAY_S, ends=True)
    end = stretches[-1].end
    if unit.code != night.code:
        return [*stretches, Stretch(begin=end, end=2 * DAY_S, state="planned_off", said="NIGHT")]
    return [
        *stretches,
        *(
            msgspec.structs.replace(s, begin=max(s.begin + DAY_S, end), end=s.end + DAY_S)
            for s in night.stretches(DAY_S, ends=True)
            if s.end + DAY_S > end
        ),
    ]
