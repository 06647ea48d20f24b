"""Which commands about work a plant may want two people to decide, and as what."""

from taktline.kernel.orders.judge import JudgeDefective
from taktline.kernel.orders.outwork.take import TakeIn
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


def rework(command: Command) -> Topic:
    """Return the topic of making pieces anew by an order of its own."""
    return "rework"


def order_change(command: Command) -> Topic:
    """Return the topic of changing what was agreed to be made."""
    return "order_change"


def outside_work(command: Command) -> Topic:
    """Return the topic of sending work out, and of what is charged when it comes back."""
    return "outside_work"


def outside_loss(command: TakeIn) -> Topic | None:
    """Return the topic of taking work back with a loss: somebody pays for it."""
    return "outside_work" if command.spoiled > 0 else None


def skip_inspection(command: Command) -> Topic:
    """Return the topic of going on without the inspector."""
    return "skip_inspection"
