"""Reporting an operation: from pieces and hours on a screen to moves, totals and an event."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import lot_id
from taktline.kernel.ledger.refusals import UnknownLot
from taktline.kernel.orders.absence.gate import at_risk, refuse_unconfirmed
from taktline.kernel.orders.changes import inspection_event, job_event, response, stepped
from taktline.kernel.orders.co_products import put_out_beside
from taktline.kernel.orders.confirm import must_confirm
from taktline.kernel.orders.consume import charge, consume, consumed_lines
from taktline.kernel.orders.counts import (
    Counts,
    NegativeCount,
    NothingReported,
    counted,
)
from taktline.kernel.orders.defects import Rework, defect_rows, photo_links, refuse_unjudged
from taktline.kernel.orders.facts import JobOrderChanged, JobOrderCreated, JobReported
from taktline.kernel.orders.first_article import (
    inspection_job,
    open_inspection,
    refuse_before_first_article,
    samples_waiting,
)
from taktline.kernel.orders.flow_card import card_number, card_of_report, finished_by
from taktline.kernel.orders.limits import refuse_beyond_limits, refuse_miscount
from taktline.kernel.orders.output import put_out
from taktline.kernel.orders.parameters import called_by, values_said
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.product_lot import product_lot
from taktline.kernel.orders.received import receive
from taktline.kernel.orders.rows import Job, PersonShare, Response
from taktline.kernel.orders.said import BY_WORKER
from taktline.kernel.orders.said import Mounted as Mounted
from taktline.kernel.orders.said import ReportOperation as ReportOperation
from taktline.kernel.orders.shares import labor_of, person_shares, refuse_odd_times
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.start import gated
from taktline.kernel.orders.team import refuse_bad_team
from taktline.platform.command import Event, Fact, Ids


class NotRunning(Problem):
    """The job order neither runs nor may be started by its first report."""

    title = Text(
        en="{code} is {status}; only a running job order can be reported.",
        zh="{code} 当前状态为 {status},只有进行中的任务可以报工。",
    )


class ChangeUnread(Problem):
    """The work order was changed; the station reads the notice before it goes on."""

    title = Text(
        en="{code}: the order was changed. Read and acknowledge the change, then report.",
        zh="{code} 的工单已变更,请先阅读并确认变更通知,再报工。",
    )
    retry = True


class NotAComponent(Problem):
    """A lot was mounted of a material that the operation does not use up."""

    title = Text(
        en="{material} is no component of {job_order}, which uses {components}.",
        zh="{material} 不是 {job_order} 的组件,该任务使用:{components}。",
    )


def decide_report(shop: Shop, report: ReportOperation, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what one report changes: moves, the job order's response, the events.

    Components are consumed for good and defective alike (backflush); defective pieces wait in
    their own place until somebody judges them, so that their cost and age stay visible.

    Raises:
        NotFound: there is no such job order, person, work unit or causing job order.
        ChangeUnread: its order was changed and nobody at the station has read it.
        NotRunning: it neither runs nor may be started by its first report.
        NegativeCount, NothingReported: the counts are no counts.
        LateEntry: given by hand, too long after it was done.
        OtherSite: crew, shift or handling unit of another factory.
        NotOnRoster, DispatchedToOthers, NotQualified: of the persons, not confirmed.
        MayNotJudge: scrap or rework by somebody who may only report them to be judged.
        FirstArticleUnconfirmed: no inspector confirmed in time what the lead judged.
        RiskUsedUp: as many pieces as allowed wait for the first article.
        FirstArticleOpen: good pieces before the first article has passed.
        StartedExceeded: more made than was started.
        OverDelivery: more than the order allows, not confirmed.
        ReasonMissing, CountTolerance: missing or found pieces.
        ParameterMissing, WrongParameter: a value of the process is not said, or is none.
        ParameterBeyond: a value outside its limits, not confirmed.
        VoidCard, ForeignCard, AboveCard: the flow card is another one, or has fewer pieces.
        NoShare, SharesDiffer: the persons' parts do not come to the report.
        NotAComponent: a mounted lot is of a material the operation does not use.
        UnknownLot: nobody received the mounted lot.
        ReworkJobEnded: a defect line names a rework job order that takes no pieces.
        LotNeeded, UnknownLot: the product's lot is not clear.
        Shortage, NothingAllocatable: the job or the line side holds less than is reported.
        FileGone: a photo was not uploaded, or by somebody else.
    """
    job = shop.job(report.job_order)
    refuse_unread(job)
    running = started_by_report(job, at=_start_of(shop, job, report))
    counts = counts_of(shop, job, report)
    reporter = ids.by.person if report.source in BY_WORKER else None
    refuse_bad_team(shop, job, report=report, reporter=reporter, now=now, ids=ids)
    refuse_unjudged(shop, job, counts=counts, ids=ids)
    refuse_unconfirmed(running, at=report.occurred_at)
    waiting = samples_waiting(shop, job)
    kept = at_risk(running, counts, waiting=waiting)
    refuse_before_first_article(running, kept, waiting=waiting)
    refuse_beyond_limits(shop, job, counts=counts, command=report)
    reasons = {"missing": report.missing_reason or "", "found": report.found_reason or ""}
    refuse_miscount(job, counts, reasons=reasons, command=report)
    values = values_said(job, report, pieces=counts.worked)
    card = card_of_report(shop, job, reference=report.flow_card, counts=counts, command=report)
    begun = _start(shop, job, running=running, report=report, ids=ids)
    said = reported(shop, job, report=report, counts=counts, ids=ids)
    said = named_after(said, reporter)
    said = msgspec.structs.replace(
        said, good=kept.good, sample=kept.sample, flow_card=card, parameters=values
    )
    booked = book(shop, running, report=report, counts=kept, said=said, ids=ids)
    done = [] if card is None else finished_by(shop, card, job, counts=kept)
    calls = called_by(job, values, ids=ids)
    return [*begun, *booked, *done, *calls, *_photos(shop, booked, now=now, ids=ids)]


