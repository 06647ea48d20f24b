"""What is simulated of a plant: machines, a bench, orders, and the faults that come over them."""

from datetime import UTC, date, datetime, time, timedelta
from importlib.resources.abc import Traversable
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.document import parse
from taktline.plants.sheets import SeedSheet

SCENARIO = "scenario.yaml"
STEP_S = 60
"""Virtual time goes on by so much at once; lines break and come back on its borders."""

FaultKind = Literal[
    "late_data",
    "duplicates",
    "counter_reset",
    "machine_down",
    "line_cut",
    "power_cut",
    "wrong_lot",
    "late_report",
    "miscount",
    "offline_queue",
    "lost_report",
]
"""`lost_report` is a mistake the plant cannot know of: the score must show it."""


class BadScenario(Problem):
    """A scenario that cannot be simulated."""

    title = Text(en="{scenario}: {reason}.", zh="{scenario}:{reason}。")
    status = 400


class Machine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A machine; seconds of one piece, seconds to load the next, pieces ordered a day."""

    code: str
    cycle_s: int
    load_s: int
    ordered: int


class Bench(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where people finish the pieces and report them by hand every so many seconds.

    Attributes:
        people: codes of persons, who take turns; nobody is named where there are none.
    """

    people: list[str] = []
    every_s: int
    defect_share: float
    defect_code: str
    component: str
    lot: str


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that goes wrong at a time of day.

    Attributes:
        machine: whose; None = everybody's.
        at: the site's clock, `HH:MM`.
        for_s: how long; of a report how much later it is sent or corrected.
        by: pieces too many.
        every_days: comes again after so many days.
    """

    kind: FaultKind
    at: str
    machine: str | None = None
    for_s: int = 0
    by: int = 0
    every_days: int = 1


class Shift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when to when is worked, on the site's clock, `HH:MM`."""

    begins: str
    ends: str


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens; the same seed gives the same days.

    Attributes:
        plant: the seeded plant it happens in, such as `machining`; None = the folder's own.
        seeds: what is set up there beside what the plant has.
        turned_at, finished_at: sequences of the operation that machines count, and of the bench's.
        consumed: what a piece takes of which material, and at which operation.
    """

    scenario: str
    plant: str | None = None
    site: str = "SIM"
    seeds: list[SeedSheet] = []
    turned_at: int = 10
    finished_at: int = 20
    label: Text
    note: str = ""
    seed: int
    first_day: str
    work_master: str
    material: str
    receipt_place: str
    consumed: dict[str, int]
    shift: Shift
    machines: list[Machine]
    bench: Bench
    faults: list[Fault] = []


class Days:
    """The days of a scenario on its site's clock; instants are whole seconds since 1970."""

    def __init__(self, scenario: Scenario, zone: str) -> None:
        self._first = date.fromisoformat(scenario.first_day)
        self._zone = ZoneInfo(zone)

    def at(self, day: int, clock: str) -> int:
        """Return the instant of a day at which the clock shows `HH:MM`."""
        local = datetime.combine(
            self._first + timedelta(days=day), time.fromisoformat(clock), self._zone
        )
        return int(local.timestamp())

    def tag(self, day: int) -> str:
        """Return a day's short name."""
        return f"{self._first + timedelta(days=day):%y%m%d}"


def read_scenario(folder: Traversable) -> Scenario:
    """Read what is simulated of a plant.

    Raises:
        BadYaml, BadDocument: it is not written as it should.
        BadScenario: a fault names a machine or a time that is not there.
    """
    scenario = parse((folder / SCENARIO).read_text(encoding="utf-8"), Scenario, SCENARIO)
    codes = {machine.code for machine in scenario.machines}
    for fault in scenario.faults:
        if fault.machine is not None and fault.machine not in codes:
            raise BadScenario(
                scenario=scenario.scenario, reason=f"{fault.kind}: no machine {fault.machine}"
            )
    try:
        date.fromisoformat(scenario.first_day)
        clocks = [scenario.shift.begins, scenario.shift.ends, *(f.at for f in scenario.faults)]
        for clock in clocks:
            time.fromisoformat(clock)
    except ValueError as wrong:
        raise BadScenario(scenario=scenario.scenario, reason=str(wrong)) from None
    return scenario


def faults_on(
    scenario: Scenario, day: int, machine: str | None, *kinds: FaultKind
) -> list[Fault]:  # tidy: positional - a look-up
    """Return the faults of some kinds that come over a machine on a day."""
    return [
        fault
        for fault in scenario.faults
        if fault.kind in kinds
        and fault.machine in (None, machine)
        and day % max(fault.every_days, 1) == 0
    ]


def instant(at_s: int) -> datetime:
    """Return whole seconds since 1970 as an instant."""
    return datetime.fromtimestamp(at_s, UTC)
