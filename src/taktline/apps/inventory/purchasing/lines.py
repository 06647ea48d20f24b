"""The lines of purchase orders that a batch names, and what a delivery means for them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.purchasing.facts import (
    PurchaseLine,
    PurchaseLineChanged,
    PurchaseReceived,
    ReceiptKind,
    WeightBasis,
)
from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.kernel.ledger.references import References
from taktline.kernel.ledger.stock import Material
from taktline.kernel.resources.conversion import NoConversion, ratio, to_base
from taktline.platform.command import Event, Ids
from taktline.platform.transaction import Tx

INVOICE_PLACES = 6
"""Decimal places of an invoice quantity: grams of a tonne."""


class NotOnOrder(Problem):
    """The goods are not what the line ordered, or come from somebody else."""

    title = Text(
        en="{order_line} orders {material} from {supplier}, nothing else.",
        zh="{order_line} 订购的是 {supplier} 的 {material},与本次到货不符。",
    )


class OrderLineClosed(Problem):
    """Nothing more is expected for a line that was closed short."""

    title = Text(
        en="{order_line} was closed short; receive it without the line, or order anew.",
        zh="{order_line} 已短交关闭;请不带订单行收货或重新下单。",
    )


class WeightMissing(Problem):
    """The line is charged by weight and nobody weighed."""

    title = Text(
        en="{order_line} is charged by weight: say what {material} weighed.",
        zh="{order_line} 按过磅结算,请填写 {material} 的重量。",
    )
    status = 400


class NothingToReplace(Problem):
    """A replacement comes for goods that nobody sent back."""

    title = Text(
        en="{order_line} waits for {open} {unit} of replacement; {asked} came.",
        zh="{order_line} 待补货 {open} {unit},本次补货 {asked} 超出。",
    )


class NotKept(Problem):
    """Less is kept for the supplier than somebody wants to take over."""

    title = Text(
        en="{order_line}: {kept} {unit} are kept for the supplier; {asked} were asked for.",
        zh="{order_line} 代管 {kept} {unit},本次 {asked} 超出。",
    )


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    site: UUID
    order_id: UUID
    order: str
    line: int
    supplier: UUID
    supplier_code: str
    material: UUID
    quantity: Decimal
    price: Decimal | None
    invoice_unit: str
    weight_basis: WeightBasis
    promised_on: date
    first_promised_on: date
    received: Decimal
    kept: Decimal
    free: Decimal
    returned: Decimal
    to_replace: Decimal
    closed: bool
    reason: str


LINES = """
    SELECT l.id, l.site, l.purchase_order AS order_id, o.code AS order, l.line::integer AS line,
        o.supplier, s.code AS supplier_code, l.material, l.quantity, l.price, l.invoice_unit,
        l.weight_basis, l.promised_on, l.first_promised_on, l.received, l.kept, l.free, l.returned,
        l.to_replace, l.status = 'closed' AS closed, l.reason
    FROM purchase_order o
    JOIN purchase_line l ON l.purchase_order = o.id
    JOIN partner s ON s.id = o.supplier
    WHERE o.code = ANY(%(orders)s::text[])
    ORDER BY l.id FOR UPDATE OF l"""


async def load_purchases(tx: Tx, names: Iterable[str]) -> dict[str, PurchaseLine]:
    """Lock the lines of the orders that some `order/line` name; by name.

    What names no order of ours (the number of another system's) is simply not among them.
    """
    orders = sorted({order_of(name) for name in names if name})
    if not orders:
        return {}
    rows = await tx.rows(LINES, {"orders": orders}, as_=_Row)
    lines = [PurchaseLine(**msgspec.structs.asdict(row)) for row in rows]
    return {line.name: line for line in lines}


def order_of(name: str) -> str:
    """Return the code of the order that `order/line` names."""
    return name.rpartition("/")[0] or name


def ordered_line(
    known: Mapping[str, PurchaseLine], name: str, *, material: Material, supplier: UUID,
    comes: bool = True,
) -> PurchaseLine | None:  # fmt: skip
    """Return the line a delivery names; None where it is the number of another system's order.

    Args:
        comes: goods come; those of a closed line may still go back.

    Raises:
        NotFound: the order is ours and has no such line.
        NotOnOrder: it orders something else, or from somebody else.
        OrderLineClosed: nothing more is expected.
    """
    line = known.get(name)
    if line is None:
        if any(one.order == order_of(name) for one in known.values()):
            raise NotFound(kind="purchase_line", code=name, at="/lines")
        return None
    if line.material != material.id or line.supplier != supplier:
        raise NotOnOrder(
            order_line=name, material=material.code, supplier=line.supplier_code, at="/lines"
        )
    if line.closed and comes:
        raise OrderLineClosed(order_line=name, at="/lines")
    return line


def accepted_of(line: PurchaseLine, material: Material, quantity: Decimal) -> Decimal:
    """Return how much of a delivery is taken as ours.

    All of it, within what the material's over-receipt share lets come above the ordered quantity;
    else what was still open, and the rest stays the supplier's (代管).
    """
    most = line.quantity * (1 + material.over_receipt) - line.received
    return quantity if quantity <= most else min(line.open, quantity)


class Charged(msgspec.Struct, frozen=True, kw_only=True):
    """What a quantity is charged as.

    Attributes:
        quantity: in the line's invoice unit.
        amount: ledger currency; None where the line has no price.
        theoretical_weight: what it should weigh, in the material's second unit.
    """

    quantity: Decimal
    amount: Decimal | None
    theoretical_weight: Decimal | None


def charged(
    line: PurchaseLine, refs: References, *, material: Material, base: Decimal,
    weighed: Decimal | None, currency: str,
) -> Charged:  # fmt: skip  # tidy: positional - what by which names
    """Return what a quantity is charged as, in the unit the supplier charges by.

    invoice quantity = weighed weight, or quantity * conversion; amount = invoice quantity * price

    Raises:
        WeightMissing: the line is charged by weight and nobody weighed.
        NoConversion: no ratio leads to the invoice unit.
    """
    if line.weight_basis == "weighed":
        if weighed is None or material.second_unit is None:
            raise WeightMissing(order_line=line.name, material=material.code, at="/lines")
        known, unit = weighed, material.second_unit
    else:
        known, unit = base, material.unit
    share = ratio(refs.conversions, material.id, source=unit, target=line.invoice_unit)
    quantity = to_base(known, share, places=INVOICE_PLACES)
    amount = None if line.price is None else to_minor(line.price * quantity, currency)
    return Charged(
        quantity=quantity,
        amount=amount,
        theoretical_weight=theoretical(refs, material, base),
    )


def theoretical(refs: References, material: Material, base: Decimal) -> Decimal | None:
    """Return what a quantity should weigh by the material's conversion, if there is one."""
    if material.second_unit is None:
        return None
    try:
        share = ratio(
            refs.conversions, material.id, source=material.unit, target=material.second_unit
        )
    except NoConversion:
        return None
    return to_base(base, share, places=INVOICE_PLACES)


class Bought:
    """What one command means for lines of purchase orders. Written by one decision."""

    def __init__(self, known: Mapping[str, PurchaseLine], ids: Ids) -> None:
        self.lines = dict(known)
        self._ids = ids
        self._changed: dict[str, PurchaseLine] = {}
        self._receipts: list[PurchaseReceived] = []

    def change(self, line: PurchaseLine) -> None:
        """Say how a line stands now."""
        self.lines[line.name] = line
        self._changed[line.name] = line

    def book(
        self, line: PurchaseLine, kind: ReceiptKind, *, lot: UUID, quantity: Decimal, at: Instant,
        **more: object,
    ) -> None:  # fmt: skip
        """Write down what came or went for a line, and how the line stands afterwards."""
        self.change(line)
        receipt = PurchaseReceived(
            id=self._ids.new(), line=line, kind=kind, lot=lot, quantity=quantity, received_at=at
        )
        self._receipts.append(msgspec.structs.replace(receipt, **more))

    def facts(self) -> list[PurchaseLineChanged | PurchaseReceived]:
        """Return the changed lines and the receipts."""
        changed = [PurchaseLineChanged(line=line) for line in self._changed.values()]
        return [*changed, *self._receipts]


def line_event(line: PurchaseLine, name: str, **payload: object) -> Event:  # tidy: positional - it
    """Return an event that tells of a line."""
    return Event(
        name=name,
        entity="purchase_line",
        record=line.id,
        code=line.name,
        site=line.site,
        payload={
            "supplier": line.supplier_code,
            "open": plain(line.open),
            "promised_on": line.promised_on.isoformat(),
            **payload,
        },
    )


def fold_changed(state: object, fact: PurchaseLineChanged) -> None:
    """Let later commands of the batch see how a line stands."""
    known: object = getattr(state, "purchases", None)
    if isinstance(known, dict):
        known[fact.line.name] = fact.line
