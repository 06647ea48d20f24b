"""The steps of the day's work orders: motors, rotor shells, shafts - from release to close."""

import random
from collections.abc import Iterable, Sequence

from taktline.plants.hub_motors.calendar import HOUR, PlantDays
from taktline.plants.hub_motors.figures import (
    CART,
    FIRST_DAY,
    MADE_PER_DAY,
    MOTOR,
    PER_DAY,
    ROTOR,
    ROTOR_LABOR_S,
    ROTOR_STD_S,
    SECOND_DAY,
    SHAFT,
    SHAFT_LABOR_S,
    SHAFT_STD_S,
    SITE,
    STATION,
    Verdict,
)
from taktline.plants.hub_motors.flow import (
    DECIDED_S,
    MEASURED_S,
    REPAIR_S,
    SAMPLES,
    Bad,
    Visit,
    Wound,
)
from taktline.plants.hub_motors.goods import supply_matter
from taktline.plants.hub_motors.shift import DAY_S, MINUTE, Unit
from taktline.plants.hub_motors.step import Step

LEFT_OVER: tuple[Verdict, ...] = ("repaired", "concession", "scrap")


class Order:
    """The steps of one work order; every step says what it waits for."""

    def __init__(self, days: PlantDays, day: int, *, suffix: str) -> None:
        self.days = days
        self.day = day
        self.code = f"WO{days.tag(day)}-{suffix}"
        self.steps: list[Step] = []

    def give(
        self,
        name: str,
        verb: str,
        *,
        by: str,
        at: tuple[int, float],
        reads: Iterable[str] = (),
        writes: Iterable[str] = (),
        **body: object,
    ) -> None:
        """Add a step that happens on a day, so many seconds after 08:00."""
        self.steps.append(
            Step(
                key=f"{self.code}/{name}",
                at=self.days.at(*at),
                by=by,
                verb=verb,
                body=body,
                reads=tuple(reads),
                writes=tuple(writes),
            )
        )

    def release(
        self, material: str, master: str, *, ordered: int, place: str, ends: int, policy: str
    ) -> None:
        """Let the planner write and release the order three quarters of an hour before the shift.

        Args:
            ends: days until it is due.
            policy: which lots it makes.
        """
        day = self.day
        self.give(
            "create",
            "kernel.create_work_order",
            by="planner",
            at=(day, -0.75 * HOUR),
            writes=[self.code],
            code=self.code,
            site=SITE,
            material=material,
            ordered=str(ordered),
            work_master=master,
            under_limit="0.06",
            lot_policy=policy,
            receipt_place=place,
            planned_start_at=self.days.at(day).isoformat(),
            planned_end_at=self.days.at(day + ends, DAY_S).isoformat(),
            due_at=self.days.at(day + ends, 2 * DAY_S).isoformat(),
        )
        self.give(
            "release",
            "kernel.release_work_order",
            by="planner",
            at=(day, -0.6 * HOUR),
            writes=[self.code],
            work_order=self.code,
        )

    def job(self, operation: int) -> str:
        """Return the code of a job order."""
        return f"{self.code}-{operation}"

    def start(self, operation: int, at: tuple[int, float], *reads: str, unit: str | None) -> None:
        """Let an operator start a job order."""
        job = self.job(operation)
        unit_named: dict[str, object] = {} if unit is None else {"work_unit": unit}
        self.give(
            f"{operation}/start",
            "kernel.start_job_order",
            by="operator",
            at=at,
            reads=[self.code, *reads],
            writes=[job],
            job_order=job,
            source="terminal",
            **unit_named,
        )

    def report(
        self, name: str, operation: int, *, at: tuple[int, float], lot: str, **said: object
    ) -> None:
        """Let an operator report pieces of one lot."""
        job = self.job(operation)
        self.give(
            f"{operation}/{name}",
            "kernel.report_operation",
            by="operator",
            at=at,
            reads=[job],
            writes=[lot],
            job_order=job,
            lot=lot,
            source="terminal",
            **said,
        )

    def judge(
        self, name: str, operation: int, *, at: tuple[int, float], lot: str, verdict: Bad
    ) -> None:
        """Let quality decide what becomes of a piece that was not right."""
        job = self.job(operation)
        self.give(
            f"{operation}/judge/{name}",
            "kernel.judge_defective",
            by="quality",
            at=at,
            reads=[job],
            writes=[lot],
            job_order=job,
            quantity="1",
            verdict=verdict.verdict,
            defect_code=verdict.code,
            lot=lot,
        )

    def complete(self, operation: int, at: tuple[int, float]) -> None:
        """Let the line leader complete a job order."""
        job = self.job(operation)
        self.give(
            f"{operation}/complete",
            "kernel.complete_job_order",
            by="leader",
            at=at,
            reads=[],
            writes=[job, self.code],
            job_order=job,
        )

    def close(self, at: tuple[int, float]) -> None:
        """Let the planner close the order: it is settled to the last cent."""
        self.give(
            "close",
            "kernel.close_work_order",
            by="planner",
            at=at,
            writes=[self.code],
            work_order=self.code,
        )


