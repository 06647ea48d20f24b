"""A machine outside its shifts is not idle: the plan says so, live, from the calendar."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from taktline.base.ids import derived_id
from taktline.kernel.states.mapping import ItemMeaning, MachineMapping
from taktline.kernel.states.plan import planned_off
from taktline.kernel.states.running import Look, begun, look_at
from taktline.kernel.states.signal import SECOND_US, Reading
from taktline.platform.transaction import Tx
from taktline.store import Store
from tests.ledger_fixtures import BY, NOON, SITE, insert_masters

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
CENTER, MACHINE, CALENDAR = (derived_id("test plan", one) for one in ("WC", "M", "CAL"))
SHANGHAI_EIGHT = datetime(2026, 1, 5, 0, tzinfo=UTC)
"""Eight in the morning of a Monday in Shanghai."""
MAPPING = MachineMapping(
    run=ItemMeaning(item="run", values=frozenset({"1"})), counter="count", debounce_s=0
)


def row(tx: Tx, table: str, values: Mapping[str, object]) -> None:
    known = {**values, "created_at": NOON, "created_by": BY, "updated_at": NOON, "updated_by": BY}
    names, marks = ", ".join(known), ", ".join(["%s"] * len(known))
    tx.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(known.values()))


def shift(tx: Tx, code: str, starts_h: int, ends_h: int, *, center: UUID | None = None) -> None:
    row(tx, "shift", {
        "id": derived_id("test shift", code), "code": code, "name": code, "calendar": CALENDAR,
        "work_center": center, "starts_s": starts_h * 3600, "ends_s": ends_h * 3600,
    })  # fmt: skip


@pytest.fixture
async def plant(store: Store, tenant: str) -> str:
    """Return a tenant with a machine in a work center of a site that has a calendar."""
    async with store.transaction(tenant) as tx:
        insert_masters(tx)
        row(tx, "calendar", {"id": CALENDAR, "code": "CAL", "name": "Plant"})
        tx.execute("UPDATE site SET calendar = %s WHERE id = %s", (CALENDAR, SITE))
        for id_, code, level, parent in (
            (CENTER, "WC", "production_line", None), (MACHINE, "M", "work_cell", CENTER),
        ):  # fmt: skip
            row(tx, "equipment", {
                "id": id_, "code": code, "name": code, "level": level, "site": SITE,
                "parent": parent,
            })  # fmt: skip
    return tenant


async def off(store: Store, tenant: str) -> list[tuple[float, float]]:
    """Return when the machine is off on that Monday and Tuesday, in hours after eight."""
    async with store.transaction(tenant, readonly=True) as tx:
        spans = await planned_off(
            tx, MACHINE, since=SHANGHAI_EIGHT, until=SHANGHAI_EIGHT + 24 * HOUR
        )
    eight = SHANGHAI_EIGHT.timestamp()
    return [
        (
            (one.start_us / SECOND_US - eight) / 3600,
            ((one.end_us or 0) / SECOND_US - eight) / 3600,
        )
        for one in spans
    ]


async def test_nobody_said_when_a_machine_without_shifts_is_off(store: Store, plant: str) -> None:
    assert await off(store, plant) == []


async def test_nights_weekends_and_holidays_are_off_and_a_work_center_has_its_own_shifts(
    store: Store, plant: str
) -> None:
    async with store.transaction(plant) as tx:
        shift(tx, "DAY", 8, 16)
    # Asked is from Sunday, a day before, until Wednesday, a day after.
    assert await off(store, plant) == [(-24, 0), (8, 24), (32, 48)]
    async with store.transaction(plant) as tx:
        row(tx, "calendar_exception", {
            "id": derived_id("test", "holiday"), "calendar": CALENDAR, "day": "2026-01-06",
            "works_as": None,
        })  # fmt: skip
    assert await off(store, plant) == [(-24, 0), (8, 48)]
    async with store.transaction(plant) as tx:
        shift(tx, "WC-NIGHT", 20, 32, center=CENTER)
    assert await off(store, plant) == [(-24, 12), (24, 48)]


async def test_a_machine_that_stands_after_its_shift_is_planned_off_and_not_idle(
    store: Store, plant: str
) -> None:
    async with store.transaction(plant) as tx:
        shift(tx, "DAY", 8, 16)
        end = SHANGHAI_EIGHT + 10 * HOUR
        spans = await planned_off(tx, MACHINE, since=SHANGHAI_EIGHT, until=end)
    start_us = round(SHANGHAI_EIGHT.timestamp() * SECOND_US)
    hour_us = 3600 * SECOND_US
    news = look_at(
        begun(start_us),
        Look(
            signals=(
                Reading(at_us=start_us, item="run", value="1"),
                Reading(at_us=start_us + 6 * hour_us, item="run", value="0"),
                Reading(at_us=start_us + 10 * hour_us, item="run", value="0"),
            ),
            now_us=start_us + 10 * hour_us,
            until_us=start_us + 10 * hour_us,
            spans=spans,
        ),
        mapping=MAPPING,
        work_unit="M",
        connection="C",
    )
    told = [
        (line.state, (line.ends_at - line.starts_at).total_seconds() / 3600)
        for record in news.records
        for line in record.intervals
    ]
    assert [state for state, _ in told] == ["executing", "idle_no_order", "planned_off"]
    assert [round(hours) for _, hours in told] == [6, 2, 2]
