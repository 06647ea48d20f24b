"""Which commands about work a plant may want two people to decide, and as what."""

from collections.abc import Iterable

from taktline.kernel.orders.correct import CorrectReport
from taktline.kernel.orders.counts import DefectLine
from taktline.kernel.orders.judge import JudgeDefective
from taktline.kernel.orders.outwork.take import TakeIn
from taktline.kernel.orders.report import ReportOperation
from taktline.kernel.orders.runs.correct import CorrectRun
from taktline.kernel.orders.runs.report import ReportRun
from taktline.platform.command import Command
from taktline.platform.second_signature import Topic

VERDICTS: dict[str, Topic] = {
    "concession": "concession",
    "scrap": "scrap",
    "rework": "rework",
    "to_supplier": "supplier_return",
}


def of_verdict(command: JudgeDefective) -> Topic | None:
    """Return the topic of a verdict on defective pieces; a repair is nobody else's business."""
    return VERDICTS.get(command.verdict)


def decided_at_report(command: ReportOperation) -> Topic | None:
    """Return the topic of scrapping pieces, or sending them to rework, at once in a report."""
    return _decided(command.defects) if command.defects else None


def decided_at_correction(command: CorrectReport) -> Topic | None:
    """Return the topic of a correction that scraps pieces or sends them to rework."""
    return _decided(command.defects or ())


def decided_at_run(command: ReportRun | CorrectRun) -> Topic | None:
    """Return the topic of scrapping pieces of a run, or sending them to rework, at once."""
    return _decided(defect for line in command.lines for defect in line.defects)


def _decided(defects: Iterable[DefectLine]) -> Topic | None:
    outcomes = {line.outcome for line in defects}
    if "scrap" in outcomes:
        return "scrap"
    return "rework" if "rework" in outcomes else None


def rework(command: Command) -> Topic:
    """Return the topic of making pieces anew by an order of its own."""
    return "rework"


def order_change(command: Command) -> Topic:
    """Return the topic of changing what was agreed to be made."""
    return "order_change"


def engineering_change(command: Command) -> Topic:
    """Return the topic of releasing another drawing, route or material for what runs."""
    return "engineering_change"


def outside_work(command: Command) -> Topic:
    """Return the topic of sending work out, and of what is charged when it comes back."""
    return "outside_work"


def outside_loss(command: TakeIn) -> Topic | None:
    """Return the topic of taking work back with a loss: somebody pays for it."""
    return "outside_work" if command.spoiled > 0 else None


def skip_inspection(command: Command) -> Topic:
    """Return the topic of going on without the inspector."""
    return "skip_inspection"