def motors(
    days: PlantDays, day: int, *, wound: Wound, assembled: Sequence[Visit], line: str
) -> list[Step]:
    """Return the steps of a motor order: three days from release to close."""
    order = Order(days, day, suffix="HM")
    order.release(
        MOTOR, "R-HM-350", ordered=PER_DAY, place="WH-FG", ends=1, policy="per_transfer_batch"
    )
    lot = f"HM{days.tag(day)}"
    _first_article(order, wound, lot=lot, line=line)
    for operation in FIRST_DAY:
        _operation(order, operation, wound.visits, day=day, lot=lot)
    for operation in SECOND_DAY:
        _operation(order, operation, assembled, day=day + 1, lot=lot)
    _left_over(order, assembled, lot=lot)
    order.complete(70, (day + 2, 1.6 * HOUR))
    order.complete(80, (day + 2, 1.7 * HOUR))
    order.close((day + 2, 2 * HOUR))
    return order.steps


def _first_article(order: Order, wound: Wound, *, lot: str, line: str) -> None:
    day, first, inspection = order.day, f"{lot}-01", f"FAI-{order.code}"
    order.start(10, (day, 0.0), line, unit=None)
    order.report(
        "first",
        10,
        at=(day, wound.samples_at),
        lot=first,
        work_unit="WND-1",
        sample=str(SAMPLES),
        inspection=inspection,
        labor_s=str(150 * SAMPLES),
        machine_s=str(150 * SAMPLES),
        persons=[{"person": "P-011"}],
    )
    chance = random.Random(f"{order.code}:first")
    results = [
        {"characteristic": name, "piece": piece, "value": value}
        for piece in range(1, SAMPLES + 1)
        for name, value in (("TURNS", "63"), ("RES", f"{chance.gauss(0.21, 0.0025):.4f}"))
    ]
    order.give(
        "10/measure",
        "quality.record_results",
        by="quality",
        at=(day, wound.samples_at + MEASURED_S),
        writes=[first, order.job(10)],
        inspection=inspection,
        plan="IP-OP10",
        results=results,
        laboratory="QC",
    )
    order.give(
        "10/decide",
        "quality.decide_inspection",
        by="quality",
        at=(day, wound.samples_at + DECIDED_S),
        writes=[first, order.job(10)],
        inspection=inspection,
        decision="accept",
    )


def _operation(
    order: Order, operation: int, visits: Sequence[Visit], *, day: int, lot: str
) -> None:
    mine = sorted((v for v in visits if v.operation == operation), key=lambda v: v.done)
    station = STATION[operation]
    if operation != 10:
        first = min(mine, key=lambda v: v.begin)
        unit = station.units[0] if len(station.units) == 1 else None
        waits = [f"{lot}-{first.cart:02}", supply_matter("LS-L1", day)]
        order.start(operation, (day, first.begin), *waits, unit=unit)
    for visit in mine:
        name = f"{lot}-{visit.cart:02}"
        chance = random.Random(f"{name}:{operation}")
        labor = station.labor_s * visit.pieces * chance.uniform(0.97, 1.06)
        machine = station.std_s * visit.pieces if station.has_machine else 0.0
        person = chance.choice(station.people)
        order.report(
            name,
            operation,
            at=(day, visit.done),
            lot=name,
            work_unit=visit.unit,
            good=str(visit.good),
            defects=_lines(visit.bad),
            labor_s=f"{labor:.0f}",
            machine_s=f"{machine:.0f}",
            persons=[{"person": person}],
            parameters=_values(operation, chance),
        )
        for index, bad in enumerate(visit.bad):
            if bad.verdict != "open":
                order.judge(
                    f"{name}/{index}",
                    operation,
                    at=(day, visit.done + REPAIR_S - MINUTE),
                    lot=name,
                    verdict=bad,
                )
    if operation < 70:
        order.complete(operation, (day, mine[-1].done + REPAIR_S + MINUTE))


def _left_over(order: Order, visits: Sequence[Visit], *, lot: str) -> None:
    """What waited overnight to be judged: most of it is repaired and packed in the morning."""
    day = order.day + 2
    chance = random.Random(f"{order.code}:left")
    waiting = [
        (visit, index, bad)
        for visit in visits
        for index, bad in enumerate(visit.bad)
        if bad.verdict == "open"
    ]
    for number, (visit, index, bad) in enumerate(waiting):
        name = f"{lot}-{visit.cart:02}"
        verdict: Verdict = chance.choices(LEFT_OVER, (6, 1, 1))[0]
        minutes = (10 + 4 * number) * MINUTE
        order.judge(
            f"{name}/{index}",
            visit.operation,
            at=(day, minutes),
            lot=name,
            verdict=Bad(code=bad.code, verdict=verdict),
        )
        if verdict != "scrap":
            order.report(
                f"{name}/late/{index}",
                80,
                at=(day, 0.9 * HOUR + minutes / 4),
                lot=name,
                work_unit="L1-ST6",
                good="1",
                labor_s="45",
                persons=[{"person": "P-018"}],
            )


