"""Flow cards: an order is split into cards that people carry and scan; a lost one is made void."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import Confirmable, NotFound, Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.orders.counts import Counts, NegativeCount
from taktline.kernel.orders.rows import FlowCard, Job, Response, WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.confirm import refuse_unless_confirmed

CARDS_MAX = 500
"""Cards of one order: more is nothing people carry, but pieces with serials."""


class CreateFlowCards(Command, frozen=True, kw_only=True):
    """A work order is split into cards of equal size, the last one takes the rest.

    Attributes:
        quantity: pieces per card, base unit, above 0; 610 started at 100 a card = 6 x 100 + 10.
    """

    work_order: str
    quantity: Decimal


class ReprintFlowCard(Command, frozen=True, kw_only=True):
    """A card was lost: it is void from now on, a new one takes its place."""

    flow_card: str
    reason: str | None = None


class FlowCardMade(Fact, frozen=True, kw_only=True):
    """A flow card exists from now on."""

    flow_card: FlowCard


class FlowCardVoided(Fact, frozen=True, kw_only=True):
    """A flow card is void; another took its place.

    Attributes:
        voided_by: name of the person who reprinted it, as it is told to whoever scans it.
    """

    id: UUID
    replaced_by: UUID
    voided_by: str
    voided_at: Instant


class FlowCardMoved(Fact, frozen=True, kw_only=True):
    """Nothing waits on a flow card any more, or something does again."""

    id: UUID
    status: Literal["open", "done"]


class CardsMade(Problem):
    """The work order has its cards already."""

    title = Text(
        en="{code} is split into {count} flow cards already.",
        zh="工单 {code} 已拆成 {count} 张流转卡。",
    )


class TooManyCards(Problem):
    """More cards than people can carry."""

    title = Text(
        en="{quantity} pieces a card would make {count} cards; at most {limit}.",
        zh="每卡 {quantity} 件将产生 {count} 张卡,最多 {limit} 张。",
    )


class OrderOver(Problem):
    """A work order that has ended gets no cards."""

    title = Text(en="{code} is {status}; it gets no cards.", zh="{code} 为 {status},不能建卡。")


class VoidCard(Problem):
    """The card was lost and reprinted; the code that was scanned is the old one."""

    title = Text(
        en="Card {code} is void, reprinted by {name} as {successor}. Scan the new card.",
        zh="卡 {code} 已作废,由 {name} 重打为 {successor},请扫新卡。",
    )


class ForeignCard(Problem):
    """The card belongs to another work order."""

    title = Text(
        en="Card {code} belongs to {work_order}, not to {job_order}.",
        zh="卡 {code} 属于 {work_order},不属于 {job_order}。",
    )


class OtherRevision(Problem):
    """The order was changed from a card on; this card is worked at the other part."""

    title = Text(
        en="Card {code} is worked at {job_order}: the order was changed from card {since} on.",
        zh="卡 {code} 应在 {job_order} 加工:工单自第 {since} 张卡起已变更。",
    )


class AboveCard(Confirmable):
    """More pieces than are on the card."""

    title = Text(
        en="Card {code} has {left} pieces left at {job_order}; {asked} were reported. Confirm it "
        "if there are more than the card says.",
        zh="卡 {code} 在 {job_order} 剩余 {left} 件,报工 {asked} 件。确属多出请确认。",
    )


def decide_create_cards(shop: Shop, command: CreateFlowCards, now: Instant, ids: Ids) -> list[Fact]:
    """Decide which cards an order is split into: its started quantity, the rest on the last.

    Raises:
        NotFound: there is no such work order.
        OrderOver: it has ended.
        CardsMade: it has cards that are not void.
        NegativeCount: the quantity is not above zero.
        TooManyCards: more than CARDS_MAX.
    """
    order = shop.work_order(command.work_order)
    if order.status in ENDED:
        raise OrderOver(code=order.code, status=order.status)
    standing = [c for c in shop.cards.values() if c.work_order == order.id and c.status != "void"]
    if standing:
        raise CardsMade(code=order.code, count=len(standing))
    material = None if order.material is None else shop.stock.materials[order.material]
    size = rounded(bounded(command.quantity), 0 if material is None else material.unit_places)
    if size <= 0:
        raise NegativeCount(field="quantity", value=command.quantity, at="/quantity")
    full, rest = divmod(order.started_quantity, size)
    count = int(full) + (1 if rest > 0 else 0)
    if count > CARDS_MAX:
        raise TooManyCards(quantity=plain(size), count=count, limit=CARDS_MAX, at="/quantity")
    sizes = [size] * int(full) + ([rest] if rest > 0 else [])
    cards = [_card(order, number, quantity) for number, quantity in enumerate(sizes, start=1)]
    return [
        *(FlowCardMade(flow_card=card) for card in cards),
        *(_told("created", card, quantity=plain(card.quantity), of=len(cards)) for card in cards),
    ]


def decide_reprint(shop: Shop, command: ReprintFlowCard, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a card is void and another takes its place, with the same number and quantity.

    Raises:
        NotFound: there is no such card.
        VoidCard: it was reprinted before.
    """
    card = valid_card(shop, command.flow_card)
    base, _, again = card.code.partition("-R")
    code = f"{base}-R{int(again or 0) + 1}"
    made = msgspec.structs.replace(card, id=derived_id("flow_card", code), code=code, version=1)
    name = ids.by.name or str(ids.by.id)
    return [
        FlowCardMade(flow_card=made),
        FlowCardVoided(id=card.id, replaced_by=made.id, voided_by=name, voided_at=now),
        _told("reprinted", card, successor=made.code, by=name, reason=command.reason or ""),
        _told("created", made, quantity=plain(made.quantity)),
    ]


