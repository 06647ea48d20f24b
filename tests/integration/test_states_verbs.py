"""Machines behind the real door: states settle once, stops keep their labels."""

import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from taktline.api.registry import REGISTRY
from taktline.base.ids import derived_id, uuid7
from taktline.base.problem import NotFound, Problem
from taktline.kernel.states.context import Context, ContextSpan
from taktline.kernel.states.deliver import recording_of
from taktline.kernel.states.history import history
from taktline.kernel.states.live import Taken, opened, take
from taktline.kernel.states.mapping import ItemMeaning, MachineMapping
from taktline.kernel.states.merge import NotAdjacent
from taktline.kernel.states.queries import MachineWindow, list_states, list_stops, utilisation
from taktline.kernel.states.signal import SECOND_US, Reading
from taktline.kernel.states.write import (
    BadIntervals,
    NotWithinStop,
    StatesSettled,
    StopRunning,
    stop_id,
)
from taktline.platform.command import Grant, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.judge import Desk
from taktline.store import Store

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
KEEPER = Principal(id=derived_id("test", "keeper"), name="Keeper", grants=(Grant(needs="*"),))
MILL = derived_id("test", "mill")
OTHER_MILL = derived_id("test", "other mill")


def at(seconds: float) -> str:
    """Return an instant as it is sent."""
    return (NOON + timedelta(seconds=seconds)).isoformat()


def line(state: str, start: float, end: float, **more: object) -> dict[str, object]:
    """Return one interval as it is sent; seconds after noon."""
    return {"state": state, "starts_at": at(start), "ends_at": at(end), **more}


class Hall:
    """A site with two machines, and its door."""

    def __init__(self, store: Store, tenant: str) -> None:
        self.store = store
        self.tenant = tenant
        self.door = Door(store, Desk(registry=REGISTRY, clock=lambda: NOON + timedelta(days=1)))

    async def ask(self, verb: str, **body: object) -> Outcome:
        """Send one command; its answer or its refusal."""
        command = {"id": str(uuid7()), "occurred_at": at(0), **body}
        item = Item(verb=verb, body=msgspec.json.encode(command))
        return (await self.door.submit(self.tenant, KEEPER, items=[item]))[0]

    async def give(self, verb: str, **body: object) -> Answer:
        """Send one command that must be accepted."""
        outcome = await self.ask(verb, **body)
        assert isinstance(outcome, Answer), outcome
        return outcome

    async def refused(self, verb: str, **body: object) -> Problem:
        """Send one command that must be refused."""
        outcome = await self.ask(verb, **body)
        assert isinstance(outcome, Problem), outcome
        return outcome

    async def window(self, start: float, end: float, *lines: dict[str, object], **more: object):  # type: ignore[no-untyped-def]
        """Record a window of the mill."""
        return await self.ask(
            "kernel.record_states",
            work_unit="MILL",
            connection="test",
            starts_at=at(start),
            ends_at=at(end),
            intervals=list(lines),
            **more,
        )

    async def states(self) -> list[tuple[str, float, float]]:
        """Return what the mill did, as seconds after noon."""
        async with self.store.transaction(self.tenant) as tx:
            page = await list_states(tx, EVER, KEEPER)
        return [(row.state, seconds(row.started_at), seconds(row.ended_at)) for row in page.rows]

    async def stops(self) -> list[tuple[float, float, str | None]]:
        """Return the mill's stops with their reasons."""
        async with self.store.transaction(self.tenant) as tx:
            page = await list_stops(tx, EVER, KEEPER)
        return [(seconds(row.started_at), seconds(row.ended_at), row.reason) for row in page.rows]


EVER = MachineWindow(since=NOON - timedelta(days=1), until=NOON + timedelta(days=1))


def seconds(instant: datetime) -> float:
    """Return an instant as seconds after noon."""
    return (instant - NOON).total_seconds()


@pytest.fixture
async def hall(store: Store, tenant: str) -> AsyncIterator[Hall]:
    """Give a hall with two machines and two reasons."""
    hall = Hall(store, tenant)
    await hall.give("site.create", code="F1", name="Factory", zone="UTC", currency="USD")
    for record, code in ((MILL, "MILL"), (OTHER_MILL, "MILL-2")):
        await hall.give(
            "equipment.create", record=str(record), code=code, name=code, site="F1",
            level="work_cell",
        )  # fmt: skip
    for code in ("tool", "chips"):
        await hall.give("downtime_reason.create", code=code, name=code)
    yield hall
    await hall.door.close()


