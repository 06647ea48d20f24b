"""Runs a simulated plant: virtual time step by step, machines on lines, people at the API."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.resources.abc import Traversable

import msgspec

from taktline.api.connecting import connecting
from taktline.api.runtime import Runtime
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.connections.address import Judge
from taktline.connect.connections.connection import Connection
from taktline.connect.live.heard import Heard, Mark, Tried
from taktline.connect.live.shdr import ShdrLine
from taktline.kernel.ledger.verify import prove
from taktline.plants.clerk import Clerk, open_tenant
from taktline.plants.hub_motors.seed import seed_sheet
from taktline.plants.seeded.run import PACKAGE as SEEDED
from taktline.plants.sheets import PlantSheet, founding, plant_folder, read_plant
from taktline.plants.simulated.adapter import TICK, Adapter
from taktline.plants.simulated.office import Office, office
from taktline.plants.simulated.people import Telling, tellings
from taktline.plants.simulated.scenario import (
    STEP_S,
    Fault,
    Scenario,
    faults_on,
    instant,
    read_scenario,
)
from taktline.plants.simulated.score import Score, score_of
from taktline.plants.simulated.truth import Happened, Said, truth_of

PACKAGE = "taktline.plants.simulated"
FOUNDED_BEFORE_S = 3_600
"""The plant is there an hour before anything happens."""
LOOK_S = 0.01
"""How often a line is looked at: virtual minutes pass in a blink."""
BOOK_S = 0.02
"""How often a line on which nothing changes is booked: some virtual minutes."""
PATIENCE_S = 60.0
"""Nothing of a step takes so long; if it does, something hangs."""
MAPPING: dict[str, object] = {
    "run": {"item": "execution", "values": ["ACTIVE"]},
    "alarms": [{"item": "system", "values": ["FAULT"]}],
    "counter": "parts",
    "debounce_s": 0,
    "minor_stop_s": 300,
}

Progress = Callable[[str, int, int], None]


class Stuck(Problem):
    """The platform did not take in what a machine said."""

    title = Text(
        en="{machine} was not heard to the end at {when}.",
        zh="{machine} 在 {when} 的数据未被接收。",
    )
    status = 500


class VirtualClock:
    """The plant's clock: stands still while a step is worked on."""

    def __init__(self, at_s: int) -> None:
        self.at_s = at_s

    def __call__(self) -> int:
        """Return microseconds since 1970."""
        return self.at_s * 1_000_000


class WatchedLine:
    """The SHDR line of the product; tells how far each machine has been taken in."""

    def __init__(self, clock: VirtualClock) -> None:
        judge = Judge(["127.0.0.0/8"])
        self._line = ShdrLine(judge, look_every_s=LOOK_S, clock=clock)
        self.ticks: dict[str, int] = {}
        self.is_up: dict[str, bool] = {}

    async def hear(self, connection: Connection, mark: Mark) -> AsyncIterator[Heard]:
        """Pass looks on; when the next one is asked for, the last one has been taken."""
        machine = connection.work_unit_code
        async for heard in self._line.hear(connection, mark):
            yield heard
            for one in heard.observations:
                if one.item == TICK and one.value.isdecimal():
                    self.ticks[machine] = max(self.ticks.get(machine, -1), int(one.value))
            self.is_up[machine] = heard.connected_us is not None

    async def attempt(self, connection: Connection, items: frozenset[str]) -> Tried:
        """Try a connection out."""
        return await self._line.attempt(connection, items)


async def simulate(
    runtime: Runtime,
    folder: Traversable,
    *,
    days: int,
    speed: float = 0.0,
    progress: Progress | None = None,
    script: Scenario | None = None,
) -> Score:
    """Run a plant for some days, and compare what was booked with what really happened.

    Args:
        runtime: the process.
        folder: the plant's.
        days: 1 or more.
        speed: virtual seconds per second at most; 0 = as fast as the platform takes it.
        progress: told of each minute.
        script: instead of the folder's.

    Raises:
        Problem: the plant could not be founded, or a line was not heard.
    """
    scenario = script or read_scenario(folder)
    plant = plant_of(folder, scenario)
    happened = truth_of(scenario, plant.tenant.zone, days)
    await _found(runtime, plant, happened)
    async with office(runtime, plant.tenant.code) as desk:
        simulation = Simulation(runtime, desk, plant, happened=happened)
        await simulation.run(speed=speed, progress=progress or _silent)
        async with runtime.store.transaction(plant.tenant.code, readonly=True) as tx:
            proof = await prove(tx)
        return await score_of(desk, happened, ledger_ok=proof.ok)


