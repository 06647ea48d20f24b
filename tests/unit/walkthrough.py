"""The commands of the golden example, played on a floor in memory up to any one of them."""

import copy
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.quality.decide import DecideInspection, decide_inspection
from taktline.base.ids import derived_id
from taktline.kernel.ledger.checks import checked
from taktline.kernel.ledger.facts import HoldPlaced, LotCreated, Move, PlaceKind, StockKey, lot_id
from taktline.kernel.ledger.fold import fold_lot
from taktline.kernel.ledger.stock import Material
from taktline.kernel.ledger.value import value_taken
from taktline.kernel.orders.close import CloseWorkOrder, decide_close
from taktline.kernel.orders.complete import CompleteJobOrder, decide_complete
from taktline.kernel.orders.content import Operation, OperationMaterial
from taktline.kernel.orders.correct import CorrectReport, decide_correct
from taktline.kernel.orders.counts import DefectLine
from taktline.kernel.orders.facts import JobOrderCreated, PlannedMove
from taktline.kernel.orders.release import (
    CreateWorkOrder,
    ReleaseWorkOrder,
    decide_create,
    decide_release,
)
from taktline.kernel.orders.report import ReportOperation, decide_report
from taktline.kernel.orders.reverse import ReverseCommand
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.start import StartJobOrder, decide_start
from taktline.kernel.orders.states import JobStatus
from tests.unit.orders_floor import SITE, Floor

D = Decimal
ZONE = ZoneInfo("Asia/Shanghai")
HOUR = D(3600)


def at(when: str) -> datetime:
    """Return an instant of the example: `01-05 07:00` in Shanghai, 2026."""
    return datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def replayed(label: str) -> Floor:
    """Return a floor of one's own after the command with this label."""
    return copy.deepcopy(_replayed(label))


@cache
def _replayed(label: str) -> Floor:
    number = int(label[1:])
    if number == 0:
        return _empty()
    floor = copy.deepcopy(_replayed(f"C{number - 1:02}"))
    STEPS[label](floor)
    return floor


def ungated(job: Job) -> Job:
    """Return a job order that asks for no first article."""
    return msgspec.structs.replace(job, first_article="none", first_article_quantity=D(0))


def report(
    floor: Floor,
    label: str,
    job: str,
    *,
    when: str = "01-05 12:00",
    good: str = "0",
    sample: str = "0",
    scrap: tuple[str, str] | None = None,
    rework: tuple[str, str] | None = None,
    lot: str | None = None,
    labor_h: str = "0",
    machine_h: str = "0",
) -> ReportOperation:
    """Return a report; scrap and rework are (quantity, defect code)."""
    lines = []
    if scrap is not None:
        lines.append(DefectLine(quantity=D(scrap[0]), defect_code=scrap[1], outcome="scrap"))
    if rework is not None:
        lines.append(
            DefectLine(
                quantity=D(rework[0]), defect_code=rework[1], outcome="rework", rework_job="RW-1"
            )
        )
    return ReportOperation(
        id=floor.cause(label),
        occurred_at=at(when),
        job_order=job,
        good=D(good),
        sample=D(sample),
        defects=tuple(lines),
        lot=lot,
        labor_s=D(labor_h) * HOUR,
        machine_s=D(machine_h) * HOUR,
        inspection="QI-1",
    )


def start(floor: Floor, label: str, job: str, *, when: str) -> None:
    """Start a job order."""
    command = StartJobOrder(id=floor.cause(label), occurred_at=at(when), job_order=job)
    floor.do(label, decide_start, command)


def complete(floor: Floor, label: str, job: str, *, when: str = "01-06 18:00") -> CompleteJobOrder:
    """Return the command that completes a job order."""
    return CompleteJobOrder(id=floor.cause(label), occurred_at=at(when), job_order=job)


def reverse(floor: Floor, label: str) -> ReverseCommand:
    """Return the command that takes an earlier one back."""
    return ReverseCommand(
        id=floor.cause(f"reverse {label}"),
        occurred_at=at("01-05 17:05"),
        command=floor.cause(label),
        reason="taken back",
    )


def carry(
    floor: Floor,
    label: str,
    moves: Sequence[tuple[tuple[str, PlaceKind], tuple[str, PlaceKind], str, str, str | None]],
    *,
    when: str,
    status: tuple[str, str] = ("available", "available"),
) -> None:
    """Move goods as the inventory's commands do: value taken from stock, or given."""
    posted = []
    for (source, from_kind), (target, to_kind), lot, quantity, value in moves:
        material = next(m for m in floor.shop.stock.materials.values() if lot in LOTS[m.code])
        lot_key = lot_id(material.id, lot)
        fold_lot(
            floor.shop,
            LotCreated(id=lot_key, material=material.id, code=lot, received_at=at(when)),
        )
        ends = [
            StockKey(place=floor.place(code, kind), lot=lot_key, status=state)  # type: ignore[arg-type] # a test's words
            for (code, kind), state in zip(
                ((source, from_kind), (target, to_kind)), status, strict=True
            )
        ]
        taken = D(value) if value else value_taken(floor.shop.stock, ends[0], D(quantity))
        posted.append(
            Move(
                id=floor.new_id(),
                source=ends[0],
                target=ends[1],
                quantity=D(quantity),
                value=taken,
            )
        )
    floor.fold(label, checked(floor.shop.stock, posted, occurred_at=at(when)))