async def test_a_window_gives_states_stops_and_pieces(hall: Hall) -> None:
    counted = [
        {"at": at(90), "delta": 1, "value": 7, "epoch": 0, "kind": "counted"},
        {"at": at(95), "delta": 0, "value": 3, "epoch": 0, "kind": "rejected"},
    ]
    lines = [line("executing", 0, 60), line("minor_stop", 60, 70), line("executing", 70, 100)]
    assert isinstance(await hall.window(0, 100, *lines, counters=counted), Answer)
    # The same reading again, from another connection, counts once.
    assert isinstance(await hall.window(100, 110, counters=counted), Answer)
    assert await hall.stops() == [(60, 70, None)]
    async with hall.store.transaction(hall.tenant) as tx:
        rows = (await utilisation(tx, EVER, KEEPER)).rows
    assert [(row.work_unit, row.production_s, row.delay_s, row.produced) for row in rows] == [
        ("MILL", 90, 10, 1)
    ]
    assert rows[0].availability == pytest.approx(0.9)


async def test_the_same_command_twice_records_once(hall: Hall) -> None:
    command = str(uuid7())
    for _ in range(2):
        assert isinstance(await hall.window(0, 9, line("executing", 0, 9), id=command), Answer)
    assert await hall.states() == [("executing", 0, 9)]


async def test_a_provisional_tail_is_replaced_and_its_stop_keeps_its_label(hall: Hall) -> None:
    tail = [line("executing", 0, 10), line("minor_stop", 10, 20, provisional=True)]
    assert isinstance(await hall.window(0, 20, *tail), Answer)
    stop = str(stop_id(MILL, NOON + timedelta(seconds=10)))
    refusal = await hall.refused("kernel.label_stop", stop=stop, reason="tool")
    assert isinstance(refusal, StopRunning)
    final = [line("minor_stop", 10, 50), line("executing", 50, 60)]
    assert isinstance(await hall.window(10, 60, *final), Answer)
    await hall.give("kernel.label_stop", stop=stop, reason="tool", note="worn")
    assert await hall.states() == [
        ("executing", 0, 10), ("minor_stop", 10, 50), ("executing", 50, 60)
    ]  # fmt: skip
    assert await hall.stops() == [(10, 50, "tool")]
    await hall.give("kernel.label_stop", stop=stop, reason=None)
    assert await hall.stops() == [(10, 50, None)]


async def test_a_stop_that_late_signals_explain_away_is_withdrawn(hall: Hall) -> None:
    await hall.window(0, 20, line("minor_stop", 0, 20, provisional=True))
    assert await hall.stops() == [(0, 20, None)]
    await hall.window(0, 20, line("executing", 0, 20))
    assert await hall.stops() == []
    assert await hall.states() == [("executing", 0, 20)]


async def test_settled_states_refuse_and_only_the_overlap_differs(hall: Hall) -> None:
    await hall.window(0, 20, line("executing", 0, 20))
    assert isinstance(await hall.window(20, 30, line("executing", 20, 30)), Answer)
    assert isinstance(await hall.window(19, 30, line("executing", 19, 30)), StatesSettled)


async def test_intervals_out_of_order_are_refused(hall: Hall) -> None:
    wrong = [line("executing", 5, 10), line("waiting", 8, 12)]
    assert isinstance(await hall.window(0, 12, *wrong), BadIntervals)
    right = [line("executing", 5, 10), line("waiting", 10, 12)]
    assert isinstance(await hall.window(0, 12, *right), Answer)


async def test_an_unknown_machine_is_refused(hall: Hall) -> None:
    body = {"connection": "test", "starts_at": at(0), "ends_at": at(1)}
    refusal = await hall.refused("kernel.record_states", work_unit="NONE", **body)
    assert isinstance(refusal, NotFound)
    await hall.give("kernel.record_states", work_unit="MILL", **body)


async def test_a_stop_is_split_within_and_the_states_stay(hall: Hall) -> None:
    await hall.window(0, 100, line("waiting", 0, 100))
    stop = stop_id(MILL, NOON)
    await hall.give("kernel.label_stop", stop=str(stop), reason="tool")
    outside = await hall.refused("kernel.split_stop", stop=str(stop), split_at=at(100))
    assert isinstance(outside, NotWithinStop)
    await hall.give("kernel.split_stop", stop=str(stop), split_at=at(40))
    rest = stop_id(MILL, NOON + timedelta(seconds=40))
    await hall.give("kernel.label_stop", stop=str(rest), reason="chips")
    assert await hall.stops() == [(0, 40, "tool"), (40, 100, "chips")]
    assert await hall.states() == [("waiting", 0, 100)]


async def test_parts_of_a_stop_are_merged_and_split_again(hall: Hall) -> None:
    await hall.window(0, 100, line("waiting", 0, 100))
    stop, rest = stop_id(MILL, NOON), stop_id(MILL, NOON + timedelta(seconds=40))
    await hall.give("kernel.split_stop", stop=str(stop), split_at=at(40))
    await hall.give("kernel.label_stop", stop=str(rest), reason="chips")
    await hall.give("kernel.merge_stops", stop=str(rest), other=str(stop))
    assert await hall.stops() == [(0, 100, "chips")], "an unexplained part takes the other's reason"
    await hall.give("kernel.split_stop", stop=str(stop), split_at=at(40))
    assert await hall.stops() == [(0, 40, "chips"), (40, 100, None)]
    assert await hall.states() == [("waiting", 0, 100)]