def rotors(days: PlantDays, day: int, *, units: Sequence[Unit], line: str) -> list[Step]:
    """Return the steps of the day's rotor shells: two lathes, reported by cart, closed next day."""
    order = Order(days, day, suffix="RS")
    order.release(
        ROTOR, "R-RS-350", ordered=MADE_PER_DAY, place="WH-SF", ends=0, policy="per_transfer_batch"
    )
    order.start(10, (day, 30.0), line, unit=None)
    chance = random.Random(f"{order.code}:bad")
    last = 0.0
    for cart, first in enumerate(range(0, MADE_PER_DAY, CART), start=1):
        pieces = min(CART, MADE_PER_DAY - first)
        unit = min(units, key=lambda one: one.free_at)
        done = unit.work(60.0, ROTOR_STD_S * pieces, job=order.job(10))
        last = max(last, done)
        bad = _rotor_bad(chance)
        lot = f"RS{days.tag(day)}-{cart:02}"
        order.report(
            lot, 10, at=(day, done), lot=lot, work_unit=unit.code,
            good=str(pieces - len(bad)), defects=_lines(bad),
            labor_s=f"{ROTOR_LABOR_S * pieces:.0f}", machine_s=f"{ROTOR_STD_S * pieces:.0f}",
            persons=[{"person": "P-019"}],
        )  # fmt: skip
        for index, one in enumerate(bad):
            order.judge(f"{lot}/{index}", 10, at=(day, done + 20 * MINUTE), lot=lot, verdict=one)
    order.complete(10, (day, last + 30 * MINUTE))
    order.close((day + 1, 1.2 * HOUR))
    return order.steps


def shafts(days: PlantDays, day: int, *, unit: Unit, line: str) -> list[Step]:
    """Return the steps of the night's shafts on one lathe, reported every sixty pieces."""
    order = Order(days, day, suffix="SH")
    order.release(SHAFT, "R-SH-12", ordered=MADE_PER_DAY, place="WH-SF", ends=0, policy="one_lot")
    order.start(10, (day, DAY_S + 60.0), line, unit=unit.code)
    last, lot = 0.0, order.code
    for number, first in enumerate(range(0, MADE_PER_DAY, 60), start=1):
        pieces = min(60, MADE_PER_DAY - first)
        last = unit.work(120.0, SHAFT_STD_S * pieces, job=order.job(10))
        order.report(
            f"{number:02}", 10, at=(day, DAY_S + last), lot=lot, work_unit=unit.code,
            good=str(pieces),
            labor_s=f"{SHAFT_LABOR_S * pieces:.0f}", machine_s=f"{SHAFT_STD_S * pieces:.0f}",
            persons=[{"person": "P-020"}],
        )  # fmt: skip
    order.complete(10, (day, DAY_S + last + 10 * MINUTE))
    order.close((day + 1, 1.3 * HOUR))
    return order.steps


def _lines(bad: Sequence[Bad]) -> list[dict[str, str]]:
    counted: dict[str, int] = {}
    for one in bad:
        counted[one.code] = counted.get(one.code, 0) + 1
    return [
        {"quantity": str(count), "defect_code": code, "outcome": "to_judge"}
        for code, count in counted.items()
    ]


def _rotor_bad(chance: random.Random) -> tuple[Bad, ...]:
    drawn = chance.random()
    if drawn < 0.10:
        return (Bad(code="BORE", verdict="scrap"),)
    if drawn < 0.22:
        return (Bad(code="POROSITY", verdict="scrap"),)
    return ()


def _values(operation: int, chance: random.Random) -> dict[str, float]:
    """Return what a report of a cart says of the process, as the routing asks for it.

    Oven temperature and time, press force, screw torque; of motor tests the means: current,
    speed, insulation, noise.
    """
    if operation == 30:
        return {
            "oven_c": round(chance.gauss(130, 0.9), 1),
            "oven_min": round(chance.uniform(89.5, 92), 1),
        }
    if operation == 50:
        return {"press_kn": round(chance.gauss(6.2, 0.25), 2)}
    if operation == 60:
        return {"torque_nm": round(chance.gauss(5.8, 0.1), 2)}
    if operation != 70:
        return {}
    return {
        "i0_a": round(chance.gauss(0.98, 0.05), 3),
        "n0_rpm": round(chance.gauss(331, 3.2), 1),
        "riso_mohm": round(chance.uniform(60, 400)),
        "noise_db": round(chance.gauss(54.6, 0.9), 1),
    }
