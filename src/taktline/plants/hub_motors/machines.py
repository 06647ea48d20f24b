"""The steps of machines and their people: states, labels of stops, calls for help."""

from collections.abc import Mapping, Sequence

from taktline.base.ids import derived_id
from taktline.base.instant import wire
from taktline.kernel.states.write import stop_id
from taktline.plants.hub_motors.calendar import PlantDays
from taktline.plants.hub_motors.flow import Visit
from taktline.plants.hub_motors.shift import DAY_S, MINUTE, Stretch
from taktline.plants.hub_motors.step import Step

CALLED_FROM_S = 15 * MINUTE
"""Faults that last as long are called for (andon)."""
HISTORY_WINDOW_S = DAY_S
LIVE_WINDOW_S = 10 * MINUTE
DONE_S = 2 * DAY_S


def unit_id(code: str) -> str:
    """Return the id under which a piece of equipment is created, so that its stops are known."""
    return str(derived_id("hub-motors", "equipment", code))


def machine_steps(
    days: PlantDays, day: int, *, stretches: Mapping[str, Sequence[Stretch]], window_s: float
) -> list[Step]:
    """Return what machines say on a day, window by window, and what people say of their stops.

    Args:
        stretches: of 24 h from 08:00, by work unit.
        window_s: how often machines are heard; a day shift, or minutes where somebody watches.
    """
    steps: list[Step] = []
    for unit, mine in stretches.items():
        borders = _borders(window_s)
        steps += [
            _states(days, day, unit=unit, stretches=mine, window=(begin, end))
            for begin, end in zip([0.0, *borders], borders, strict=False)
        ]
        for stretch in mine:
            if stretch.state == "fault":
                steps += _fault(days, day, unit=unit, stretch=stretch, window_s=window_s)
    return steps


def torque_hold(days: PlantDays, day: int, *, visits: Sequence[Visit], order: str) -> list[Step]:
    """Every third day the torque tool is out of calibration: the job is held, four minutes."""
    mine = sorted((v for v in visits if v.operation == 60), key=lambda v: v.done)
    if day % 3 != 1 or len(mine) < 8:
        return []
    at, job = mine[7].done + 5, f"{order}-60"
    key = f"{job}/hold"
    hold = Step(
        key=key,
        at=days.at(day, at),
        by="operator",
        verb="kernel.hold_job_order",
        body={"job_order": job, "reason": "TORQUE-TOOL", "alert": "tool", "severity": 3},
        writes=(job,),
    )
    answered = [
        Step(
            key=f"{key}/{name}",
            at=days.at(day, at + seconds),
            by=by,
            verb=verb,
            body=dict(body),
            writes=(job,),
            refers=refers,
        )
        for name, seconds, by, verb, body, refers in (
            ("ack", 60, "leader", "kernel.acknowledge_work_alert", {}, _alert(key)),
            ("release", 240, "leader", "kernel.release_held_job_order",
             {"job_order": job, "reason": "calibrated"}, {}),
            ("resolve", 250, "leader", "kernel.resolve_work_alert", {}, _alert(key)),
        )
    ]  # fmt: skip
    return [hold, *answered]


def _alert(key: str) -> dict[str, str]:
    return {"work_alert": f"{key}#work_alert"}


def _borders(window_s: float) -> list[float]:
    count = int(DONE_S / window_s)
    return [window_s * number for number in range(1, count + 1)]


def _states(
    days: PlantDays,
    day: int,
    *,
    unit: str,
    stretches: Sequence[Stretch],
    window: tuple[float, float],
) -> Step:
    """Say what a unit did in a window; what goes on at its end is said again by the next."""
    begin, end = window
    open_before = next((s for s in stretches if s.begin < begin < s.end), None)
    since = begin if open_before is None else open_before.begin
    lines: list[dict[str, object]] = []
    orders: set[str] = set()
    for stretch in stretches:
        if stretch.end <= since or stretch.begin >= end:
            continue
        line: dict[str, object] = {
            "state": stretch.state,
            "starts_at": wire(days.at(day, stretch.begin)),
            "ends_at": wire(days.at(day, min(stretch.end, end))),
            "said": stretch.said,
        }
        if stretch.end > end and end < DONE_S:
            line["provisional"] = True
        if stretch.job is not None:
            line["job_order"] = stretch.job
            orders.add(stretch.job.rpartition("-")[0])
        lines.append(line)
    return Step(
        key=f"states/{days.tag(day)}/{unit}/{begin:.0f}-{end:.0f}",
        at=days.at(day, end),
        by="machines",
        verb="kernel.record_states",
        body={
            "work_unit": unit,
            "connection": "sim",
            "starts_at": wire(days.at(day, since)),
            "ends_at": wire(days.at(day, end)),
            "intervals": lines,
        },
        reads=tuple(sorted(orders)),
        writes=(f"states:{unit}",),
    )


def _fault(
    days: PlantDays, day: int, *, unit: str, stretch: Stretch, window_s: float
) -> list[Step]:
    heard = (int(stretch.end // window_s) + 1) * window_s
    stop = stop_id(derived_id("hub-motors", "equipment", unit), days.at(day, stretch.begin))
    label = Step(
        key=f"label/{stop}",
        at=days.at(day, max(heard + 2 * MINUTE, stretch.end + 5 * MINUTE)),
        by="maintenance",
        verb="kernel.label_stop",
        body={"stop": str(stop), "reason": stretch.said},
        reads=(f"states:{unit}",),
    )
    return [label, *_called(days, day, unit=unit, stretch=stretch)]


def _called(days: PlantDays, day: int, *, unit: str, stretch: Stretch) -> list[Step]:
    if stretch.job is None or stretch.end - stretch.begin < CALLED_FROM_S:
        return []
    key = f"andon/{days.tag(day)}/{unit}/{stretch.begin:.0f}"
    order = stretch.job.rpartition("-")[0]
    raised = Step(
        key=key,
        at=days.at(day, stretch.begin + MINUTE),
        by="operator",
        verb="kernel.raise_work_alert",
        body={
            "job_order": stretch.job,
            "work_unit": unit,
            "kind": "machine",
            "severity": 2,
            "text": f"{unit} {stretch.said}",
        },
        reads=(order,),
        writes=(key,),
    )
    return [
        raised,
        *(
            Step(
                key=f"{key}/{name}",
                at=days.at(day, at),
                by="maintenance",
                verb=f"kernel.{name}_work_alert",
                body={},
                writes=(key,),
                refers=_alert(key),
            )
            for name, at in (
                ("acknowledge", stretch.begin + 5 * MINUTE),
                ("resolve", stretch.end + MINUTE),
            )
        ),
    ]
