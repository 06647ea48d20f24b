"""Whether what was booked is what really happened: pieces, states to the second, stock, proof."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

import msgspec

from taktline.base.instant import wire
from taktline.plants.simulated.office import Office
from taktline.plants.simulated.people import order_code
from taktline.plants.simulated.scenario import faults_on, instant
from taktline.plants.simulated.truth import Happened, Span, states_of

EDGE_US = 1_000
"""Borders agree when they lie within a millisecond: a line that breaks is unknown from the next
microsecond on."""
WRONG_SHOWN_MAX = 20


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """Something counted: really, and as it was booked."""

    what: str
    really: float
    booked: float

    @property
    def agrees(self) -> bool:
        """Whether the platform knows the truth."""
        return abs(self.really - self.booked) < 1e-6


class StatesScore(msgspec.Struct, frozen=True, kw_only=True):
    """A machine's seconds: known rightly, rightly unknown, and wrong.

    Attributes:
        wrong: the first times that are not as they were.
    """

    machine: str
    right_s: float
    unheard_s: float
    wrong_s: float
    wrong: list[str] = []


class FaultScore(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of fault: how often it came, and how often the platform told of it.

    Attributes:
        flagged: None where there is nothing to tell: it must simply do no harm.
    """

    kind: str
    times: int
    flagged: int | None


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What a simulation came to.

    Attributes:
        pieces: per job order, good and scrapped.
        stock: per material, at the end.
        percent: share of counts and seconds that agree; 100 only if all do.
        surprises: commands that were answered differently than a well-behaved platform would.
    """

    percent: float
    is_perfect: bool
    pieces: list[Counted]
    stock: list[Counted]
    states: list[StatesScore]
    faults: list[FaultScore]
    ledger_ok: bool
    surprises: list[str]


async def score_of(desk: Office, happened: Happened, *, ledger_ok: bool) -> Score:
    """Ask the platform what was booked, over its API, and compare."""
    pieces = await _pieces(desk, happened)
    stock = await _stock(desk, happened)
    states = [await _states(desk, happened, machine) for machine in happened.machines]
    shares = [*_share(pieces), *_share(stock), *(_seconds_share(one) for one in states)]
    percent = 100.0 * sum(shares) / len(shares)
    perfect = all(share == 1.0 for share in shares) and ledger_ok and not happened.surprises
    return Score(
        percent=percent if perfect else min(percent, 99.999),
        is_perfect=perfect,
        pieces=pieces,
        stock=stock,
        states=states,
        faults=await _faults(desk, happened),
        ledger_ok=ledger_ok,
        surprises=happened.surprises,
    )


def compare(
    machine: str, booked: Sequence[Span], *, really: Sequence[Span], heard: Sequence[Span]
) -> StatesScore:
    """Compare a machine's states second by second.

    Args:
        booked: what the platform tells.
        really: what the machine did.
        heard: the same, offline while nobody could hear it; what is told of such a time may be
            either, as an adapter may still know since when its present value holds.
    """
    right = unheard = 0.0
    wrong: list[Span] = []
    borders = sorted({b for span in (*really, *heard, *booked) for b in (span.start_s, span.end_s)})
    for begin, end in pairwise(borders):
        known, told = _at(really, begin), _at(booked, begin)
        if told not in (known, _at(heard, begin)):
            wrong.append(Span(start_s=begin, end_s=end, state=f"{known} told as {told}"))
        elif told == "offline":
            unheard += end - begin
        else:
            right += end - begin
    return StatesScore(
        machine=machine,
        right_s=right,
        unheard_s=unheard,
        wrong_s=float(sum(span.end_s - span.start_s for span in wrong)),
        wrong=[
            f"{wire(instant(span.start_s))} {span.end_s - span.start_s} s {span.state}"
            for span in wrong[:WRONG_SHOWN_MAX]
        ],
    )


def _at(spans: Sequence[Span], at_s: int) -> str:
    return next((span.state for span in spans if span.start_s <= at_s < span.end_s), "nothing")


def _share(counted: Iterable[Counted]) -> list[float]:
    return [
        1.0 if one.agrees else max(0.0, 1 - abs(one.really - one.booked) / max(one.really, 1))
        for one in counted
    ]


def _seconds_share(one: StatesScore) -> float:
    total = one.right_s + one.unheard_s + one.wrong_s
    return 1.0 if one.wrong_s == 0 else (one.right_s + one.unheard_s) / total


async def _pieces(desk: Office, happened: Happened) -> list[Counted]:
    jobs = {str(row["code"]): row for row in await desk.records("job_order")}
    found: list[Counted] = []
    for (day, machine), handed in happened.handed.items():
        code = order_code(happened.days, day, machine)
        turned = happened.machines[machine][day]
        turning = f"{code}-{happened.scenario.turned_at}"
        finishing = f"{code}-{happened.scenario.finished_at}"
        told = (
            (turning, "good", len(turned.pieces)),
            (finishing, "good", sum(one.good for one in handed)),
            (finishing, "scrap", sum(one.defective for one in handed)),
        )
        for job, field, really in told:
            booked = float(str(jobs.get(job, {}).get(field, 0)))
            found.append(Counted(what=f"{job} {field}", really=really, booked=booked))
    return found


async def _stock(desk: Office, happened: Happened) -> list[Counted]:
    scenario = happened.scenario
    turned = sum(len(one.pieces) for days in happened.machines.values() for one in days)
    handed = [one for many in happened.handed.values() for one in many]
    finished = sum(one.good for one in handed)
    used = {
        scenario.turned_at: turned,
        scenario.finished_at: finished + sum(one.defective for one in handed),
    }
    rows = await desk.records("move")
    found = [
        Counted(
            what=scenario.material,
            really=finished,
            booked=_moved(rows, scenario.material, place=scenario.receipt_place),
        )
    ]
    found += [
        Counted(what=material, really=used[operation], booked=_used(rows, material))
        for material, operation in scenario.consumed.items()
    ]
    return found


def _moved(rows: Iterable[dict[str, object]], material: str, *, place: str) -> float:
    return sum(
        float(str(row["quantity"])) * sign
        for row in rows
        if _code(row["material"]) == material
        for sign, side in ((1, "target_place"), (-1, "source_place"))
        if _code(row[side]) == place
    )


def _used(rows: Iterable[dict[str, object]], material: str) -> float:
    """Return what was made of a material: into making, less what came back out of it."""
    return sum(
        float(str(row["quantity"])) * sign
        for row in rows
        if _code(row["material"]) == material
        for sign, side in ((1, "target_kind"), (-1, "source_kind"))
        if row[side] == "transform"
    )


def _code(link: object) -> str:
    return str(link.get("code")) if isinstance(link, dict) else str(link)


async def _states(desk: Office, happened: Happened, machine: str) -> StatesScore:
    days, start_s, end_s = happened.machines[machine], happened.start_s, happened.end_s
    window = {
        "work_unit": machine,
        "since": wire(instant(happened.start_s)),
        "until": wire(instant(happened.end_s)),
    }
    rows = await desk.ask("kernel.machine_states", window)
    booked = [
        Span(
            start_s=max(_whole(str(row["started_at"])), happened.start_s),
            end_s=min(_whole(str(row["ended_at"])), happened.end_s),
            state=str(row["state"]),
        )
        for row in rows
    ]
    return compare(
        machine,
        [span for span in booked if span.end_s > span.start_s],
        really=states_of(days, start_s, end_s, as_heard=False),
        heard=states_of(days, start_s, end_s, as_heard=True),
    )


def _whole(text: str) -> int:
    """Return an instant in whole seconds, where it lies on one within the edge."""
    at_us = round(datetime.fromisoformat(text).timestamp() * 1_000_000)
    return (at_us + EDGE_US) // 1_000_000


async def _faults(desk: Office, happened: Happened) -> list[FaultScore]:
    lines = await desk.ask("connect.machine_connections", {})
    stops = await desk.ask(
        "kernel.stops",
        {"since": wire(instant(happened.start_s)), "until": wire(instant(happened.end_s))},
    )
    counters = await desk.records("counter_reading")
    responses = await desk.records("job_response")
    resets = sum(row["kind"] == "reset" for row in counters)
    drops = sum(int(str(row["drops"])) for row in lines)
    told: dict[str, int] = {
        "machine_down": sum(row["state"] == "fault" for row in stops),
        "counter_reset": resets,
        "line_cut": drops,
        "power_cut": drops,
        "wrong_lot": happened.refused.get("wrong_lot", 0),
        "miscount": sum(row["reverses"] is not None for row in responses)
        + happened.refused.get("miscount", 0),
    }
    found: list[FaultScore] = []
    for kind in dict.fromkeys(fault.kind for fault in happened.scenario.faults):
        times = sum(
            len(faults_on(happened.scenario, day, machine, kind))
            for day in range(happened.count)
            for machine in happened.machines
        )
        flagged = told.get(kind)
        found.append(
            FaultScore(
                kind=kind, times=times, flagged=None if flagged is None else min(flagged, times)
            )
        )
    return found