def plant_of(
    folder: Traversable, scenario: Scenario
) -> PlantSheet:  # tidy: positional - a scenario and its folder
    """Return the plant a scenario happens in: its folder's own, or one that is seeded elsewhere.

    Raises:
        NoPlant: there is none of that name.
    """
    if scenario.plant is None:
        return read_plant(folder)
    if scenario.plant == "hub_motors":
        return seed_sheet()
    return read_plant(plant_folder(SEEDED, scenario.plant))


async def _found(runtime: Runtime, plant: PlantSheet, happened: Happened) -> None:
    tenant = plant.tenant
    await open_tenant(runtime, tenant.code, currency=tenant.currency, zone=tenant.zone)
    clerk = Clerk(runtime, tenant.code, source=f"simulated:{plant.plant}")
    at = instant(happened.start_s - FOUNDED_BEFORE_S)
    await clerk.give(founding(plant, at))
    added = msgspec.structs.replace(plant, seeds=happened.scenario.seeds)
    beside = Clerk(runtime, tenant.code, source=f"simulated:{tenant.code}:beside")
    await beside.give(founding(added, at))


class Simulation:
    """One run; `happened` is the truth it plays."""

    def __init__(
        self, runtime: Runtime, desk: Office, plant: PlantSheet, *, happened: Happened
    ) -> None:
        self._runtime = runtime
        self._desk = desk
        self._plant = plant
        self._happened = happened
        self._clock = VirtualClock(happened.start_s)
        self._line = WatchedLine(self._clock)
        chance = random.Random(f"{happened.scenario.seed}:lines")
        self._adapters = {code: Adapter(chance) for code in happened.machines}
        self._said = {
            code: sorted(said for one in turned for said in one.said)
            for code, turned in happened.machines.items()
        }
        self._next = dict.fromkeys(happened.machines, 0)
        self._tellings = sorted(
            (
                telling
                for (day, code), handed in happened.handed.items()
                for telling in tellings(
                    happened.scenario, happened.days, day,
                    turned=happened.machines[code][day], handed=handed,
                )
            ),
            key=lambda one: one.at_s,
        )  # fmt: skip

    async def run(self, *, speed: float, progress: Progress) -> None:
        """Play everything from the first morning to the last evening."""
        happened = self._happened
        for code, adapter in self._adapters.items():
            at_s = happened.start_s
            adapter.say([Said(at_s=at_s, item=i, value=v) for i, v in FIRST.items()])
            await adapter.open()
            await self._connect(code, adapter.port)
        async with self._connected():
            steps = range(happened.start_s, happened.end_s, STEP_S)
            for number, at_s in enumerate(steps):
                begun = asyncio.get_running_loop().time()
                await self._step(at_s, number)
                if speed > 0:
                    passed = asyncio.get_running_loop().time() - begun
                    await asyncio.sleep(max(STEP_S / speed - passed, 0))
                progress(self._plant.plant, number + 1, len(steps))
        for adapter in self._adapters.values():
            await adapter.close()

    async def _connect(self, machine: str, port: int) -> None:
        body: dict[str, object] = {
            "code": f"LINE-{machine}", "name": machine, "work_unit": machine,
            "protocol": "mtconnect_shdr", "address": f"127.0.0.1:{port}",
            "mapping": MAPPING, "counting": "report",
        }  # fmt: skip
        clerk = Clerk(self._runtime, self._plant.tenant.code, source="simulated:lines")
        body["id"] = str(clerk.id_of("connect", machine, port))
        told = await self._desk.tell([("connect.create_machine_connection", body)])
        self._judge(Telling(at_s=0, commands=(("connect", body),)), told[0].code, told[0].said)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        """Let the role `connect` run for this tenant, and end in order."""
        tenant = self._plant.tenant.code
        role = connecting(self._runtime, lines={"mtconnect_shdr": self._line}, renew_every_s=BOOK_S)

        async def tenants() -> list[str]:
            return [tenant]

        task = asyncio.create_task(role.run(tenants))
        try:
            await asyncio.gather(*(self._until_up(code) for code in self._adapters))
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _step(self, at_s: int, number: int) -> None:
        """Let one minute pass: lines break or return, people tell, machines say, all is heard."""
        for code in self._adapters:
            await self._mend_or_cut(code, at_s)
        await self._people(at_s)
        for code in self._adapters:
            self._say(code, at_s)
        self._clock.at_s = at_s + STEP_S
        for adapter in self._adapters.values():
            adapter.tick(self._clock.at_s, number)
        await asyncio.gather(
            *(self._until_heard(c, number) for c, a in self._adapters.items() if a.is_open)
        )

    async def _mend_or_cut(self, code: str, at_s: int) -> None:
        cuts = [cut for one in self._happened.machines[code] for cut in one.cuts]
        is_cut = any(begin <= at_s < end for begin, end in cuts)
        adapter = self._adapters[code]
        if is_cut and adapter.is_open:
            await adapter.close()
            await self._until(lambda: not self._line.is_up[code], code)
        elif not is_cut and not adapter.is_open:
            self._say(code, at_s, quietly=True)
            await adapter.open()
            await self._until_up(code)

    async def _people(self, at_s: int) -> None:
        due = [one for one in self._tellings if one.at_s < at_s + STEP_S]
        self._tellings = self._tellings[len(due) :]
        for telling in due:
            for _ in range(1 + telling.again):
                answers = await self._desk.tell(telling.commands)
                if telling.instead and not all(told.accepted for told in answers):
                    self._refuse(telling)
                    answers = await self._desk.tell(telling.instead)
                for told in answers:
                    code = "parked" if told.is_parked else told.code
                    self._judge(telling, code, told.said)

    def _judge(self, telling: Telling, code: str | None, said: str) -> None:
        """Note what was refused, and what a well-behaved platform would not have answered."""
        if code is not None:
            self._refuse(telling)
        if (code is None) != (telling.expects == "accepted"):
            verbs = ", ".join(verb for verb, _ in telling.commands)
            self._happened.surprises.append(f"{instant(telling.at_s):%d %H:%M} {verbs}: {said}")

    def _refuse(self, telling: Telling) -> None:
        if telling.about is not None:
            refused = self._happened.refused
            refused[telling.about] = refused.get(telling.about, 0) + 1

    def _say(self, code: str, at_s: int, *, quietly: bool = False) -> None:
        """Let a machine say what came up to the end of a step; quietly: only what is present."""
        said, begin = self._said[code], self._next[code]
        until_s = at_s + 1 if quietly else at_s + STEP_S
        end = begin
        while end < len(said) and said[end].at_s < until_s:
            end += 1
        self._next[code] = end
        holds, doubles = (self._goes_on(code, at_s, k) for k in ("late_data", "duplicates"))
        self._adapters[code].say(said[begin:end], holds=holds and not quietly, doubles=doubles)

    def _goes_on(self, code: str, at_s: int, kind: str) -> bool:
        days, scenario = self._happened.days, self._happened.scenario
        return any(
            begin <= at_s < begin + fault.for_s
            for day in range(self._happened.count)
            for fault in _of_kind(faults_on(scenario, day, code, "late_data", "duplicates"), kind)
            for begin in [days.at(day, fault.at)]
        )

    async def _until_up(self, code: str) -> None:
        await self._until(lambda: self._line.is_up.get(code, False), code)

    async def _until_heard(self, code: str, number: int) -> None:
        await self._until(lambda: self._line.ticks.get(code, -1) >= number, code)

    async def _until(self, holds: Callable[[], bool], code: str) -> None:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + PATIENCE_S
        while not holds():
            if loop.time() > give_up:
                raise Stuck(machine=code, when=f"{instant(self._clock.at_s):%Y-%m-%d %H:%M}")
            await asyncio.sleep(LOOK_S / 4)


FIRST = {"execution": "READY", "parts": "0", "system": "NORMAL"}
"""What a machine says when it is switched on."""


def _of_kind(faults: Sequence[Fault], kind: str) -> list[Fault]:
    return [fault for fault in faults if fault.kind == kind]


def _silent(step: str, done: int, total: int) -> None:
    return None
