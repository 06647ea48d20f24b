"""Deciding an inspection: incoming goods become available, samples go on, or neither."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.quality.facts import InspectionDecided, InspectionDecision
from taktline.base.instant import Instant
from taktline.base.problem import Confirmable, Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.facts import StockKey, place_id
from taktline.kernel.ledger.refusals import UnknownPlace
from taktline.kernel.ledger.value import value_taken
from taktline.kernel.orders.changes import inspection_event
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.facts import PlannedMoveEnded
from taktline.kernel.orders.judge import ended_inspection, held_at
from taktline.kernel.orders.outwork.judge import judges_return, returns_judged
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.reverse import OrderClosed
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.samples import SortedSamples, samples_failed, samples_passed
from taktline.kernel.orders.shop import Planned, Shop
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.confirm import refuse_unless_confirmed


class DecidedPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of one lot is accepted and how much is not.

    Attributes:
        accepted: base unit; everything waiting if neither is given.
        rejected: base unit.
        destroyed: samples used up by the test.
        retained: samples kept as proof, at `retained_at` of the decision; of goods in their
            status, so that nobody uses them.
    """

    lot: str
    accepted: Decimal = ZERO
    rejected: Decimal = ZERO
    destroyed: Decimal = ZERO
    retained: Decimal = ZERO


class DecideInspection(Command, frozen=True, kw_only=True):
    """An inspection is decided.

    Attributes:
        inspection: code or id of its job order.
        decision: accept, reject, or conditional (use as it is, with a reason).
        parts: per lot where lots differ; else everything that waits is decided alike.
        retained_at: store where samples are kept; needed where a part retains some.
    """

    inspection: str
    decision: InspectionDecision
    parts: tuple[DecidedPart, ...] = ()
    retained_at: str | None = None
    reason: str | None = None


Proposal = Literal["accept", "reject", "incomplete"]


class Judging(Shop, kw_only=True):
    """What a decision knows beside the floor.

    Attributes:
        proposals: what results come to, of inspections with a sampling plan.
        measured: inspections with results, where there is a verdict though no goods wait for it.
    """

    proposals: dict[UUID, Proposal] = {}
    measured: set[UUID] = set()


class NotAnInspection(Problem):
    """The job order judges nothing."""

    title = Text(en="{code} is no inspection.", zh="{code} 不是检验任务。")
    status = 400


class NothingToDecide(Problem):
    """No goods and no samples wait for this decision, and nothing was measured."""

    title = Text(en="Nothing waits for the decision of {code}.", zh="{code} 没有待判定的物料。")


class PartsDiffer(Problem):
    """What is decided on is not what waits."""

    title = Text(
        en="Of lot {lot} {waiting} wait; {decided} are decided on.",
        zh="批次 {lot} 待判 {waiting},判定数量 {decided}。",
    )
    status = 400


class AgainstProposal(Confirmable):
    """The results propose another decision."""

    title = Text(
        en="The results of {code} propose to {proposal}; the decision is to {decision}. Confirm it "
        "with your reason.",
        zh="{code} 的检验结果建议:{proposal},判定为:{decision}。如需坚持请确认并填写原因。",
    )


