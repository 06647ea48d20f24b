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
from taktline.kernel.orders.counts import NegativeCount, ReasonMissing
from taktline.kernel.orders.queue import scope_of
from taktline.kernel.orders.rows import Source
from taktline.platform.caused import Caused, Then
from taktline.platform.command import Command, Event, Fact, Ids, Principal
from taktline.platform.confirm import refuse_unless_confirmed
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

CHAIN_MAX = 100
"""Later reports one correction may change: beyond it somebody recounts the whole order."""

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
    SELECT r.cause, r.job_order, r.good, r.lot FROM job_response r
    WHERE r.job_order = ANY(%(jobs)s::uuid[]) AND r.kind = 'report' AND r.sign = 1 AND r.good > 0
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
        reason: why; it stands with every report that changes.
    """

    report: UUID
    good: Decimal
    reason: str
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
        en="{missing} pieces of {job_order} cannot be found in later reports: they were scrapped, "
        "sampled, sent away or split. Take those back first.",
        zh="{job_order} 后续报工中找不到 {missing} 件(已报废、取样、外发或拆分),请先冲销相应记录。",
    )


class LaterReport(msgspec.Struct, frozen=True, kw_only=True):
    """A standing report behind the one to be corrected."""

    report: UUID
    job_order: UUID
    good: Decimal
    lot: UUID | None


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One later report that changes with the correction."""

    report: UUID
    job_order: str
    operation: str
    good: Decimal
    becomes: Decimal


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
        LaterReport(report=cause, job_order=job, good=good, lot=lot)
        for cause, job, good, lot in msgspec.convert(later, _LATER)
    )
    for job, lot, quantity in msgspec.convert(waiting, list[tuple[UUID, UUID, Decimal]]):
        state.waiting[job, lot] = quantity
    return state


_SAID = list[tuple[UUID, UUID, UUID, Decimal, UUID | None, tuple[UUID, ...]]]
_STEPS = list[tuple[UUID, str, str, UUID | None]]
_LATER = list[tuple[UUID, UUID, Decimal, UUID | None]]


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
    links = chain(state, said, good=command.good)
    if links:
        shown = [f"{one.job_order} {plain(one.good)} -> {plain(one.becomes)}" for one in links]
        refuse_unless_confirmed(command, ChainToConfirm(count=len(links), reports=shown))
    steps = [*((one.report, one.becomes) for one in links), (command.report, command.good)]
    event = Event(
        name="job_order.chain_corrected",
        entity="job_order",
        record=said.job_order,
        code=state.steps[said.job_order].code,
        site=said.site,
        payload={"report": str(command.report), "later": len(links)},
    )
    return [
        event,
        *(_step(command, report, good, ids=ids) for report, good in steps),
    ]


def chain(state: ChainShop, said: Said, *, good: Decimal) -> list[Link]:
    """Return the later reports that must say less, those of the last operation first.

        lacking at the next operation = pieces fewer - pieces still waiting there

    and what is lacking is taken from its latest reports of the same lot; so on to the end.

    Raises:
        ChainBroken: later reports do not have so many good pieces.
    """
    fewer = said.good - good
    found: list[Link] = []
    job = _next(state, state.steps[said.job_order])
    while job is not None and fewer > 0:
        held = ZERO if said.lot is None else state.waiting.get((job.id, said.lot), ZERO)
        fewer = max(fewer - held, ZERO)
        found = [*_lowered(state, job, lot=said.lot, fewer=fewer), *found]
        job = _next(state, job)
    if len(found) > CHAIN_MAX:
        raise ChainBroken(missing=plain(fewer), job_order=state.steps[said.job_order].code)
    return found


def _lowered(state: ChainShop, job: Step, *, lot: UUID | None, fewer: Decimal) -> list[Link]:
    """Return the latest reports of one job order, lowered by so many pieces together."""
    found: list[Link] = []
    for one in state.later:
        if one.job_order != job.id or one.lot != lot or fewer <= 0:
            continue
        taken = min(one.good, fewer)
        fewer -= taken
        found.append(
            Link(
                report=one.report,
                job_order=job.code,
                operation=job.operation,
                good=one.good,
                becomes=one.good - taken,
            )
        )
    if fewer > 0:
        raise ChainBroken(missing=plain(fewer), job_order=job.code)
    return found


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


def _step(command: CorrectChain, report: UUID, good: Decimal, *, ids: Ids) -> Then:
    correction = CorrectReport(
        id=derived_id("chain", command.id, report),
        occurred_at=command.occurred_at,
        report=report,
        good=good,
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