def receive(
    floor: Floor, label: str, *, when: str, supplier: str, lot: str, quantity: str, value: str
) -> None:
    """Receive a lot; plate waits in quarantine for IQ-1."""
    inspected = lot.startswith("PL")
    carry(
        floor,
        label,
        [((f"supplier:{supplier}", "supplier"), ("WH1", "store"), lot, quantity, value)],
        when=when,
        status=("available", "quarantine" if inspected else "available"),
    )
    if inspected:
        floor.fold(label, _inspection(floor, lot, quantity))


def _inspection(floor: Floor, lot: str, quantity: str) -> list[JobOrderCreated | PlannedMove]:
    job = Job(
        id=derived_id("job", "IQ-1"),
        site=SITE,
        code="IQ-1",
        sequence=1,
        work_type="quality",
        operation="Incoming inspection",
        ordered=D(0),
        status="dispatched",
        cause=floor.cause("C01"),
    )
    source = StockKey(place=floor.place("WH1", "store"), lot=floor.lot("PLATE", lot),
                      status="quarantine")  # fmt: skip
    planned = PlannedMove(
        id=floor.new_id(),
        job_order=job.id,
        source=source,
        target=StockKey(place=source.place, lot=source.lot),
        quantity=D(quantity),
    )
    is_there = job.id in floor.shop.jobs
    return [planned] if is_there else [JobOrderCreated(job=job), planned]


def ship(floor: Floor, label: str, lines: Sequence[tuple[str, str]]) -> None:
    """Ship from FG1 to C9."""
    places: tuple[tuple[str, PlaceKind], tuple[str, PlaceKind]] = (
        ("FG1", "store"),
        ("customer:C9", "customer"),
    )
    moves = [(*places, lot, quantity, None) for lot, quantity in lines]
    carry(floor, label, moves, when="02-10 11:00" if label != "C27" else "01-07 09:00")


LOTS = {"BR-100": {"P-1", "P-2"}, "PLATE": {"PL-A", "PL-B"}, "SCREW": {"SC-1"}}


def materials() -> list[Material]:
    """Return bracket, plate and screw."""
    return [
        Material(
            id=derived_id("material", code),
            code=code,
            unit=unit,
            unit_places=places,
            lot_traced="lot",
            standard_cost=None if cost is None else D(cost),
        )
        for code, unit, places, cost in (
            ("BR-100", "pcs", 0, None),
            ("PLATE", "kg", 3, "3.00"),
            ("SCREW", "pcs", 0, "0.05"),
        )
    ]


def operations() -> tuple[Operation, ...]:
    """Return press, bore and assemble with their planned times and rates."""
    return (
        Operation(
            sequence=10,
            name="冲压 Press",
            planned_labor_s=D("0.05") * HOUR,
            labor_rate=D(60),
            transfer_batch=D(20),
            first_article=D(1),
            materials=(OperationMaterial(material="PLATE", quantity_per=D(2), place="L1"),),
        ),
        Operation(
            sequence=20,
            name="镗孔 Bore",
            planned_labor_s=D("0.10") * HOUR,
            planned_machine_s=D("0.10") * HOUR,
            labor_rate=D(60),
            machine_rate=D(40),
            transfer_batch=D(20),
        ),
        Operation(
            sequence=30,
            name="装配 Assemble",
            planned_labor_s=D("0.05") * HOUR,
            labor_rate=D(60),
            materials=(OperationMaterial(material="SCREW", quantity_per=D(4), place="L1"),),
        ),
    )


def _empty() -> Floor:
    floor = Floor(*materials())
    floor.place("L1", "line_side")
    floor.place("FG1", "store")
    return floor


def _release(floor: Floor) -> None:
    create = CreateWorkOrder(
        id=floor.cause("C06 draft"),
        occurred_at=at("01-05 07:49"),
        code="WO-7",
        site="F1",
        material="BR-100",
        ordered=D(100),
        started_quantity=D(105),
        over_limit=D("0.05"),
        under_limit=D("0.10"),
        lot_policy="per_component_lot",
        receipt_place="FG1",
        operations=operations(),
    )
    floor.do("C06 draft", decide_create, create)
    release = ReleaseWorkOrder(
        id=floor.cause("C06"),
        occurred_at=at("01-05 07:50"),
        work_order="WO-7",
        job_codes={"10": "JO-10", "20": "JO-20", "30": "JO-30"},
    )
    floor.do("C06", decide_release, release)


def decide(floor: Floor, label: str, inspection: str, *, when: str) -> None:
    """Accept what an inspection decides on."""
    command = DecideInspection(
        id=floor.cause(label), occurred_at=at(when), inspection=inspection, decision="accept"
    )
    floor.do(label, decide_inspection, command)


