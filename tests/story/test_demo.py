"""The demo plant through its own commands: three days booked, proved, looked at, booked again."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from taktline.api.runtime import Runtime, running
from taktline.apps.cockpit.oee import OeeRow
from taktline.apps.cockpit.orders import OrderRow, OrdersParams, ReportRow
from taktline.apps.cockpit.stations import YieldRow
from taktline.apps.cockpit.window import FigureParams, OeeParams
from taktline.base.host import FileLock
from taktline.base.text import Language
from taktline.kernel.ledger.verify import prove
from taktline.plants.board import BoardReader
from taktline.plants.board_view import STATES, View
from taktline.plants.demo import FolderInUse, NoSuchPace, check_pace, run_demo
from taktline.plants.founding import TENANT, Founded, found
from taktline.plants.hub_motors.calendar import HOUR, PlantDays
from taktline.plants.hub_motors.day import Plan
from taktline.plants.runner import Runner
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.query import Page
from taktline.platform.setting import Settings
from tests.postgres import Backend, reachable_folder

pytestmark = pytest.mark.anyio
DAYS = PlantDays(first=date(2026, 3, 2))
BOOKED = 3


class Booked(msgspec.Struct, frozen=True, kw_only=True):
    """A plant with three days behind it."""

    runtime: Runtime
    founded: Founded
    plan: Plan

    async def give(self) -> int:
        """Give all steps of the three days; return how many were accepted."""
        accepted: list[str] = []
        runner = Runner(
            self.runtime.door,
            TENANT,
            self.founded.people,
            booked=lambda step: accepted.append(step.key),
        )
        await runner.run(step for day in range(BOOKED) for step in self.plan.steps(day))
        return len(accepted)

    async def ask(self, name: str, params: msgspec.Struct) -> Page:  # type: ignore[type-arg]  # the caller knows the row
        """Ask a query as the installation."""
        async with self.runtime.store.transaction(TENANT, readonly=True) as tx:
            return await self.runtime.registry.queries[name].run(tx, params, SYSTEM)

    async def moves(self) -> int:
        """Return how many moves the ledger has; it must be right."""
        async with self.runtime.store.transaction(TENANT, readonly=True) as tx:
            proof = await prove(tx)
        assert proof.findings == []
        return proof.moves


@pytest.fixture(scope="module")
async def plant(anyio_backend: Backend) -> AsyncIterator[Booked]:
    folder = reachable_folder(f"demo-{os.getpid()}")
    settings = Settings(data_dir=folder)
    async with running(settings, limited=False, durable=False) as runtime:
        plan = Plan(DAYS, "story")
        founded = await found(runtime, DAYS.at(0, -4 * HOUR))
        booked = Booked(runtime=runtime, founded=founded, plan=plan)
        await booked.give()
        yield booked
    shutil.rmtree(folder, ignore_errors=True)


async def test_the_ledger_of_the_demo_is_proved_and_steps_given_twice_book_once(
    plant: Booked,
) -> None:
    before = await plant.moves()
    assert before > 2_000
    assert await plant.give() == sum(len(plant.plan.steps(day)) for day in range(BOOKED))
    assert await plant.moves() == before


async def test_the_first_order_has_the_first_pass_yield_of_the_handbook(plant: Booked) -> None:
    code = f"WO{DAYS.tag(0)}-HM"
    asked = FigureParams(work_order=code, since=DAYS.at(0), until=DAYS.at(BOOKED))
    page: Page[YieldRow] = await plant.ask("cockpit.yields", asked)
    whole = page.rows[-1]
    assert whole.inspected == 460
    assert whole.bad == 19
    assert whole.first_pass == pytest.approx(441 / 460)
    assert {row.sequence: row.bad for row in page.rows if row.bad} == {
        10: 7, 40: 2, 50: 1, 60: 4, 70: 5, None: 19,
    }  # fmt: skip


async def test_the_first_order_is_settled_and_the_last_one_is_under_way(plant: Booked) -> None:
    orders: Page[OrderRow] = await plant.ask(
        "cockpit.open_orders", OrdersParams(at=DAYS.at(BOOKED))
    )
    codes = [row.code for row in orders.rows]
    assert f"WO{DAYS.tag(0)}-HM" not in codes
    last = next(row for row in orders.rows if row.code == f"WO{DAYS.tag(BOOKED - 1)}-HM")
    assert last.finished == 0
    assert 0.3 < last.progress < 0.4  # Wound, soldered and baked: three operations of eight.
    assert last.in_process + last.scrapped + last.to_judge == 460


async def test_oee_is_its_three_factors_and_leads_down_to_the_reports(plant: Booked) -> None:
    since, until = DAYS.at(1), DAYS.at(2)
    page: Page[OeeRow] = await plant.ask("cockpit.oee", OeeParams(since=since, until=until))
    by_unit = {row.work_unit: row for row in page.rows}
    bonding, plant_row = by_unit["L1-ST2"], by_unit[None]
    for row in (bonding, plant_row):
        assert row.availability is not None
        assert row.effectiveness is not None
        assert row.quality_ratio is not None
        product = row.availability * row.effectiveness * row.quality_ratio
        assert row.oee == pytest.approx(product)
        assert row.oee == pytest.approx(row.earned_s / row.planned_busy_s)
    assert 0.5 < (bonding.oee or 0) < 0.85
    reports: Page[ReportRow] = await plant.ask(
        "cockpit.reports",
        FigureParams(since=since, until=until, work_unit="L1-ST2", limit=1000),
    )
    assert sum(row.good + row.defective for row in reports.rows) == bonding.produced
    assert bonding.states_s["executing"] == pytest.approx(bonding.production_s)


async def test_oee_by_shift_adds_up_to_the_day(plant: Booked) -> None:
    by_shift = OeeParams(by="shift", since=DAYS.at(1), until=DAYS.at(2))
    by_day = msgspec.structs.replace(by_shift, by="day", total=True)
    shifts: Page[OeeRow] = await plant.ask("cockpit.oee", by_shift)
    day: Page[OeeRow] = await plant.ask("cockpit.oee", by_day)
    parts = {row.part for row in shifts.rows}
    assert parts == {f"{DAYS.on(1)}/DAY", f"{DAYS.on(1)}/NIGHT"}
    total = [row for row in shifts.rows if row.work_unit is None]
    assert sum(row.earned_s for row in total) == pytest.approx(day.rows[0].earned_s)
    assert sum(row.planned_busy_s for row in total) == pytest.approx(day.rows[0].planned_busy_s)


async def test_somebody_without_the_figures_right_sees_no_figures(plant: Booked) -> None:
    machines = plant.founded.people["machines"]
    async with plant.runtime.store.transaction(TENANT, readonly=True) as tx:
        asked = OeeParams(since=DAYS.at(1), until=DAYS.at(2))
        page = await plant.runtime.registry.queries["cockpit.oee"].run(tx, asked, machines)
    assert [row.work_unit for row in page.rows] == [None]
    assert page.rows[0].produced == Decimal(0)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 34), (170, 40)])
async def test_the_board_fits_the_terminal_and_says_states_in_words(
    plant: Booked, language: Language, size: tuple[int, int]
) -> None:
    now = DAYS.at(BOOKED - 1, 6 * HOUR)
    reader = BoardReader(
        plant.runtime.store, plant.runtime.registry, tenant=TENANT, reader=SYSTEM,
        clock=lambda: now, plant_clock=lambda: now,
    )  # fmt: skip
    board = await reader.read()
    assert board is not None
    console = Console(width=size[0], height=size[1], record=True, file=StringIO())
    console.print(View(language).frame(board, width=size[0], height=size[1]))
    lines = console.export_text().rstrip("\n").splitlines()
    assert len(lines) <= size[1]
    assert all(cell_len(line) <= size[0] for line in lines)
    text = "\n".join(lines)
    shown = {row.state for row in board.stations}
    assert shown
    for state in shown:
        icon, _, word = STATES[state or "offline"]
        assert f"{icon} {word.say(language)}" in text
    assert board.now - board.since == timedelta(hours=6)


@pytest.mark.parametrize(("days", "speed"), [(0, 60.0), (61, 60.0), (3, 0.0), (3, 3601.0)])
def test_a_demo_beyond_its_bounds_is_refused_before_anything_starts(
    days: int, speed: float
) -> None:
    with pytest.raises(NoSuchPace, match="1 to 60 days"):
        check_pace(days, speed)


def test_a_second_demo_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    first = FileLock(tmp_path / "demo" / "demo.lock")
    assert first.try_acquire("exclusive")
    with pytest.raises(FolderInUse, match="is running"):
        run_demo(Settings(data_dir=tmp_path), days=1)
    first.release()
