"""The demo: a plant with a month of history, made through commands, that then runs live."""

import asyncio
import shutil
import socket
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from taktline.api.runtime import Runtime, running
from taktline.api.working import working
from taktline.base.host import FileLock
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Language, Text
from taktline.plants.board import BoardReader
from taktline.plants.board_view import View
from taktline.plants.clock import PlantClock
from taktline.plants.founding import TENANT, Founded, found
from taktline.plants.hub_motors.calendar import HOUR, ZONE, PlantDays
from taktline.plants.hub_motors.day import EARLY_S, Plan
from taktline.plants.hub_motors.machines import LIVE_WINDOW_S
from taktline.plants.hub_motors.step import Step
from taktline.plants.loop import run_until_stopped
from taktline.plants.runner import Runner
from taktline.plants.serving import (
    address_of,
    explained,
    listening_on,
    quiet,
    serving,
    with_port,
)
from taktline.plants.watch import DEMO, show
from taktline.platform.clock import SystemClock
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.setting import Settings
from taktline.store.cluster import Folder, stop

DAYS = 30
SPEED = 60.0
DAYS_MAX = 60
SPEED_MAX = 3600
HISTORY_S_MAX = 85.0
"""History takes at most so long; a slower machine gets fewer days, and is told so."""
SLACK_DAYS = 8
"""History ends so many days ago: at 60x the plant needs about five hours to reach the present,
so that durations, shifts and OEE stay those of a plant and nothing lies in the future."""
SEED = "junchi-2026"
OPENING_S = -4 * HOUR
LIVE_FROM_S = 2.5 * HOUR
"""The plant is met in the middle of a morning: 10:30."""
KEPT_EVERY_S = 5.0
CALLS = "kernel.raise_work_alert"
FILE, LOG_FILE, LOCK_FILE = "demo.json", "demo.log", "demo.lock"

WORDS = {
    "starting": Text("Starting the plant ...", "正在启动工厂 ……"),
    "history": Text("History through commands", "通过命令生成历史"),
    "made": Text(
        "{days} days of history: {commands} commands in {seconds} s ({rate}/s).",
        "{days} 天历史:{commands} 条命令,用时 {seconds} 秒(每秒 {rate} 条)。",
    ),
    "fewer": Text(
        "This machine takes {rate} commands a second: {days} days instead of {wanted}.",
        "本机每秒处理 {rate} 条命令:生成 {days} 天历史(原定 {wanted} 天)。",
    ),
    "goes_on": Text("The plant goes on where it was: {at}.", "工厂从上次停止处继续:{at}。"),
    "busy": Text("Port {port} is in use; taking {other}.", "端口 {port} 已被占用,改用 {other}。"),
    "reference": Text(
        "Browser  {url}   API reference  {url}/api/reference",
        "浏览器  {url}   接口文档  {url}/api/reference",
    ),
    "sign_in": Text(
        "Sign in as {logins}; one-time password: {password}",
        "登录名 {logins};一次性密码:{password}",
    ),
    "clock": Text(
        "The plant's clock is in the past and runs {speed}x (nights faster) until it is now.",
        "工厂时钟从过去开始,以 {speed} 倍速运行(夜间更快),直至赶上当前时间。",
    ),
    "end": Text("Stopped. Start again and the plant goes on.", "已停止。再次启动时工厂继续运行。"),
    "footer": Text(
        "{url}   {login} / {password}   Ctrl-C",
        "{url}   {login} / {password}   Ctrl-C 退出",
    ),
}


class FolderInUse(Problem):
    """Another process works in the demo's folder."""

    title = Text(
        en="The demo in {folder} is running; stop it first.",
        zh="{folder} 中的演示正在运行,请先停止。",
    )


