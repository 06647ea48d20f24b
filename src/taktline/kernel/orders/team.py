"""Whether the people of a report may be meant: known, of this site, on the roster, in time."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.problem import Confirmable, NotFound, Problem
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.said import BY_HAND, ReportOperation
from taktline.kernel.orders.shop import Shop, path_of
from taktline.kernel.resources.skill import is_qualified
from taktline.platform.command import Ids
from taktline.platform.confirm import refuse_unless_confirmed

LATE = "job_order:report_late"
"""Permission to report what the late-entry window no longer lets in."""


class OtherSite(Problem):
    """A crew, shift or carrier of another factory."""

    title = Text(
        en="{kind} {code} is not of the factory of {job_order}.",
        zh="{kind} {code} 不属于 {job_order} 所在工厂。",
    )


class NotOnRoster(Confirmable):
    """Somebody reports with a crew he does not belong to that day."""

    title = Text(
        en="{persons} do not belong to the crew on {day}. Confirm it if they helped out.",
        zh="{persons} 在 {day} 不属于该班组;如为支援请确认。",
    )


class NotQualified(Confirmable):
    """An operation asks for a skill that somebody does not hold."""

    title = Text(
        en="{persons} do not hold {skill} at level {level} for {code}. A lead may confirm it.",
        zh="{persons} 不具备 {code} 要求的技能 {skill}(等级 {level}),须班组长确认。",
    )


class DispatchedToOthers(Confirmable):
    """A job order was dispatched to another person, crew or machine."""

    title = Text(
        en="{code} was dispatched to another {target}. A lead may confirm it.",
        zh="{code} 已派给其他{target},须班组长确认。",
    )


class LateEntry(Problem):
    """Too long after the shift to be reported without the permission to do so."""

    title = Text(
        en="{occurred_at} is more than {limit} hours ago; ask somebody who may report late.",
        zh="{occurred_at} 已超过补报时限 {limit} 小时,请联系有补报权限的人员。",
    )
    status = 403


def refuse_bad_team(
    shop: Shop,
    job: Job,
    *,
    report: ReportOperation,
    reporter: UUID | None,
    now: Instant,
    ids: Ids,
) -> None:
    """Refuse a report whose people, crew, shift or carrier cannot be meant.

    Args:
        reporter: whose work it is where the report names nobody.

    Raises:
        LateEntry: given by hand, too long ago, without the permission; never an offline fact.
        NotFound, OtherSite: crew, shift or handling unit.
        NotOnRoster, DispatchedToOthers, NotQualified: not confirmed.
    """
    persons = [shop.resource(line.person, "person").id for line in report.persons]
    if not persons and reporter is not None:
        persons = [reporter]
    _refuse_late(shop, job, report=report, now=now, ids=ids)
    _refuse_elsewhere(shop, job, report)
    _refuse_strangers(shop, job, report=report, persons=persons)
    _refuse_others(shop, job, report=report, persons=persons)
    _refuse_unskilled(shop, job, report=report, persons=persons)


def _refuse_late(shop: Shop, job: Job, *, report: ReportOperation, now: Instant, ids: Ids) -> None:
    if report.source not in BY_HAND or report.offline:
        return
    limit = shop.roster.late_entry_h.get(job.site)
    if limit is None:
        return
    is_late = now - report.occurred_at > timedelta(hours=float(limit))
    if is_late and not ids.by.may(LATE, path_of(shop, job)):
        raise LateEntry(
            occurred_at=report.occurred_at.isoformat(), limit=plain(limit),
            at="/occurred_at",
        )  # fmt: skip


def _refuse_elsewhere(
    shop: Shop, job: Job, report: ReportOperation
) -> None:  # tidy: positional - three plain values
    roster = shop.roster
    for kind, id_, sites in (
        ("crew", report.crew, roster.crews),
        ("handling_unit", report.handling_unit, roster.handling_units),
    ):
        if id_ is not None and sites.get(id_) != job.site:
            _refuse(kind, id_, job=job, is_known=id_ in sites)
    shift = report.shift
    if shift is not None and job.site not in roster.shifts.get(shift, set()):
        _refuse("shift", shift, job=job, is_known=shift in roster.shifts)


def _refuse(kind: str, id_: UUID, *, job: Job, is_known: bool) -> None:
    if not is_known:
        raise NotFound(kind=kind, code=str(id_), at=f"/{kind}")
    raise OtherSite(kind=kind, code=str(id_), job_order=job.code, at=f"/{kind}")


def _refuse_strangers(
    shop: Shop, job: Job, *, report: ReportOperation, persons: Sequence[UUID]
) -> None:
    if report.crew is None or not persons:
        return
    day = shop.stock.today(job.site, report.occurred_at)
    strangers = shop.roster.strangers(report.crew, persons, day=day)
    if strangers:
        names = [_name(shop, one) for one in strangers]
        refuse_unless_confirmed(
            report, NotOnRoster(persons=names, day=day.isoformat(), at="/persons")
        )


def _refuse_others(
    shop: Shop, job: Job, *, report: ReportOperation, persons: Sequence[UUID]
) -> None:
    """Refuse what another person, crew or machine was to do; where nobody was named all may."""
    target: Text | None = None
    if job.person is not None and persons and job.person not in persons:
        target = Text("person", "人员")
    if job.crew is not None:
        day = shop.stock.today(job.site, report.occurred_at)
        is_other = report.crew not in (None, job.crew)
        if is_other or shop.roster.strangers(job.crew, persons, day=day):
            target = Text("crew", "班组")
    if target is not None:
        refuse_unless_confirmed(report, DispatchedToOthers(code=job.code, target=target))


def _refuse_unskilled(
    shop: Shop, job: Job, *, report: ReportOperation, persons: Sequence[UUID]
) -> None:
    if job.snapshot is None or not persons:
        return
    day = shop.stock.today(job.site, report.occurred_at)
    for asked in job.snapshot.operation.resources:
        skill = shop.roster.skills.get(asked.resource) if asked.kind == "person" else None
        if skill is None:
            continue
        level, held = asked.skill_level_min, shop.roster.qualifications
        lacking = [
            _name(shop, one)
            for one in persons
            if not is_qualified(held, one, skill=skill, day=day, level=level)
        ]
        if lacking:
            refuse_unless_confirmed(
                report,
                NotQualified(
                    persons=lacking, skill=asked.resource, level=level, code=job.code,
                    at="/persons",
                ),
            )  # fmt: skip


def _name(shop: Shop, person: UUID) -> str:
    found = shop.resources.get(person)
    return str(person) if found is None else found.code
