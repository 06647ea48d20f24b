"""The people of a simulated plant: what they tell the platform, when, and what they get wrong."""

from typing import Literal

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import wire
from taktline.plants.simulated.scenario import Days, Fault, Scenario, faults_on, instant
from taktline.plants.simulated.truth import Handed, Turned

Expects = Literal["accepted", "refused"]
LEFT_AFTER_S = 2_900
"""Whoever reports late or offline has done so before the bench's order is completed."""
CORRECTED = "miscount"
PLANNED_BEFORE_S = 1_800
WRONG_LOT = "NOBODYS-9"
"""A lot nobody ever received."""


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One or more commands that somebody sends at once.

    Attributes:
        at_s: when they are sent; when things happened stands in each.
        expects: what a well-behaved platform answers.
        about: the fault that makes somebody tell this.
        again: sent twice, as a phone does that heard no answer.
        instead: told at once where the platform refuses the others, which it may.
    """

    at_s: int
    commands: tuple[tuple[str, dict[str, object]], ...]
    expects: Expects = "accepted"
    about: str | None = None
    again: bool = False
    instead: tuple[tuple[str, dict[str, object]], ...] = ()


def order_code(days: Days, day: int, machine: str) -> str:
    """Return the code of the order a machine works on a day."""
    return f"{days.tag(day)}-{machine}"


def tellings(
    scenario: Scenario, days: Days, day: int, *, turned: Turned, handed: list[Handed]
) -> list[Telling]:
    """Return what is told of one machine's order on a day: release, start, reports, end."""
    code = order_code(days, day, turned.machine.code)
    return [
        *_begin(scenario, code, turned),
        *_uncounted(scenario, code, turned),
        *_reports(scenario, days, day, turned=turned, handed=handed),
        *_end(scenario, code, turned),
    ]


def _begin(scenario: Scenario, code: str, turned: Turned) -> list[Telling]:
    machine, turning = turned.machine, f"{code}-{scenario.turned_at}"
    draft: dict[str, object] = {
        "code": code, "site": scenario.site, "material": scenario.material,
        "ordered": str(machine.ordered), "work_master": scenario.work_master,
        "receipt_place": scenario.receipt_place, "under_limit": "0.9",
    }  # fmt: skip
    planned_s = turned.job_from_s - PLANNED_BEFORE_S
    return [
        _one(planned_s, "kernel.create_work_order", code, **draft),
        _one(planned_s + 60, "kernel.release_work_order", code, work_order=code),
        _one(
            turned.job_from_s, "kernel.start_job_order", turning, job_order=turning,
            work_unit=machine.code, source="terminal",
        ),
    ]  # fmt: skip


def _uncounted(
    scenario: Scenario, code: str, turned: Turned
) -> list[Telling]:  # tidy: positional - an order's day
    """Return what is told by hand because no counter knows it any more."""
    turning = f"{code}-{scenario.turned_at}"
    return [
        _one(
            at_s, "kernel.report_operation", f"{turning}:{at_s}", job_order=turning,
            good=str(pieces), reason="counter began anew while the line was cut",
        )
        for at_s, pieces in turned.lost
    ]  # fmt: skip


def _end(
    scenario: Scenario, code: str, turned: Turned
) -> list[Telling]:  # tidy: positional - an order's day
    end_s = turned.job_until_s
    turning, finishing = f"{code}-{scenario.turned_at}", f"{code}-{scenario.finished_at}"
    short: dict[str, object] = {"reason": "end of shift"}
    return [
        _one(end_s, "kernel.complete_job_order", turning, job_order=turning, **short),
        _one(end_s + 3_000, "kernel.complete_job_order", finishing, job_order=finishing, **short),
        _one(end_s + 3_600, "kernel.close_work_order", code, work_order=code),
    ]  # fmt: skip