async def test_only_stops_that_touch_are_merged(hall: Hall) -> None:
    lines = [line("waiting", 0, 10), line("fault", 10, 20), line("executing", 20, 30),
             line("fault", 30, 40)]  # fmt: skip
    await hall.window(0, 40, *lines)
    first, fault, later = (str(stop_id(MILL, NOON + timedelta(seconds=s))) for s in (0, 10, 30))
    apart = await hall.refused("kernel.merge_stops", stop=fault, other=later)
    assert isinstance(apart, NotAdjacent)
    assert isinstance(
        await hall.refused("kernel.merge_stops", stop=fault, other=fault), NotAdjacent
    )
    await hall.give("kernel.merge_stops", stop=fault, other=first)
    assert await hall.stops() == [(0, 20, None), (30, 40, None)]


async def test_readers_of_one_machine_do_not_see_the_other(hall: Hall) -> None:
    await hall.window(0, 10, line("waiting", 0, 10))
    reader = Principal(
        id=derived_id("test", "reader"),
        name="Reader",
        grants=(Grant(needs="state:read", node=OTHER_MILL), Grant(needs="stop:read", node=MILL)),
    )
    async with hall.store.transaction(hall.tenant) as tx:
        assert (await list_states(tx, EVER, reader)).rows == []
        assert len((await list_stops(tx, EVER, reader)).rows) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_late_and_doubled_deliveries_end_in_the_states_of_signals_in_order(
    hall: Hall, seed: int
) -> None:
    chance = random.Random(seed)
    mapping = MachineMapping(
        run=ItemMeaning(item="run", values=frozenset({"1"})), counter="count", minor_stop_s=60
    )
    noon_us = round(NOON.timestamp()) * SECOND_US
    signals: list[Reading] = []
    for n in range(60):
        at_us = noon_us + n * 40 * SECOND_US + chance.randrange(30) * SECOND_US
        item, value = ("count", str(n)) if n % 3 == 0 else ("run", chance.choice("01"))
        signals.append(Reading(at_us=at_us, item=item, value=value))
    end_us = noon_us + 7200 * SECOND_US
    closing = Reading(at_us=end_us, item="run", value="1")  # Settles all before its window.
    context = Context([ContextSpan(kind="job", start_us=noon_us)])
    arrived = sorted(
        [*signals, *signals], key=lambda s: s.at_us + chance.randrange(300) * SECOND_US
    )
    live = opened(noon_us)
    for begin in range(0, len(arrived) + 1, 7):
        part = arrived[begin : begin + 7] or [closing]
        now_us = max(s.at_us for s in part)
        taken = take(live, part, mapping=mapping, now_us=now_us, context=context)
        assert not taken.late
        live = taken.live
        await record(hall, taken)
        await record(hall, taken)  # The connection was not sure whether it arrived.
    if len(arrived) % 7:
        await record(hall, take(live, [closing], mapping=mapping, now_us=end_us, context=context))
    past = history(signals, mapping=mapping, start_us=noon_us, end_us=end_us, context=context)
    wanted = [
        (one.state, (one.start_us - noon_us) / SECOND_US, (one.end_us - noon_us) / SECOND_US)
        for one in past.intervals
    ]
    assert joined_rows(await hall.states()) == joined_rows(wanted)
    async with hall.store.transaction(hall.tenant) as tx:
        counted = await tx.fetch("SELECT coalesce(sum(delta), 0)::integer FROM counter_reading")
    assert counted == [(round(past.produced),)]


async def record(hall: Hall, taken: Taken) -> None:
    command = recording_of(taken, work_unit="MILL", connection="test")
    if command is not None:
        item = Item(verb="kernel.record_states", body=command)
        outcome = (await hall.door.submit(hall.tenant, KEEPER, items=[item]))[0]
        assert isinstance(outcome, Answer), outcome


def joined_rows(rows: Sequence[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Join neighbours of one state."""
    found: list[tuple[str, float, float]] = []
    for row in rows:
        if found and found[-1][0] == row[0] and found[-1][2] == row[1]:
            found[-1] = (row[0], found[-1][1], row[2])
        else:
            found.append(row)
    return found


async def test_pages_follow_each_other_without_gap(hall: Hall) -> None:
    lines = [line("executing" if n % 2 else "minor_stop", n, n + 1) for n in range(7)]
    await hall.window(0, 7, *lines)
    seen: list[UUID] = []
    after: str | None = None
    async with hall.store.transaction(hall.tenant) as tx:
        while True:
            asked = msgspec.structs.replace(EVER, limit=3, after=after)
            page = await list_states(tx, asked, KEEPER)
            seen += [row.id for row in page.rows]
            after = page.after
            if after is None:
                break
    assert len(seen) == len(set(seen)) == 7
