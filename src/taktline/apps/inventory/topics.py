"""Which commands about stock a plant may want two people to decide, and as what."""

from taktline.apps.inventory.bill import AboveBill, NotOnBill
from taktline.apps.inventory.issue import IssueMaterial
from taktline.apps.inventory.move import ChangeStatus
from taktline.platform.command import Command
from taktline.platform.confirm import overruled
from taktline.platform.second_signature import Topic


def over_issue(command: IssueMaterial) -> Topic | None:
    """Return the topic of an issue that overrules the bill; one within it is nobody's business."""
    beyond = overruled(command, AboveBill) or overruled(command, NotOnBill)
    return "over_issue" if beyond else None


def skip_inspection(command: ChangeStatus) -> Topic | None:
    """Return the topic of releasing goods that wait for inspection, by hand (紧急放行)."""
    released = command.line.status == "quarantine" and command.to == "available"
    return "skip_inspection" if released else None


def count_difference(command: Command) -> Topic:
    """Return the topic of booking what was counted otherwise than the books say."""
    return "count_difference"


def supplier_return(command: Command) -> Topic:
    """Return the topic of sending goods back."""
    return "supplier_return"


def scrap(command: Command) -> Topic:
    """Return the topic of throwing goods away."""
    return "scrap"


def over_receipt(command: Command) -> Topic:
    """Return the topic of keeping what nobody ordered."""
    return "over_receipt"