class NoSuchPace(Problem):
    """Days or speed of a demo are beyond what it can do."""

    title = Text(
        en="A demo has 1 to {days} days of history and a speed above 0 up to {speed}.",
        zh="演示的历史为 1 至 {days} 天,速度大于 0 且不超过 {speed}。",
    )


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a demo remembers beside its database.

    Attributes:
        first: date of day 0.
        done: days of history that are booked whole.
        is_live: history is over.
        shown: what the plant's clock showed last.
    """

    first: str
    done: int = 0
    is_live: bool = False
    shown: Instant | None = None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """How the history was made."""

    days: int
    commands: int
    seconds: float

    @property
    def rate(self) -> int:
        """Commands per second."""
        return round(self.commands / max(self.seconds, 0.001))


def run_demo(
    settings: Settings,
    *,
    fresh: bool = False,
    days: int = DAYS,
    speed: float = SPEED,
    language: Language | None = None,
) -> None:
    """Make the plant with its history, run it live, serve its API, show its board until Ctrl-C.

    The plant lies in the folder `demo` of the data folder and goes on there the next time.

    Args:
        settings: of the installation.
        fresh: throw the earlier demo away first.
        days: of history, 1 to `DAYS_MAX`.
        speed: plant seconds per second, above 0 up to `SPEED_MAX`.
        language: of the board; the installation's if None.

    Raises:
        Problem: why it cannot start, and what to do.
    """
    folder = settings.data_dir / DEMO
    settings = msgspec.structs.replace(
        settings,
        data_dir=folder,
        language=language or settings.language,
    )
    if fresh:
        clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    only = FileLock(folder / LOCK_FILE)
    if not only.try_acquire("exclusive"):
        raise FolderInUse(folder=str(folder))
    demo = Demo(settings, Console(), days=days, speed=speed)
    if run_until_stopped(demo.run()):
        demo.say("end")
    only.release()


def check_pace(days: int, speed: float) -> None:
    """Refuse what a demo cannot do.

    Raises:
        NoSuchPace: days or speed are beyond it.
    """
    if not (1 <= days <= DAYS_MAX and 0 < speed <= SPEED_MAX):
        raise NoSuchPace(days=DAYS_MAX, speed=SPEED_MAX)


def clear(folder: Path) -> None:
    """Throw a demo away: stop its database, remove its folder.

    Raises:
        FolderInUse: another process works there.
    """
    if not (folder / "pg").is_dir():
        return
    holders = FileLock(folder / "pg" / "holders.lock")
    if not holders.try_acquire("exclusive"):
        raise FolderInUse(folder=str(folder))
    stop(Folder(folder))
    holders.release()
    shutil.rmtree(folder)


class Demo:
    """One run of the demo."""

    def __init__(self, settings: Settings, console: Console, *, days: int, speed: float) -> None:
        self._settings = settings
        self._console = console
        self._wanted = days
        self._speed = speed
        self._present = SystemClock()
        self._kept = self._read()
        self.plan = Plan(PlantDays(first=date.fromisoformat(self._kept.first)), SEED)

    def say(self, word: str, **values: object) -> None:
        """Tell the person at the terminal."""
        self._print(WORDS[word].say(self._settings.language, **values))

    def _print(self, said: str) -> None:
        self._console.print(said, highlight=False, markup=False)

    async def run(self) -> None:
        """Start everything, show the board, and stop in order."""
        self.say("starting")
        self._settings.data_dir.mkdir(parents=True, exist_ok=True)
        quiet(self._settings.data_dir / LOG_FILE)
        async with running(self._settings) as runtime, working(runtime, anchored=True):
            begins_at = self.plan.days.at(0, OPENING_S)
            founded = await found(runtime, begins_at)
            await self.make_history(runtime, founded)
            await self.catch_up(runtime, founded)
            with listening_on(self._settings, self._busy) as listening:
                self._settings = with_port(self._settings, listening)
                await self._live(runtime, founded, listening=listening)

    async def make_history(self, runtime: Runtime, founded: Founded) -> History | None:
        """Book the days that are missing; None where history is over already.

        Raises:
            StepRefused: the plant was refused something: a mistake of the simulation.
        """
        if self._kept.is_live:
            assert self._kept.shown is not None
            local = self._kept.shown.astimezone(ZONE)
            self.say("goes_on", at=f"{local:%Y-%m-%d %H:%M}")
            return None
        began, booked = time.monotonic(), _Booked(self.plan.days)
        first, days = self._kept.done, _Given(self.plan, self._kept.done, self._wanted)
        with self._progress() as progress:
            task = progress.add_task(
                WORDS["history"].say(self._settings.language), total=self._wanted, done=first
            )

            def told(step: Step) -> None:
                booked.add(step)
                whole = first + booked.whole(days)
                if whole > self._kept.done:
                    self._keep(done=whole)
                progress.update(task, completed=first + booked.share(days))

            runner = Runner(runtime.door, TENANT, founded.people, booked=told)
            await runner.run(calls_before(self.plan, first))
            await runner.run(days.steps(until=began + HISTORY_S_MAX))
        seconds = time.monotonic() - began
        made = History(days=days.given, commands=booked.count, seconds=round(seconds, 1))
        self._keep(
            done=days.given,
            is_live=True,
            shown=self.plan.days.at(days.given, LIVE_FROM_S),
        )
        told_of = {"days": made.days, "rate": made.rate}
        self.say("made", commands=made.commands, seconds=made.seconds, **told_of)
        if made.days < self._wanted:
            self.say("fewer", wanted=self._wanted, **told_of)
        return made

    async def catch_up(self, runtime: Runtime, founded: Founded) -> None:
        """Book what happened on the plant's present day so far; what is booked stays booked."""
        assert self._kept.shown is not None
        day = self._present_day(self._kept.shown)
        steps = self.plan.steps(day, window_s=LIVE_WINDOW_S)
        runner = Runner(runtime.door, TENANT, founded.people, strict=False)
        await runner.run(calls_before(self.plan, day))
        await runner.run([step for step in steps if step.at <= self._kept.shown])

    def _present_day(self, shown: Instant) -> int:
        return self.plan.days.day_of(shown + timedelta(seconds=EARLY_S))

    async def _live(self, runtime: Runtime, founded: Founded, *, listening: socket.socket) -> None:
        """Serve, let the plant work, show the board; whatever ends first ends all."""
        url = address_of(self._settings)
        assert self._kept.shown is not None
        clock = PlantClock(
            self.plan.days, self._kept.shown, speed=self._speed, present=self._present
        )
        password = founded.password.reveal()
        self.say("clock", speed=f"{self._speed:g}")
        self.say("reference", url=url)
        names = ", ".join(f"{login} ({name})" for login, name in founded.logins)
        self.say("sign_in", logins=names, password=password)
        footer = WORDS["footer"].say(
            self._settings.language, url=url, login=founded.logins[0][0], password=password
        )
        view = View(self._settings.language, speed=clock.speed, footer=footer)
        reader = BoardReader(
            runtime.store, runtime.registry, tenant=TENANT, reader=SYSTEM,
            clock=self._present, plant_clock=clock,
        )  # fmt: skip
        log = self._settings.data_dir / LOG_FILE
        async with (
            serving(self._settings, runtime, listening, log=log),
            explained(self._settings, self._print),
        ):
            tasks = [
                asyncio.create_task(self.work(runtime, founded, clock), name="plant"),
                asyncio.create_task(self._remember(clock), name="remember"),
                asyncio.create_task(show(reader, view, self._console), name="board"),
            ]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                self._keep(shown=clock())

    async def work(self, runtime: Runtime, founded: Founded, clock: PlantClock) -> None:
        """Let people and machines give their commands when the plant's clock says so, for ever."""

        async def ready(at: Instant) -> None:
            while clock() < at:  # noqa: ASYNC110 - a clock is asked, no event tells
                # The rate changes at night, so it is asked again every second.
                await asyncio.sleep(min(max(clock.seconds_until(at), 0.02), 1.0))

        runner = Runner(runtime.door, TENANT, founded.people, strict=False)
        day = self._present_day(clock())
        await runner.run(calls_before(self.plan, day))
        while True:
            await runner.run(self.plan.steps(day, window_s=LIVE_WINDOW_S), ready=ready)
            day += 1

    async def _remember(self, clock: PlantClock) -> None:
        while True:
            await asyncio.sleep(KEPT_EVERY_S)
            self._keep(shown=clock())

    def _busy(self, wanted: int, taken: int) -> None:
        self.say("busy", port=wanted, other=taken)

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )

    def _read(self) -> Kept:
        file = self._settings.data_dir / FILE
        if file.exists():
            return msgspec.json.decode(file.read_bytes(), type=Kept)
        first = self._present().date() - timedelta(days=self._wanted + SLACK_DAYS)
        return Kept(first=first.isoformat())

    def _keep(self, **changes: object) -> None:
        self._kept = msgspec.structs.replace(self._kept, **changes)
        file = self._settings.data_dir / FILE
        written = file.with_suffix(".new")
        written.write_bytes(msgspec.json.encode(self._kept))
        written.replace(file)