def find_card(shop: Shop, reference: str) -> FlowCard:
    """Return a card by id or code, void or not.

    Raises:
        NotFound: there is none.
    """
    found = shop.cards.get(id_of(reference) or UUID(int=0))
    if found is None:
        found = next((card for card in shop.cards.values() if card.code == reference), None)
    if found is None:
        raise NotFound(kind="flow_card", code=reference, at="/flow_card")
    return found


def valid_card(shop: Shop, reference: str) -> FlowCard:
    """Return a card that may be used.

    Raises:
        NotFound: there is none.
        VoidCard: it was reprinted.
    """
    card = find_card(shop, reference)
    if card.status == "void":
        successor = shop.cards.get(card.replaced_by or UUID(int=0))
        raise VoidCard(
            code=card.code,
            name=card.voided_by or "",
            successor="" if successor is None else successor.code,
            at="/flow_card",
        )
    return card


def card_of_report(
    shop: Shop, job: Job, *, reference: str | None, counts: Counts, command: Command
) -> UUID | None:
    """Return the card a report is for, after asking whether so many pieces are on it.

        left = passed on by the operations before with this card, else the card's quantity
             - taken at this job order with this card

    Raises:
        NotFound, VoidCard: the card cannot be used.
        ForeignCard: it belongs to another work order.
        OtherRevision: it is worked at another part of the operation.
        AboveCard: not confirmed.
    """
    if reference is None:
        return None
    card = valid_card(shop, reference)
    if card.work_order != job.work_order:
        order = shop.work_orders.get(card.work_order)
        raise ForeignCard(
            code=card.code,
            work_order=str(card.work_order) if order is None else order.code,
            job_order=job.code,
            at="/flow_card",
        )
    _refuse_other_revision(shop, card, job=job)
    left = left_on_card(shop, card, job=job)
    if counts.taken > left:
        refuse_unless_confirmed(
            command,
            AboveCard(
                code=card.code,
                left=plain(left),
                asked=plain(counts.taken),
                job_order=job.code,
                at="/good",
            ),
        )
    return card.id


def card_number(shop: Shop, card: UUID | None) -> int | None:
    """Return the how manieth card of its order one is; None where none is named."""
    known = None if card is None else shop.cards.get(card)
    return None if known is None else known.number