def _to_line(floor: Floor) -> None:
    lots = (("PL-A", "120"), ("PL-B", "100"), ("SC-1", "500"))
    moves = [(("WH1", "store"), ("L1", "line_side"), lot, qty, None) for lot, qty in lots]
    carry(floor, "C05", moves, when="01-05 07:40")  # type: ignore[arg-type] # a test's words


def _correct(floor: Floor) -> None:
    command = CorrectReport(
        id=floor.cause("C15"),
        occurred_at=at("01-05 13:34"),
        report=floor.cause("C14"),
        good=D(40),
        reason="counted again",
    )
    floor.do("C15", decide_correct, command)


def _close(floor: Floor) -> None:
    command = CloseWorkOrder(
        id=floor.cause("C28"), occurred_at=at("01-31 18:00"), work_order="WO-7"
    )
    floor.do("C28", decide_close, command)


def _hold(floor: Floor) -> None:
    lots = [floor.lot("PLATE", "PL-B"), floor.lot("BR-100", "P-2")]
    floor.fold(
        "C29",
        [
            HoldPlaced(id=floor.new_id(), code="H-1", lot=lot, reason="supplier notice")
            for lot in lots
        ],
    )


def _says(label: str, job: str, **said: object) -> Callable[[Floor], None]:
    def step(floor: Floor) -> None:
        floor.do(label, decide_report, report(floor, label, job, **said))  # type: ignore[arg-type] # a test's words

    return step


def _ends(label: str, job: str, when: str) -> Callable[[Floor], None]:
    def step(floor: Floor) -> None:
        floor.do(label, decide_complete, complete(floor, label, job, when=when))

    return step


STEPS: dict[str, Callable[[Floor], None]] = {
    "C01": lambda f: receive(
        f, "C01", when="01-05 07:00", supplier="S1", lot="PL-A", quantity="120", value="360.00"
    ),
    "C02": lambda f: receive(
        f, "C02", when="01-05 07:05", supplier="S1", lot="PL-B", quantity="100", value="330.00"
    ),
    "C03": lambda f: receive(
        f, "C03", when="01-05 07:10", supplier="S2", lot="SC-1", quantity="500", value="26.00"
    ),
    "C04": lambda f: decide(f, "C04", "IQ-1", when="01-05 07:30"),
    "C05": _to_line,
    "C06": _release,
    "C07": lambda f: start(f, "C07", "JO-10", when="01-05 08:00"),
    "C08": _says("C08", "JO-10", when="01-05 08:10", sample="1", lot="P-1", labor_h="0.10"),
    "C09": lambda f: decide(f, "C09", "QI-1", when="01-05 08:25"),
    "C10": _says("C10", "JO-10", when="01-05 10:30", good="39", scrap=("1", "burr"), lot="P-1",
                 labor_h="2.00"),
    "C11": lambda f: start(f, "C11", "JO-20", when="01-05 10:35"),
    "C12": _says("C12", "JO-10", when="01-05 11:30", good="19", lot="P-1", labor_h="0.90"),
    "C13": _says("C13", "JO-20", when="01-05 12:40", good="20", lot="P-1", labor_h="2.10",
                 machine_h="2.00"),
    "C14": _says("C14", "JO-10", when="01-05 13:30", good="42", lot="P-2", labor_h="2.00"),
    "C15": _correct,
    "C16": _ends("C16", "JO-10", "01-05 13:36"),
    "C17": _says("C17", "JO-20", when="01-05 17:00", good="34", scrap=("2", "bore"),
                 rework=("3", "bore"), lot="P-1", labor_h="4.00", machine_h="3.90"),
    "C18": lambda f: start(f, "C18", "RW-1", when="01-05 17:10"),
    "C19": _says("C19", "RW-1", when="01-05 17:40", good="2", scrap=("1", "bore"), lot="P-1",
                 labor_h="0.50"),
    "C20": _ends("C20", "RW-1", "01-05 17:41"),
    "C21": _says("C21", "JO-20", when="01-06 12:00", good="39", scrap=("1", "bore"), lot="P-2",
                 labor_h="4.10", machine_h="4.00"),
    "C22": _ends("C22", "JO-20", "01-06 12:01"),
    "C23": lambda f: start(f, "C23", "JO-30", when="01-06 13:00"),
    "C24": _says("C24", "JO-30", when="01-06 15:00", good="56", lot="P-1", labor_h="3.00"),
    "C25": _says("C25", "JO-30", when="01-06 17:00", good="39", lot="P-2", labor_h="2.00"),
    "C26": _ends("C26", "JO-30", "01-06 17:01"),
    "C27": lambda f: ship(f, "C27", [("P-1", "50"), ("P-2", "10")]),
    "C28": _close,
    "C29": _hold,
}  # fmt: skip
"""What happens, in order."""

ORDER_STATES: dict[str, JobStatus] = {"C06": "released", "C26": "completed", "C28": "closed"}
"""Status of the work order after some of them."""
