"""Correcting a report whose pieces were used already: later ones with it, in one step."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import Confirmable, NotFound, Problem
from taktline.base.quantity import ZERO, bounded, plain
from taktline.base.text import Text
from taktline.kernel.orders.correct import CorrectReport
from taktline.kernel.orders.counts import DefectLine, NegativeCount, ReasonMissing
from taktline.kernel.orders.queue import scope_of
from taktline.kernel.orders.rows import DefectOutcome, Source
from taktline.platform.caused import Caused, Then
from taktline.platform.command import Command, Event, Fact, Ids, Principal
from taktline.platform.confirm import refuse_unless_confirmed
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

CHAIN_MAX = 100
"""Later reports one correction may change: beyond it somebody recounts the whole order."""

UNMADE: frozenset[DefectOutcome] = frozenset({"scrap", "to_judge"})
"""Bad pieces of a later report that were never there where an earlier one counted too many."""

SAID = """
    SELECT r.cause, r.job_order, j.site, r.good, r.lot, array_prepend(j.site, ARRAY(
        WITH RECURSIVE up AS (
            SELECT x.id, x.parent FROM equipment x WHERE x.id = coalesce(j.work_unit, j.work_center)
            UNION ALL SELECT x.id, x.parent FROM up JOIN equipment x ON x.id = up.parent)
        SELECT id FROM up))
    FROM job_response r JOIN job_order j ON j.id = r.job_order
    WHERE r.cause = ANY(%(reports)s::uuid[]) AND r.kind = 'report' AND r.sign = 1
    ORDER BY r.line"""
# Where the good pieces of each job order of these work orders go.
STEPS = """
    SELECT j.id, j.code, j.operation, (
        SELECT s.id FROM job_dependency d JOIN job_order s ON s.id = d.successor
        WHERE d.predecessor = j.id AND s.status NOT IN ('cancelled', 'aborted')
        ORDER BY s.split_no, s.sequence, s.code LIMIT 1)
    FROM job_order j WHERE j.work_order IN (
        SELECT o.work_order FROM job_response r JOIN job_order o ON o.id = r.job_order
        WHERE r.cause = ANY(%(reports)s::uuid[]))"""
LATER = """
    SELECT r.cause, r.job_order, r.good, r.lot, ARRAY(
        SELECT to_jsonb(d) || jsonb_build_object('rework_job', (
            SELECT w.code FROM job_order w WHERE w.id = d.rework_job))
        FROM (
            SELECT l.quantity, l.defect_code, l.outcome, l.defect_class, l.found_at,
                l.caused_at_job, l.caused_at_operation, l.caused_by_person, l.caused_by_supplier,
                l.rework_job, l.photo
            FROM defect_line l WHERE l.job_response = r.id ORDER BY l.line) d)::text[]
    FROM job_response r
    WHERE r.job_order = ANY(%(jobs)s::uuid[]) AND r.kind = 'report' AND r.sign = 1
        AND (r.good > 0 OR EXISTS (SELECT 1 FROM defect_line l WHERE l.job_response = r.id))
        AND NOT EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id)
    ORDER BY r.occurred_at DESC, r.recorded_at DESC, r.id"""
WAITING = """
    SELECT p.job_order, b.lot, sum(b.quantity) FROM place p JOIN balance b ON b.place = p.id
    WHERE p.job_order = ANY(%(jobs)s::uuid[]) AND p.kind = 'wip' AND b.lot IS NOT NULL
        AND b.status = 'available'
    GROUP BY p.job_order, b.lot"""


class CorrectChain(Command, frozen=True, kw_only=True):
    """A report counted too many, and what it brought was worked on already.

    Attributes:
        report: id of the command that reported.
        good: good pieces as they should have been said, 0 or more and less than before.
        defects: all defect lines of the report as they should be; absent = as they were.
        reason: why; it stands with every report that changes.
    """

    report: UUID
    good: Decimal
    reason: str
    defects: tuple[DefectLine, ...] | None = None
    source: Source = "api"


class ChainToConfirm(Confirmable):
    """Later reports used the pieces; they are corrected with it."""

    title = Text(
        en="{count} later reports used these pieces and would be corrected too: {reports}. Confirm "
        "it to do all of it in one step.",
        zh="后续 {count} 条报工已使用这些产品,将一并更正:{reports}。请确认后一次完成。",
    )


class ChainBroken(Problem):
    """The pieces went on in a way that lowering later reports does not bring back."""

    title = Text(
        en="{missing} pieces of {job_order} cannot be found in later reports: they were reworked, "
        "sampled, sent away or split. Take those back first.",
        zh="{job_order} 后续报工中找不到 {missing} 件(已返工、取样、外发或拆分),请先冲销相应记录。",
    )


class LaterReport(msgspec.Struct, frozen=True, kw_only=True):
    """A standing report behind the one to be corrected, with its defect lines."""

    report: UUID
    job_order: UUID
    good: Decimal
    lot: UUID | None
    defects: tuple[DefectLine, ...] = ()


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One later report that changes with the correction.

    Attributes:
        bad, bad_becomes: pieces scrapped or waiting to be judged, where good ones do not suffice.
    """

    report: UUID
    job_order: str
    operation: str
    good: Decimal
    becomes: Decimal
    bad: Decimal = ZERO
    bad_becomes: Decimal = ZERO