def finished_by(shop: Shop, card: UUID, job: Job, *, counts: Counts) -> list[Fact]:
    """Return that a card is done, where a report leaves nothing of it waiting anywhere."""
    known = shop.cards[card]
    passed, taken = shop.card_counts.get((card, job.id), (ZERO, ZERO))
    here = (passed + counts.passed_on, taken + counts.taken)
    counted = {**shop.card_counts, (card, job.id): here}
    line = [
        one
        for one in shop.jobs_of(known.work_order)
        if one.work_type == "production" and not one.is_rework and not one.is_activity
        if one.status not in {"cancelled", "aborted"}
    ]
    for one in line:
        if _own_part(line, one, number=known.number).id != one.id:
            continue
        before = [b for _, b in shop.predecessors(one) if not b.is_activity and not b.is_rework]
        came = known.quantity if not before else ZERO
        came += sum((counted.get((card, b.id), (ZERO, ZERO))[0] for b in before), ZERO)
        if came > counted.get((card, one.id), (ZERO, ZERO))[1]:
            return []
    if known.status == "done":
        return []
    return [FlowCardMoved(id=card, status="done"), _told("finished", known)]


def opened_again(responses: Sequence[Response]) -> list[Fact]:
    """Return that cards are open again whose reports are taken back."""
    cards = {said.flow_card for said in responses if said.kind == "report"}
    return [FlowCardMoved(id=card, status="open") for card in sorted(cards - {None}, key=str)
            if card is not None]  # fmt: skip


def _own_part(jobs: list[Job], job: Job, *, number: int) -> Job:
    """Return which part of an operation works a card, where its order changed from a card on."""
    parts = [one for one in jobs if one.sequence == job.sequence]
    if all(one.from_card is None for one in parts):
        return job
    fitting = [one for one in parts if (one.from_card or 0) <= number]
    return max(fitting or parts, key=lambda one: (one.from_card or 0, -one.split_no))


def _refuse_other_revision(shop: Shop, card: FlowCard, *, job: Job) -> None:
    line = [
        one
        for one in shop.jobs_of(job.work_order)
        if not one.is_rework and one.work_type == job.work_type
    ]
    if job.is_rework:
        return
    own = _own_part(line, job, number=card.number)
    if own.id != job.id:
        parts = [one for one in line if one.sequence == job.sequence]
        raise OtherRevision(
            code=card.code,
            job_order=own.code,
            since=max(one.from_card or 0 for one in parts),
            at="/flow_card",
        )


def left_on_card(shop: Shop, card: FlowCard, *, job: Job) -> Decimal:
    """Return how many pieces of a card wait at a job order."""
    before = [one.id for _, one in shop.predecessors(job) if not one.is_activity]
    passed = [
        shop.card_counts[card.id, one][0] for one in before if (card.id, one) in shop.card_counts
    ]
    came = sum(passed, ZERO) if passed else card.quantity
    _, taken = shop.card_counts.get((card.id, job.id), (ZERO, ZERO))
    return max(came - taken, ZERO)


def _card(order: WorkOrder, number: int, quantity: Decimal) -> FlowCard:
    code = f"{order.code}-C{number:02d}"
    return FlowCard(
        id=derived_id("flow_card", code),
        site=order.site,
        code=code,
        work_order=order.id,
        number=number,
        quantity=quantity,
    )


def _told(happened: str, card: FlowCard, **payload: object) -> Event:
    return Event(
        name=f"flow_card.{happened}",
        entity="flow_card",
        record=card.id,
        code=card.code,
        site=card.site,
        payload={"work_order": str(card.work_order), "number": card.number, **payload},
    )


def fold_card_made(state: object, fact: FlowCardMade) -> None:
    """A card is there."""
    if isinstance(state, Shop):
        state.cards[fact.flow_card.id] = fact.flow_card


def fold_card_voided(state: object, fact: FlowCardVoided) -> None:
    """A card is void."""
    if isinstance(state, Shop) and fact.id in state.cards:
        state.cards[fact.id] = msgspec.structs.replace(
            state.cards[fact.id],
            status="void",
            replaced_by=fact.replaced_by,
            voided_by=fact.voided_by,
            voided_at=fact.voided_at,
        )


def fold_card_moved(state: object, fact: FlowCardMoved) -> None:
    """A card is done, or open again."""
    if isinstance(state, Shop) and fact.id in state.cards:
        card = state.cards[fact.id]
        if card.status != "void":
            state.cards[fact.id] = msgspec.structs.replace(card, status=fact.status)


def named_cards(commands: Sequence[object]) -> set[str]:
    """Return the cards that commands name."""
    said = {getattr(command, "flow_card", None) for command in commands}
    return {one for one in said if isinstance(one, str)}