def _reports(
    scenario: Scenario, days: Days, day: int, *, turned: Turned, handed: list[Handed]
) -> list[Telling]:
    code = order_code(days, day, turned.machine.code)
    latest_s = turned.job_until_s + LEFT_AFTER_S
    found: list[Telling] = []
    queued: dict[int, list[tuple[str, dict[str, object]]]] = {}
    for one in handed:
        due = _faults(scenario, days, day, one=one, handed=handed)
        if "lost_report" in due:
            continue
        offline = due.get("offline_queue")
        if offline is not None:
            sent_s = min(days.at(day, offline.at) + offline.for_s, latest_s)
            queued.setdefault(sent_s, []).append(_report(scenario, code, one, offline=True))
            continue
        if "wrong_lot" in due:
            wrong = _report(scenario, code, one, lot=WRONG_LOT)
            found.append(
                Telling(at_s=one.at_s, commands=(wrong,), expects="refused", about="wrong_lot")
            )
        late = due.get("late_report")
        sent_s = min(one.at_s + (0 if late is None else late.for_s), latest_s)
        said = _report(scenario, code, one)
        if "miscount" in due:
            found += _miscounted(scenario, code, one, sent_s=sent_s, fault=due["miscount"])
        else:
            about = None if late is None else "late_report"
            found.append(Telling(at_s=sent_s, commands=(said,), about=about))
    found += [
        Telling(at_s=sent_s, commands=tuple(commands), about="offline_queue", again=True)
        for sent_s, commands in queued.items()
    ]
    return found


def _faults(
    scenario: Scenario, days: Days, day: int, *, one: Handed, handed: list[Handed]
) -> dict[str, Fault]:
    """Return what comes over a report; the last of a kind."""
    return {
        fault.kind: fault
        for fault in faults_on(
            scenario, day, one.machine, "wrong_lot", "late_report", "miscount",
            "offline_queue", "lost_report",
        )
        if _is_due(fault, days.at(day, fault.at), one=one, handed=handed)
    }  # fmt: skip


def _miscounted(
    scenario: Scenario, code: str, one: Handed, *, sent_s: int, fault: Fault
) -> list[Telling]:
    """Return a report of too many pieces, and what follows once they are counted again.

    Where so many pieces never came to the bench the platform takes no such report; then the
    pieces are counted again at once.
    """
    right = _report(scenario, code, one)
    wrong = _report(scenario, code, one, by=fault.by)
    corrected_s = sent_s + fault.for_s
    correction: dict[str, object] = {
        "id": str(derived_id("simulated", code, "correct", one.number)),
        "occurred_at": wire(instant(corrected_s)),
        "report": str(wrong[1]["id"]),
        "good": str(one.good),
        "reason": "counted again",
    }
    return [
        Telling(at_s=sent_s, commands=(wrong,), about=CORRECTED, instead=(right,)),
        Telling(
            at_s=corrected_s, commands=(("kernel.correct_report", correction),), about=CORRECTED
        ),
    ]


def _is_due(fault: Fault, at_s: int, *, one: Handed, handed: list[Handed]) -> bool:
    """Whether a fault concerns a report: the first after it, or all within an offline time."""
    if fault.kind == "offline_queue":
        return at_s <= one.at_s < at_s + fault.for_s
    after = [other.number for other in handed if other.at_s >= at_s]
    return bool(after) and one.number == min(after)


def _report(
    scenario: Scenario,
    code: str,
    one: Handed,
    *,
    by: int = 0,
    lot: str | None = None,
    offline: bool = False,
) -> tuple[str, dict[str, object]]:
    bench = scenario.bench
    defects = [{"quantity": str(one.defective), "defect_code": bench.defect_code,
                "outcome": "scrap"}] if one.defective else []  # fmt: skip
    body: dict[str, object] = {
        "id": str(derived_id("simulated", code, "report", one.number, lot or "")),
        "occurred_at": wire(instant(one.at_s)),
        "job_order": f"{code}-{scenario.finished_at}",
        "good": str(one.good + by),
        "defects": defects,
        "components": [{"material": bench.component, "lot": lot or bench.lot}],
        "source": "pda",
    }
    if bench.people:
        body["persons"] = [{"person": bench.people[one.number % len(bench.people)]}]
    if offline:
        body["offline"] = True
    return "kernel.report_operation", body


def _one(at_s: int, verb: str, key: str, **fields: object) -> Telling:
    body = {
        "id": str(derived_id("simulated", verb, key)),
        "occurred_at": wire(instant(at_s)),
        **fields,
    }
    return Telling(at_s=at_s, commands=((verb, body),))