class Lowering(msgspec.Struct, frozen=True, kw_only=True):
    """A later report as it should have been; `defects` only where those change."""

    link: Link
    defects: tuple[DefectLine, ...] | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is to be corrected, and where in the hierarchy it stands."""

    report: UUID
    job_order: UUID
    site: UUID
    good: Decimal
    lot: UUID | None
    path: tuple[UUID, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A job order and the one its good pieces go to; None after the last."""

    id: UUID
    code: str
    operation: str
    then: UUID | None


class ChainShop(msgspec.Struct, kw_only=True):
    """What a chain of corrections looks at.

    Attributes:
        waiting: pieces at each job order, by lot.
    """

    said: dict[UUID, Said] = {}
    steps: dict[UUID, Step] = {}
    later: tuple[LaterReport, ...] = ()
    waiting: dict[tuple[UUID, UUID], Decimal] = {}

    def report(self, command: UUID) -> Said:
        """Return a report.

        Raises:
            NotFound: no report was booked under this id.
        """
        found = self.said.get(command)
        if found is None:
            raise NotFound(kind="report", code=str(command), at="/report")
        return found


class ChainParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which report, and what it should have said."""

    report: UUID
    good: Decimal


async def load_chain(tx: Tx, commands: Sequence[CorrectChain]) -> ChainShop:
    """Read the reports with everything behind them; the corrections lock what they change."""
    return await _read(tx, {command.report for command in commands})


async def _read(tx: Tx, reports: set[UUID]) -> ChainShop:
    named = {"reports": sorted(reports)}
    said, steps = await tx.fetch_many([(SAID, named), (STEPS, named)])
    state = ChainShop()
    for row in msgspec.convert(said, _SAID):
        state.said[row[0]] = Said(
            report=row[0],
            job_order=row[1],
            site=row[2],
            good=row[3],
            lot=row[4],
            path=tuple(dict.fromkeys(row[5])),
        )
    for id_, code, operation, then in msgspec.convert(steps, _STEPS):
        state.steps[id_] = Step(id=id_, code=code, operation=operation, then=then)
    jobs = {"jobs": sorted(state.steps)}
    later, waiting = await tx.fetch_many([(LATER, jobs), (WAITING, jobs)])
    state.later = tuple(
        LaterReport(
            report=cause,
            job_order=job,
            good=good,
            lot=lot,
            defects=tuple(_DEFECT.decode(line) for line in lines),
        )
        for cause, job, good, lot, lines in msgspec.convert(later, _LATER)
    )
    for job, lot, quantity in msgspec.convert(waiting, list[tuple[UUID, UUID, Decimal]]):
        state.waiting[job, lot] = quantity
    return state


_SAID = list[tuple[UUID, UUID, UUID, Decimal, UUID | None, tuple[UUID, ...]]]
_STEPS = list[tuple[UUID, str, str, UUID | None]]
_LATER = list[tuple[UUID, UUID, Decimal, UUID | None, list[str]]]
_DEFECT = msgspec.json.Decoder(DefectLine, strict=False)


def decide_correct_chain(
    state: ChainShop, command: CorrectChain, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide which later reports are lowered, and correct all of them, the last operation first.

    Each is an ordinary correction, with its own reversing and new part, decided in this very
    transaction; if one is refused nothing is changed.

    Raises:
        NotFound: no report was booked under this id.
        ReasonMissing: nobody says why.
        NegativeCount: the new figure is below zero, or not lower than before.
        ChainBroken: the pieces cannot be found in later reports.
        ChainToConfirm: not confirmed.
    """
    said = state.report(command.report)
    if not command.reason.strip():
        raise ReasonMissing(field="reason", at="/reason")
    if not 0 <= bounded(command.good) < said.good:
        raise NegativeCount(field="good", value=command.good, at="/good")
    plan = lowerings(state, said, good=command.good)
    if plan:
        shown = [_shown(one.link) for one in plan]
        refuse_unless_confirmed(command, ChainToConfirm(count=len(plan), reports=shown))
    event = Event(
        name="job_order.chain_corrected",
        entity="job_order",
        record=said.job_order,
        code=state.steps[said.job_order].code,
        site=said.site,
        payload={"report": str(command.report), "later": len(plan)},
    )
    return [
        event,
        *(
            _step(command, one.link.report, good=one.link.becomes, defects=one.defects, ids=ids)
            for one in plan
        ),
        _step(command, command.report, good=command.good, defects=command.defects, ids=ids),
    ]


def _shown(link: Link) -> str:
    told = f"{link.job_order} {plain(link.good)} -> {plain(link.becomes)}"
    if link.bad != link.bad_becomes:
        told += f" ({plain(link.bad)} -> {plain(link.bad_becomes)})"
    return told


def chain(state: ChainShop, said: Said, *, good: Decimal) -> list[Link]:
    """Return the later reports that must say less; see `lowerings`.

    Raises:
        ChainBroken: later reports do not have so many pieces.
    """
    return [one.link for one in lowerings(state, said, good=good)]


