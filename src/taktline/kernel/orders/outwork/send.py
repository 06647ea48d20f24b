"""Sending pieces to a supplier: by piece, card or weight, for one operation or several in a row."""

from decimal import Decimal

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.kernel.orders.changes import job_event, response
from taktline.kernel.orders.counts import Counts, NegativeCount
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.flow_card import card_of_report, find_card, left_on_card
from taktline.kernel.orders.outside import site_of, supplier_of
from taktline.kernel.orders.outwork.facts import PricePer, Sending, Sent, Yard
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.product_lot import product_lot
from taktline.kernel.orders.report import refuse_unread, started_by_report
from taktline.kernel.orders.rows import Job, Source
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Fact, Ids


class SendOut(Command, frozen=True, kw_only=True):
    """Pieces that wait at an outside operation go to a supplier.

    Attributes:
        quantity: pieces, base unit of the product; or a card; or weight and weight of one piece.
        supplier: code or id; the operation's own if None. Several may have a share of an order.
        lot: code; the only one that waits there if None.
        document: number of the delivery note.
        flow_card: code or id; all its pieces that wait there where no quantity is given.
        weight_kg: what they weigh together; `piece_weight_kg` what one does.
        through: code or id of the last of several operations in a row that he does.
        due_at: when they are to be back.
        price: agreed, ledger currency, for each `price_per`.
        allowed_loss: share that may be lost without charge, 0 to 1.
        is_inspected: good pieces are inspected again when they are back.
    """

    job_order: str
    quantity: Decimal | None = None
    supplier: str | None = None
    lot: str | None = None
    document: str = ""
    flow_card: str | None = None
    weight_kg: Decimal | None = None
    piece_weight_kg: Decimal | None = None
    through: str | None = None
    due_at: Instant | None = None
    price: Decimal | None = None
    price_per: PricePer = "piece"
    allowed_loss: Decimal = ZERO
    is_inspected: bool = False
    source: Source = "api"


class HowMany(Problem):
    """Neither pieces, nor a card, nor a weight with the weight of one piece."""

    title = Text(
        en="Say how many: pieces, a card, or the weight and the weight of one piece.",
        zh="请填写数量、流转卡,或总重与单件重量。",
    )
    status = 400


class NotInRow(Problem):
    """The operations do not follow each other."""

    title = Text(
        en="{through} does not come after {code} in a row of operations.",
        zh="{through} 不是 {code} 之后的连续工序。",
    )
    status = 400


def decide_send_out(shop: Yard, command: SendOut, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that pieces go to a supplier: ours in owner, elsewhere in location.

    Raises:
        NotFound: there is no such job order, supplier or card.
        ChangeUnread: its order was changed and nobody has read it.
        NotOutside: no supplier is named, and none is planned for it.
        NotInRow: it is to be back after an operation that does not follow.
        NotRunning: it neither runs nor may be started.
        HowMany, NegativeCount: the quantity, a price or the allowed loss.
        VoidCard, ForeignCard, AboveCard: the card.
        LotNeeded, UnknownLot: the lot is not clear.
        Shortage: fewer pieces wait there.
    """
    job = shop.job(command.job_order)
    refuse_unread(job)
    supplier = supplier_of(shop, job, command.supplier)
    through = None if command.through is None else shop.job(command.through)
    if through is not None:
        row_of(shop, job, through)
    running = started_by_report(job, at=command.occurred_at)
    quantity = pieces_of(shop, job, command)
    _refuse_terms(command)
    counts = Counts(good=quantity)
    card = card_of_report(shop, job, reference=command.flow_card, counts=counts, command=command)
    posting = Posting(shop, ids)
    lot = product_lot(posting, job, code=command.lot, at=command.occurred_at)
    away = posting.place(job.site, site_of(supplier), kind="supplier_site", partner=supplier.id)
    posting.move(posting.job_place(job, "wip"), away, lot=lot, quantity=quantity)
    sending = Sending(
        id=ids.new(),
        site=job.site,
        job_order=job.id,
        through_job=None if through is None or through.id == job.id else through.id,
        supplier=supplier.id,
        lot=lot,
        flow_card=card,
        quantity=quantity,
        weight_kg=command.weight_kg,
        document=command.document,
        due_at=command.due_at,
        price=command.price,
        price_per=command.price_per,
        allowed_loss=command.allowed_loss,
        is_inspected=command.is_inspected,
        sent_at=command.occurred_at,
    )
    return [
        *begun(shop, job, running=running, command=command, ids=ids),
        *posting.facts(occurred_at=command.occurred_at),
        Sent(sending=sending),
        job_event(
            "sent_out", running, quantity=str(quantity), supplier=supplier.code,
            document=command.document,
        ),
    ]  # fmt: skip


def row_of(shop: Shop, first: Job, last: Job) -> list[Job]:
    """Return the job orders from one to another, each the only one behind the one before.

    Raises:
        NotInRow: the other is not reached so.
    """
    row = [first]
    while row[-1].id != last.id:
        following = [one for one in shop.successors(row[-1]) if not one.is_rework]
        if len(following) != 1 or following[0] in row:
            raise NotInRow(through=last.code, code=first.code, at="/through")
        row.append(following[0])
    return row


def pieces_of(shop: Shop, job: Job, command: SendOut) -> Decimal:
    """Return how many pieces are meant: given, weighed, or all of a card that wait.

    pieces = weight / weight of one, rounded to the unit

    Raises:
        HowMany: nothing says so.
        NegativeCount: not above zero.
    """
    material = None if job.material is None else shop.stock.materials[job.material]
    places = 0 if material is None else material.unit_places
    if command.quantity is not None:
        quantity = rounded(bounded(command.quantity), places)
    elif command.weight_kg is not None and command.piece_weight_kg is not None:
        if bounded(command.piece_weight_kg) <= 0:
            raise NegativeCount(
                field="piece_weight_kg", value=command.piece_weight_kg, at="/piece_weight_kg"
            )
        quantity = rounded(bounded(command.weight_kg) / command.piece_weight_kg, places)
    elif command.flow_card is not None:
        quantity = left_on_card(shop, find_card(shop, command.flow_card), job=job)
    else:
        raise HowMany(at="/quantity")
    if quantity <= 0:
        raise NegativeCount(field="quantity", value=quantity, at="/quantity")
    return quantity


def begun(shop: Shop, job: Job, *, running: Job, command: Command, ids: Ids) -> list[Fact]:
    """Return what starts a job order with its first sending or return."""
    if running.status == job.status:
        return []
    said = response(shop, job, kind="start", ids=ids, at=command.occurred_at)
    return [
        JobOrderChanged(job=running),
        JobReported(response=said, is_implied=True),
        job_event("started", running, start_is_estimated=True),
    ]


def _refuse_terms(command: SendOut) -> None:
    named = {"price": command.price, "weight_kg": command.weight_kg}
    for field, value in named.items():
        if value is not None and bounded(value) < 0:
            raise NegativeCount(field=field, value=value, at=f"/{field}")
    if not 0 <= bounded(command.allowed_loss) <= 1:
        raise NegativeCount(field="allowed_loss", value=command.allowed_loss, at="/allowed_loss")
