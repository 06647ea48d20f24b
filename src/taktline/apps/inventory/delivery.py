"""A delivery while it is decided: its lines, who delivers, where to."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec

from taktline.apps.inventory.dock import Dock
from taktline.apps.inventory.purchasing.lines import Bought
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.platform.command import Command


class PriceTwice(Problem):
    """A line says its price and its amount."""

    title = Text(en="Say the price or the amount, not both.", zh="单价与金额只填一项。")
    status = 400


class LotExists(Problem):
    """A serial comes in once."""

    title = Text(
        en="Serial {lot} of {material} is known already.",
        zh="物料 {material} 的序列号 {lot} 已存在。",
    )


class ReceiptLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a delivery.

    Attributes:
        quantity: in `unit`, or in the base unit; above 0.
        price: ledger currency per base unit; or `amount` for the whole line; neither = the price
            of the order line, else planned.
        ordered: what is still open on the order line, in the base unit, where the order is not
            ours to look up; what exceeds it by more than the material's over-receipt share is kept
            as the supplier's own (代管).
        supplier_lot: the supplier's lot or heat number (炉批号).
        lot: our lot code; the supplier's where it is left out.
        expires_on: else from the material's shelf life.
        second_quantity: catch weight, in the material's second unit.
        free_of_charge: worth nothing (赠品).
        order_line: the purchase order line it is delivered for, as `order/line`; the number of
            another system's where there is none of ours.
        theirs: the goods stay the sender's (客供料, 寄售): worth nothing until they are taken over.
        replacement_for: number of the return it replaces (补货): no new delivery of an order.
    """

    material: str
    place: str
    quantity: Decimal
    unit: str | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    ordered: Decimal | None = None
    lot: str | None = None
    supplier_lot: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    second_quantity: Decimal | None = None
    handling_unit: str | None = None
    free_of_charge: bool = False
    theirs: bool = False
    order_line: str = ""
    replacement_for: str = ""


class ReceiveMaterial(Command, frozen=True, kw_only=True):
    """A supplier's goods arrive.

    Attributes:
        supplier: code or id of a partner.
        reference: the delivery note.
        inspection: code of the inspection job order that inspected goods get; made up where it
            is left out. Goods join an inspection of their material that nobody has begun.
    """

    site: str | None = None
    supplier: str
    reference: str = ""
    inspection: str | None = None
    lines: tuple[ReceiptLine, ...]


class Delivery(NamedTuple):
    """One command while it is decided: who delivers, to which site, through which places."""

    dock: Dock
    entry: Entry
    command: ReceiveMaterial
    site: UUID
    supplier: UUID
    origin: UUID
    bought: Bought