def lowerings(state: ChainShop, said: Said, *, good: Decimal) -> list[Lowering]:
    """Return the later reports that must say less, those of the last operation first.

        lacking at the next operation = pieces fewer - pieces still waiting there

    and what is lacking is taken from its latest reports of the same lot: from their good pieces,
    and where those do not suffice from what they scrapped or left to be judged. Only the good ones
    are lacking at the operation after it; so on to the end.

    Raises:
        ChainBroken: later reports do not have so many pieces.
    """
    fewer = said.good - good
    found: list[Lowering] = []
    job = _next(state, state.steps[said.job_order])
    while job is not None and fewer > 0:
        held = ZERO if said.lot is None else state.waiting.get((job.id, said.lot), ZERO)
        fewer = max(fewer - held, ZERO)
        own = _lowered(state, job, lot=said.lot, fewer=fewer)
        fewer = sum((one.link.good - one.link.becomes for one in own), ZERO)
        found = [*own, *found]
        job = _next(state, job)
    if len(found) > CHAIN_MAX:
        raise ChainBroken(missing=plain(fewer), job_order=state.steps[said.job_order].code)
    return found


def _lowered(state: ChainShop, job: Step, *, lot: UUID | None, fewer: Decimal) -> list[Lowering]:
    """Return the latest reports of one job order, lowered by so many pieces together."""
    reports = [one for one in state.later if one.job_order == job.id and one.lot == lot]
    goods = _taken([one.good for one in reports], fewer)
    left = fewer - sum(goods, ZERO)
    bads = _taken([_bad(one) for one in reports], left)
    if left > sum(bads, ZERO):
        raise ChainBroken(missing=plain(left - sum(bads, ZERO)), job_order=job.code)
    return [
        _lowering(job, one, good=good, bad=bad)
        for one, good, bad in zip(reports, goods, bads, strict=True)
        if good > 0 or bad > 0
    ]


def _taken(held: Sequence[Decimal], wanted: Decimal) -> list[Decimal]:
    """Return what is taken of each until all that is wanted is taken, or all that is held."""
    found = []
    for quantity in held:
        part = min(quantity, max(wanted, ZERO))
        wanted -= part
        found.append(part)
    return found


def _bad(report: LaterReport) -> Decimal:
    return sum((line.quantity for line in report.defects if line.outcome in UNMADE), ZERO)


def _lowering(
    job: Step, report: LaterReport, *, good: Decimal, bad: Decimal
) -> Lowering:  # tidy: positional - whose report
    link = Link(
        report=report.report,
        job_order=job.code,
        operation=job.operation,
        good=report.good,
        becomes=report.good - good,
        bad=_bad(report),
        bad_becomes=_bad(report) - bad,
    )
    return Lowering(link=link, defects=None if bad == 0 else _fewer(report.defects, bad))


def _fewer(lines: Sequence[DefectLine], bad: Decimal) -> tuple[DefectLine, ...]:
    """Return defect lines with so many pieces fewer, the last lines first; empty ones go."""
    kept: list[DefectLine] = []
    for line in reversed(lines):
        part = min(line.quantity, bad) if line.outcome in UNMADE else ZERO
        bad -= part
        if line.quantity > part:
            kept.append(msgspec.structs.replace(line, quantity=line.quantity - part))
    return tuple(reversed(kept))


async def correction_chain(tx: Tx, params: ChainParams, reader: Principal) -> Page[Link]:
    """Return what a correction would change behind it, before anybody confirms it.

    Raises:
        NotFound: no report was booked under this id, or the reader may not see it.
        ChainBroken: the pieces cannot be found in later reports.
    """
    state = await _read(tx, {params.report})
    said = state.report(params.report)
    scope = scope_of(reader, "job_order:read", limit=PAGE_MAX)
    nodes = msgspec.convert(scope["nodes"], list[UUID])
    if not scope["everywhere"] and not set(nodes) & set(said.path):
        raise NotFound(kind="report", code=str(params.report), at="/report")
    rows = chain(state, said, good=params.good)
    return Page(rows=rows, total=len(rows))


def at_report(state: ChainShop, command: CorrectChain) -> tuple[UUID, ...]:
    """Return where in the hierarchy a correction acts."""
    said = state.said.get(command.report)
    return () if said is None else said.path


def _next(state: ChainShop, job: Step) -> Step | None:
    return None if job.then is None else state.steps.get(job.then)


def _step(
    command: CorrectChain, report: UUID, *, good: Decimal, defects: tuple[DefectLine, ...] | None,
    ids: Ids,
) -> Then:  # fmt: skip
    correction = CorrectReport(
        id=derived_id("chain", command.id, report),
        occurred_at=command.occurred_at,
        report=report,
        good=good,
        defects=defects,
        reason=command.reason,
        source=command.source,
    )
    return Then(next=Caused(verb="kernel.correct_report", body=correction, principal=ids.by))


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.correction_chain", params=ChainParams, row=Link, needs="job_order:read",
        run=correction_chain, label=Text("What a correction changes", "更正影响的后续报工"),
    ),
)  # fmt: skip