def calls_before(plan: Plan, day: int) -> list[Step]:
    """Return the calls for help of the day before: one that is open is answered on this day.

    Given again, they book nothing twice, and their answers name the alerts that later steps end.
    """
    return [] if day == 0 else [step for step in plan.steps(day - 1) if step.verb == CALLS]


class _Given:
    """The days given so far, with how many steps each has."""

    def __init__(self, plan: Plan, first: int, wanted: int) -> None:
        self._plan = plan
        self._first = first
        self._wanted = wanted
        self.given = first
        self.steps_of: list[int] = []

    def steps(self, *, until: float) -> Iterator[Step]:
        """Yield the steps of day after day while there is time to begin another."""
        for day in range(self._first, self._wanted):
            if day > self._first and time.monotonic() > until:
                return
            steps = self._plan.steps(day)
            self.steps_of.append(len(steps))
            self.given = day + 1
            yield from steps


class _Booked:
    """How many steps of each day are booked."""

    def __init__(self, days: PlantDays) -> None:
        self._days = days
        self._by_day: dict[int, int] = {}
        self.count = 0

    def add(self, step: Step) -> None:
        """Count a step."""
        day = self._days.day_of(step.at + timedelta(seconds=EARLY_S))
        self._by_day[day] = self._by_day.get(day, 0) + 1
        self.count += 1

    def whole(self, given: _Given) -> int:
        """Return how many of the days given are booked whole, from the first on."""
        first = given.given - len(given.steps_of)
        for number, steps in enumerate(given.steps_of):
            if self._by_day.get(first + number, 0) < steps:
                return number
        return len(given.steps_of)

    def share(self, given: _Given) -> float:
        """Return the days booked, counting parts of a day."""
        first = given.given - len(given.steps_of)
        counts = enumerate(given.steps_of)
        return sum(self._by_day.get(first + number, 0) / steps for number, steps in counts if steps)