def _photos(shop: Shop, booked: Sequence[Fact], *, now: Instant, ids: Ids) -> list[Fact]:
    said = [fact.response.defects for fact in booked if isinstance(fact, JobReported)]
    return [link for rows in said for link in photo_links(shop, rows, by=ids.by, now=now)]


def refuse_unread(job: Job) -> None:
    """Refuse to go on with a job order whose change nobody has acknowledged.

    Raises:
        ChangeUnread: so it is.
    """
    if job.notice is not None:
        raise ChangeUnread(code=job.code)


def started_by_report(job: Job, *, at: Instant) -> Job:
    """Return the job order running: as it is, or started by this report where it may be.

    Raises:
        NotRunning: neither.
    """
    if job.status == "running":
        return job
    may_start = job.snapshot is not None and job.snapshot.operation.start_by_report
    if not may_start or job.status not in {"released", "dispatched"}:
        raise NotRunning(code=job.code, status=job.status)
    return msgspec.structs.replace(gated(stepped(job, "start", at=at)), start_is_estimated=True)


def _start_of(
    shop: Shop, job: Job, report: ReportOperation
) -> Instant:  # tidy: positional - three plain values
    """Return when a job order began that its first report starts: sign-in or last report."""
    return min(shop.roster.starts.get(job.id, report.occurred_at), report.occurred_at)


def named_after(said: Response, reporter: UUID | None) -> Response:
    """Return a response that names nobody as the reporter's own, so that it is his work and pay."""
    if reporter is None or said.persons:
        return said
    own = PersonShare(person=reporter, share=Decimal(1), quantity=said.good, labor_s=said.labor_s)
    return msgspec.structs.replace(said, persons=(own,))


