"""What the report's bench measures of each variant, and how far that is from what is wanted."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil

RATES = {1: 0.15, 16: 0.25, 64: 0.60}
"""Least share of the reference's rate, by connections."""
APP_US = {1: 1_100, 64: 400}
"""Most CPU of the application for one report, by connections, on an idle machine."""
SERVER = {1: 2.0, 64: 1.0}
"""Most CPU of PostgreSQL, as a multiple of the reference's with as many connections."""
ROUND_TRIPS_MAX = 3
TENANTS_COST = 1.3
"""Most CPU of many tenants in turn, as a multiple of one tenant's."""
Once = Callable[[int], Awaitable[None]]
"""One report of the job with this number, answered."""


class Cost(msgspec.Struct, kw_only=True):
    """What one variant did and used, round by round."""

    rates: list[float] = []
    app_us: list[float] = []
    server_us: list[float] = []

    @property
    def rate(self) -> float:
        """The best round's operations a second."""
        return max(self.rates)

    @property
    def app(self) -> float:
        """The least disturbed round's CPU of the application, in microseconds."""
        return min(self.app_us)

    @property
    def server(self) -> float:
        """The least disturbed round's CPU of PostgreSQL, in microseconds."""
        return min(self.server_us)

    def row(self, name: str) -> str:
        """Return one line of the table: the least disturbed round of each figure."""
        app, server = self.app, self.server
        return f"{name:<34}{self.rate:>9,.0f}{app:>11,.0f}{server:>11,.0f}{app + server:>11,.0f}"


def postgres_cpu_s(folder: Path) -> float:
    """CPU seconds of the PostgreSQL processes of this run, also of those that ended."""
    postmaster = psutil.Process(int((folder / "pg/cluster/postmaster.pid").read_text().split()[0]))
    ended = postmaster.cpu_times()
    total = ended.children_user + ended.children_system
    for process in (postmaster, *postmaster.children()):
        with suppress(psutil.NoSuchProcess):  # it ended meanwhile; the postmaster knows its time
            times = process.cpu_times()
            total += times.user + times.system
    return float(total)


class Meter(msgspec.Struct, kw_only=True):
    """Where a variant's CPU is read."""

    folder: Path
    app: psutil.Process

    def read(self) -> tuple[float, float, float]:
        """Return the clock, the application's CPU seconds and PostgreSQL's."""
        times = self.app.cpu_times()
        return time.perf_counter(), times.user + times.system, postgres_cpu_s(self.folder)


class Variant(msgspec.Struct, kw_only=True, eq=False):
    """One way to report, with so many at a time."""

    name: str
    once: Once
    meter: Meter
    clients: int
    cost: Cost = msgspec.field(default_factory=Cost)

    async def run(self, seconds: float, *, counted: bool = True) -> None:
        """Let it run for a while."""
        cost = self.cost if counted else Cost()
        await measured(cost, self.once, meter=self.meter, clients=self.clients, seconds=seconds)


async def measured(cost: Cost, once: Once, *, meter: Meter, clients: int, seconds: float) -> None:
    """Let clients ask as fast as they are answered."""
    done = 0

    async def client(number: int) -> None:
        nonlocal done
        turn = number
        while time.perf_counter() < end:
            await once(turn)
            turn += clients
            done += 1

    before = meter.read()
    end = time.perf_counter() + seconds
    await asyncio.gather(*(client(number) for number in range(clients)))
    after = meter.read()
    seconds, app_s, server_s = (b - a for a, b in zip(before, after, strict=True))
    cost.rates.append(done / seconds)
    cost.app_us.append(app_s / done * 1e6)
    cost.server_us.append(server_s / done * 1e6)


def targets(clients: int, function: Cost, http: Cost) -> None:
    """Print how far HTTP is from what is wanted with so many connections."""
    if clients in RATES:
        share = http.rate / function.rate
        told(f"rate / SQL function, {said(clients)}", share, at_least=RATES[clients])
    if clients in APP_US:
        told(f"application us, {said(clients)}", http.app, at_most=APP_US[clients])
    if clients in SERVER:
        share = http.server / function.server
        told(f"PostgreSQL / SQL function, {said(clients)}", share, at_most=SERVER[clients])


def told(
    what: str, figure: float, *, at_most: float | None = None, at_least: float | None = None
) -> None:
    """Print a figure, its bound and whether it keeps to it."""
    is_kept = (at_most is None or figure <= at_most) and (at_least is None or figure >= at_least)
    bound = f"<= {at_most:,g}" if at_most is not None else f">= {at_least:,g}"
    shown = f"{figure:,.0f}" if figure >= 100 else f"{figure:,.2f}"
    print(f"{what:<44}{shown:>9}  {bound:<10}{'yes' if is_kept else 'NO'}")


def said(clients: int) -> str:
    """Return how many ask at a time."""
    return f"{clients} client{'s' if clients > 1 else ''}"