def decide_inspection(shop: Shop, command: DecideInspection, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what an inspection's decision changes.

    Incoming goods go from quarantine to available (accept, conditional) or rejected. Samples of
    production go on as good; a failed first article holds its job order. An inspection that
    follows the work (a patrol) moves nothing: its results get their verdict, and it ends.

    Raises:
        NotFound: there is no such job order.
        NotAnInspection: it judges nothing.
        OrderClosed: it has been decided.
        ReasonMissing: rejected or conditional without a reason, or against the proposal.
        AgainstProposal: the results propose otherwise; not confirmed.
        NothingToDecide: nothing waits, and nothing was measured.
        PartsDiffer: a lot's parts are not what waits of it.
        UnknownPlace: samples are kept, and no store is named for them.
        Shortage: what waited is gone.
    """
    inspection = shop.job(command.inspection)
    if inspection.work_type != "quality":
        raise NotAnInspection(code=inspection.code)
    if inspection.status in ENDED:
        raise OrderClosed(code=inspection.code, status=inspection.status)
    if command.decision != "accept" and not (command.reason or "").strip():
        raise ReasonMissing(field="reason", at="/reason")
    _refuse_against_proposal(shop, inspection, command)
    if inspection.inspects is not None:
        return _of_samples(shop, inspection, command=command, ids=ids)
    return _of_goods(shop, inspection, command=command, ids=ids)


def _refuse_against_proposal(
    shop: Shop, inspection: Job, command: DecideInspection
) -> None:  # tidy: positional - three plain values
    """Refuse another decision than the results of its sampling plan propose.

    Good results are rejected, bad ones accepted, only by who may overrule them; incomplete ones
    propose nothing yet.
    """
    proposal = shop.proposals.get(inspection.id) if isinstance(shop, Judging) else None
    if proposal in (None, "incomplete") or command.decision == proposal:
        return
    if (command.decision, proposal) == ("conditional", "accept"):
        return
    refuse_unless_confirmed(
        command,
        AgainstProposal(
            code=inspection.code, proposal=proposal, decision=command.decision, at="/decision"
        ),
    )
    if not (command.reason or "").strip():
        raise ReasonMissing(field="reason", at="/reason")


def _of_samples(shop: Shop, inspection: Job, *, command: DecideInspection, ids: Ids) -> list[Fact]:
    waiting = held_at(shop, place_id(inspection.site, f"wip:{inspection.code}"))
    if not waiting:
        raise NothingToDecide(code=inspection.code)
    sorted_ = _split(shop, inspection, waiting=waiting, command=command)
    at = command.occurred_at
    if judges_return(inspection):
        changed = returns_judged(shop, inspection, samples=sorted_, ids=ids, at=at)
    elif sorted_.rejected:
        rejected = {**sorted_.rejected}
        for lot, quantity in sorted_.accepted.items():
            rejected[lot] = rejected.get(lot, ZERO) + quantity
        sorted_ = msgspec.structs.replace(sorted_, accepted={}, rejected=rejected)
        changed = samples_failed(
            shop, inspection, samples=sorted_, reason=command.reason or "", ids=ids, at=at
        )
    else:
        changed = samples_passed(shop, inspection, samples=sorted_, ids=ids, at=at)
    told = _told(inspection, command, accepted=sorted_.accepted, rejected=sorted_.rejected)
    return [*changed, *told]


def _of_goods(shop: Shop, inspection: Job, *, command: DecideInspection, ids: Ids) -> list[Fact]:
    planned = sorted(
        (p for p in shop.planned.values() if p.job_order == inspection.id), key=lambda p: p.id
    )
    if not planned and _was_measured(shop, inspection):
        ended = ended_inspection(shop, inspection, ids=ids, at=command.occurred_at)
        return [*ended, *_told(inspection, command, accepted={}, rejected={})]
    if not planned:
        raise NothingToDecide(code=inspection.code)
    posting = Posting(shop, ids)
    accepted: dict[UUID, Decimal] = {}
    rejected: dict[UUID, Decimal] = {}
    told: list[Event] = []
    for one in planned:
        assert one.source.lot is not None
        parts = _split(shop, inspection, waiting={one.source.lot: one.quantity}, command=command)
        for target, part in zip(_targets(one), (parts.accepted, parts.rejected), strict=True):
            for lot, quantity in part.items():
                _restate(posting, one.source, target, quantity=quantity)
                told.append(_restated(shop, one, target=target, quantity=quantity))
                chosen = accepted if target.status == "available" else rejected
                chosen[lot] = chosen.get(lot, ZERO) + quantity
        for quantity in parts.destroyed.values():
            scrap = posting.place(inspection.site, "scrap:test", kind="scrap")
            gone = StockKey(place=scrap, lot=one.source.lot)
            _restate(posting, one.source, gone, quantity=quantity)
        for quantity in parts.retained.values():
            assert parts.kept_at is not None, "what is kept is kept somewhere"
            proof = msgspec.structs.replace(one.source, place=parts.kept_at, handling_unit=None)
            _restate(posting, one.source, proof, quantity=quantity)
    return [
        *posting.facts(occurred_at=command.occurred_at),
        *(PlannedMoveEnded(id=one.id, status="done") for one in planned),
        *ended_inspection(shop, inspection, ids=ids, at=command.occurred_at),
        *_told(inspection, command, accepted=accepted, rejected=rejected),
        *told,
    ]


def _was_measured(shop: Shop, inspection: Job) -> bool:
    return isinstance(shop, Judging) and inspection.id in shop.measured


def _targets(planned: Planned) -> tuple[StockKey, StockKey]:
    rejected = msgspec.structs.replace(planned.source, status="rejected")
    return planned.target, rejected


def _restate(posting: Posting, source: StockKey, target: StockKey, *, quantity: Decimal) -> None:
    value = value_taken(posting.stock, source, quantity)
    posting.move(source, target, lot=source.lot, quantity=quantity, value=value)


def _split(
    shop: Shop,
    inspection: Job,
    *,
    waiting: dict[UUID, Decimal],
    command: DecideInspection,
) -> SortedSamples:
    """Return what becomes of what waits, by lot: as the parts say, else all alike."""
    kept_at = _kept_at(shop, inspection, command)
    sorted_ = SortedSamples(accepted={}, rejected={}, destroyed={}, retained={}, kept_at=kept_at)
    by_code = {part.lot: part for part in command.parts}
    for lot, quantity in waiting.items():
        code = shop.stock.lots[lot].code
        part = by_code.get(code)
        if part is None:
            alike = sorted_.rejected if command.decision == "reject" else sorted_.accepted
            alike[lot] = quantity
            continue
        said = (
            (sorted_.accepted, part.accepted),
            (sorted_.rejected, part.rejected),
            (sorted_.destroyed, part.destroyed),
            (sorted_.retained, part.retained),
        )
        decided = sum((amount for _, amount in said), ZERO)
        if decided != quantity:
            raise PartsDiffer(
                lot=code, waiting=plain(quantity), decided=plain(decided), at="/parts"
            )
        for chosen, amount in said:
            if amount > 0:
                chosen[lot] = amount
    return sorted_


def _kept_at(
    shop: Shop, inspection: Job, command: DecideInspection
) -> UUID | None:  # tidy: positional - three plain values
    """Return the store where samples are kept.

    Raises:
        UnknownPlace: some are kept and no store is named, or nobody opened it.
    """
    if not any(part.retained > 0 for part in command.parts):
        return None
    code = command.retained_at or "-"
    place = shop.stock.places.get(place_id(inspection.site, code))
    if place is None or place.kind != "store":
        raise UnknownPlace(place=code, at="/retained_at")
    return place.id


def _told(
    inspection: Job,
    command: DecideInspection,
    *,
    accepted: dict[UUID, Decimal],
    rejected: dict[UUID, Decimal],
) -> list[Fact]:
    good, bad = sum(accepted.values(), ZERO), sum(rejected.values(), ZERO)
    return [
        InspectionDecided(
            job_order=inspection.id,
            site=inspection.site,
            decision=command.decision,
            accepted=good,
            rejected=bad,
            reason=command.reason,
        ),
        inspection_event(
            inspection,
            "decided",
            decision=command.decision,
            accepted=str(good),
            rejected=str(bad),
        ),
    ]


def _restated(shop: Shop, planned: Planned, *, target: StockKey, quantity: Decimal) -> Event:
    assert planned.source.lot is not None
    lot = shop.stock.lots[planned.source.lot]
    return Event(
        name="stock_status.changed",
        entity="lot",
        record=lot.id,
        code=lot.code,
        site=shop.stock.places[planned.source.place].site,
        payload={
            "place": shop.stock.places[planned.source.place].code,
            "from": planned.source.status,
            "to": target.status,
            "quantity": str(quantity),
        },
    )