def counts_of(
    shop: Shop, job: Job, report: ReportOperation
) -> Counts:  # tidy: positional - three plain values
    """Return what was counted, rounded to the product's unit.

    Raises:
        NegativeCount, TimeTooLong, NothingReported: the counts are no counts.
    """
    refuse_odd_times(labor_s=report.labor_s, machine_s=report.machine_s, persons=report.persons)
    material = None if job.material is None else shop.stock.materials[job.material]
    counts = counted(
        Counts(
            good=report.good,
            sample=report.sample,
            missing=report.missing,
            found=report.found,
            defects=report.defects,
        ),
        places=0 if material is None else material.unit_places,
    )
    time = report.labor_s + report.machine_s + len(report.persons)
    if counts.worked + counts.missing + counts.found + time == 0 and not report.parameters:
        raise NothingReported(at="/good")
    return counts


def reported(
    shop: Shop, job: Job, *, report: ReportOperation, counts: Counts, ids: Ids
) -> Response:
    """Return the response of a report, its product lot still open.

    Raises:
        NotFound: a person or work unit does not exist.
        NoShare, SharesDiffer: the persons' parts do not come to the report.
    """
    labor_s = labor_of(report.persons, report.labor_s)
    empty = response(shop, job, kind="report", ids=ids, at=report.occurred_at, source=report.source)
    asked = job.snapshot is not None and must_confirm(
        job.snapshot.operation, pieces=counts.worked, report=empty.id
    )
    unit = report.work_unit
    return msgspec.structs.replace(
        empty,
        status_before=None,
        crew=report.crew,
        shift=report.shift,
        work_unit=job.work_unit if unit is None else shop.resource(unit, "work_unit").id,
        good=counts.good,
        sample=counts.sample,
        scrap=counts.of("scrap"),
        rework=counts.of("rework"),
        defective=counts.of("to_judge"),
        repaired=counts.of("repaired"),
        missing=counts.missing,
        missing_reason=report.missing_reason if counts.missing > 0 else None,
        found=counts.found,
        found_reason=report.found_reason if counts.found > 0 else None,
        labor_s=labor_s,
        machine_s=report.machine_s,
        handling_unit=report.handling_unit,
        reason=report.reason,
        confirmation="asked" if asked else "not_asked",
        persons=_persons(shop, job, report=report, pieces=counts.good, labor_s=labor_s),
    )


def book(
    shop: Shop,
    job: Job,
    *,
    report: ReportOperation,
    counts: Counts,
    said: Response,
    ids: Ids,
) -> list[Fact]:
    """Return the moves of a report, the job orders it calls into being, the response, the events.

    Raises:
        NotAComponent, ReworkJobEnded, LotNeeded, UnknownLot, Shortage, NothingAllocatable: see
            `decide_report`.
    """
    posting = Posting(shop, ids)
    posting.card_number = card_number(shop, said.flow_card)
    mounted = _mounted(shop, job, report)
    rework = Rework(shop, job, ids)
    rework.take(counts.defects)
    inspection, is_new = _inspection(shop, job, report=report, counts=counts, ids=ids)
    before: list[Fact] = []
    if job.material is not None:
        if job.backflush != "on_complete":
            consume(
                posting,
                job,
                pieces=counts.worked,
                at=report.occurred_at,
                mounted=mounted,
                used=_used(shop, report),
            )
        charge(posting, job, labor_s=said.labor_s, machine_s=said.machine_s)
        if counts.worked + counts.missing + counts.found > 0 and not job.is_activity:
            lot = product_lot(posting, job, code=report.lot, at=report.occurred_at)
            at, persons = report.occurred_at, said.persons
            before = receive(posting, job, counts=counts, lot=lot, at=at, persons=persons)
            put_out(
                posting,
                job,
                counts=counts,
                lot=lot,
                sample_to=inspection,
                rework_to=rework.by_line,
            )
            put_out_beside(posting, job, pieces=counts.worked, lot=lot, at=at)
            said = msgspec.structs.replace(said, lot=lot)
    else:
        charge(posting, job, labor_s=said.labor_s, machine_s=said.machine_s)
    said = msgspec.structs.replace(
        said, defects=defect_rows(shop, counts, rework=rework.by_line, ids=ids)
    )
    return [
        *([JobOrderCreated(job=inspection)] if inspection is not None and is_new else []),
        *rework.facts(counts),
        *posting.facts(occurred_at=report.occurred_at),
        *before,
        JobReported(response=said),
        _told(job, said),
        *_told_new(inspection if is_new else None, rework.made, counts=counts, job=job),
    ]


def _start(shop: Shop, job: Job, *, running: Job, report: ReportOperation, ids: Ids) -> list[Fact]:
    if running.status == job.status:
        return []
    said = response(shop, job, kind="start", ids=ids, at=report.occurred_at, source=report.source)
    return [
        JobOrderChanged(job=running),
        JobReported(response=said, is_implied=True),
        job_event("started", running, start_is_estimated=True),
    ]


def _persons(
    shop: Shop, job: Job, *, report: ReportOperation, pieces: Decimal, labor_s: Decimal
) -> tuple[PersonShare, ...]:
    material = None if job.material is None else shop.stock.materials[job.material]
    return person_shares(
        report.persons,
        [shop.resource(line.person, "person").id for line in report.persons],
        rule=report.share_rule,
        pieces=pieces,
        labor_s=labor_s,
        places=0 if material is None else material.unit_places,
    )


def _inspection(
    shop: Shop, job: Job, *, report: ReportOperation, counts: Counts, ids: Ids
) -> tuple[Job | None, bool]:
    """Return where samples go, and whether that job order is new."""
    if counts.sample <= 0:
        return None, False
    found = open_inspection(shop, job)
    if found is not None:
        return found, False
    made = inspection_job(shop, job, quantity=counts.sample, code=report.inspection, ids=ids)
    made = msgspec.structs.replace(made, planned_start_at=report.occurred_at)
    return made, True


def _used(shop: Shop, report: ReportOperation) -> dict[UUID, Decimal]:
    """Return what the reporter says was really used, by material."""
    found: dict[UUID, Decimal] = {}
    for index, mounted in enumerate(report.components):
        if mounted.quantity is None:
            continue
        if mounted.quantity < 0:
            at = f"/components/{index}/quantity"
            raise NegativeCount(field="quantity", value=mounted.quantity, at=at)
        material = shop.material(mounted.material)
        amount = rounded(bounded(mounted.quantity), material.unit_places)
        found[material.id] = found.get(material.id, ZERO) + amount
    return found


def _mounted(
    shop: Shop, job: Job, report: ReportOperation
) -> dict[UUID, list[UUID]]:  # tidy: positional - three plain values
    """Return the mounted lots by material."""
    found: dict[UUID, list[UUID]] = {}
    used = [shop.stock.materials[line.material_id] for line in consumed_lines(job)]
    known = {name: one.id for one in used for name in (one.code, str(one.id))}
    for index, mounted in enumerate(report.components):
        material = known.get(str(id_of(mounted.material) or mounted.material))
        if material is None:
            raise NotAComponent(
                material=mounted.material,
                job_order=job.code,
                components=", ".join(sorted(one.code for one in used)) or "-",
                at=f"/components/{index}/material",
            )
        lot = lot_id(material, mounted.lot)
        if lot not in shop.stock.lots:
            raise UnknownLot(
                material=shop.stock.materials[material].code,
                lot=mounted.lot,
                at=f"/components/{index}/lot",
            )
        found.setdefault(material, []).append(lot)
    return found


def _told(job: Job, said: Response) -> Event:
    amounts = {
        name: str(amount)
        for name, amount in (
            ("good", said.good),
            ("sample", said.sample),
            ("scrap", said.scrap),
            ("rework", said.rework),
            ("defective", said.defective),
            ("repaired", said.repaired),
            ("missing", said.missing),
            ("found", said.found),
        )
        if amount > 0
    }
    return job_event("reported", job, response=str(said.id), source=said.source, **amounts)


def _told_new(
    inspection: Job | None, rework: list[Job], *, counts: Counts, job: Job
) -> list[Event]:
    told: list[Event] = []
    if inspection is not None:
        told.append(
            inspection_event(
                inspection, "requested", inspects=job.code, quantity=str(counts.sample)
            )
        )
    for made in rework:
        told += [job_event("released", made), job_event("dispatched", made)]
    return told
