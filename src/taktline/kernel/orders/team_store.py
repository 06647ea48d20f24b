"""Reads what reports name of crews, shifts, handling units and skills; nothing where none is."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.orders.roster import Member, Roster
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.said import BY_HAND, ReportOperation
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import UNSTARTED
from taktline.kernel.resources.skill import Qualification
from taktline.platform.command import AT_ONCE
from taktline.platform.transaction import Tx

_MEMBERS = list[tuple[UUID, UUID, date, date | None]]
_QUALIFIED = list[tuple[UUID, UUID, int, date, date | None]]

CREWS = "SELECT id, site FROM crew WHERE id = ANY(%(crews)s::uuid[])"
UNITS = "SELECT id, site FROM handling_unit WHERE id = ANY(%(units)s::uuid[])"
MEMBERS = """
    SELECT crew, person, valid_from, valid_to FROM crew_member
    WHERE crew = ANY(%(crews)s::uuid[]) AND NOT archived"""
SHIFTS = """
    SELECT h.id, s.id FROM shift h LEFT JOIN site s ON s.calendar = h.calendar OR EXISTS (
        SELECT 1 FROM equipment e WHERE e.site = s.id AND e.calendar = h.calendar)
    WHERE h.id = ANY(%(shifts)s::uuid[])"""
LATE = "SELECT id, late_entry_h FROM site WHERE late_entry_h IS NOT NULL"
SKILLS = """
    SELECT id, code FROM personnel_class
    WHERE code = ANY(%(skills)s::text[]) OR id::text = ANY(%(skills)s::text[])"""
QUALIFIED = """
    SELECT person, personnel_class, level::integer, valid_from, valid_to FROM qualification
    WHERE NOT archived AND person = ANY(%(persons)s::uuid[])"""
# When somebody began: signed in on the job order, else the last report of the same people, else
# of the same work unit. What lies more than half a day back is of another shift.
STARTS = """
    SELECT w.job, coalesce(
        (SELECT min(r.signed_in_at) FROM job_resource r
            WHERE r.job_order = w.job AND r.signed_in_at BETWEEN w.back AND w.at),
        (SELECT max(x.occurred_at) FROM person_share s JOIN job_response x ON x.id = s.job_response
            WHERE s.person::text = ANY(string_to_array(w.persons, ','))
                AND x.kind = 'report' AND x.occurred_at BETWEEN w.back AND w.at),
        (SELECT max(x.occurred_at) FROM job_response x
            WHERE w.persons = '' AND x.job_order IN (
                SELECT j.id FROM job_order j WHERE j.work_unit = w.unit)
                AND x.kind = 'report' AND x.occurred_at BETWEEN w.back AND w.at))
    FROM (
        SELECT t.job, t.persons, t.unit, coalesce(t.at, now()) AS at,
            coalesce(t.at, now()) - interval '12 hours' AS back
        FROM unnest(%(jobs)s::uuid[], %(at)s::timestamptz[], %(people)s::text[],
            %(work_units)s::uuid[]) AS t (job, at, persons, unit)) AS w"""


async def take_roster(tx: Tx, shop: Shop, commands: Sequence[ReportOperation]) -> None:
    """Note what the masters say of the people, shifts and carriers a batch of reports names.

    Nothing is read where no report names any, is dated by hand, or is the first of people: what
    machines and partners report costs no round trip here.
    """
    pairs = [(one, job) for one in commands if (job := shop.known_job(one.job_order)) is not None]
    starting = [
        (one, job)
        for one, job in pairs
        if job.status in UNSTARTED and (one.persons or one.source in BY_HAND)
    ]
    if not starting and not any(_asks(one, job) for one, job in pairs):
        return
    crews = {one.crew for one in commands} | {job.crew for _, job in pairs}
    skills = {name for _, job in pairs for name in _skills(job)}
    params = {
        "crews": sorted(crew for crew in crews if crew is not None),
        "units": sorted(one.handling_unit for one in commands if one.handling_unit is not None),
        "shifts": sorted(one.shift for one in commands if one.shift is not None),
        "skills": sorted(skills),
        "persons": sorted(shop.resources),
        **_starting(shop, starting),
    }
    statements = [CREWS, MEMBERS, SHIFTS, UNITS, LATE, SKILLS, QUALIFIED, STARTS]
    rows = await tx.fetch_many([(sql, params) for sql in statements])
    roster = Roster(
        crews=dict(msgspec.convert(rows[0], list[tuple[UUID, UUID]])),
        members=[
            Member(crew=crew, person=person, valid_from=first, valid_to=last)
            for crew, person, first, last in msgspec.convert(rows[1], _MEMBERS)
        ],
        handling_units=dict(msgspec.convert(rows[3], list[tuple[UUID, UUID]])),
        late_entry_h=dict(msgspec.convert(rows[4], list[tuple[UUID, Decimal]])),
        qualifications=[
            Qualification(
                person=person, personnel_class=skill, level=level, valid_from=first, valid_to=last
            )
            for person, skill, level, first, last in msgspec.convert(rows[6], _QUALIFIED)
        ],
    )
    for shift, site in msgspec.convert(rows[2], list[tuple[UUID, UUID | None]]):
        roster.shifts.setdefault(shift, set()).update(() if site is None else (site,))
    for id_, code in msgspec.convert(rows[5], list[tuple[UUID, str]]):
        roster.skills |= {code: id_, str(id_): id_}
    for begun, start in msgspec.convert(rows[7], list[tuple[UUID, Instant | None]]):
        if start is not None:
            roster.starts[begun] = min(start, roster.starts.get(begun, start))
    shop.roster = roster


def _asks(command: ReportOperation, job: Job) -> bool:
    named = (command.crew, command.shift, command.handling_unit, job.crew, job.person)
    dated = command.source in BY_HAND and command.occurred_at != AT_ONCE
    return dated or any(one is not None for one in named) or bool(_skills(job))


def _skills(job: Job) -> list[str]:
    if job.snapshot is None:
        return []
    return [one.resource for one in job.snapshot.operation.resources if one.kind == "person"]


def _starting(shop: Shop, starting: Sequence[tuple[ReportOperation, Job]]) -> dict[str, object]:
    by_code = {one.code: one.id for one in shop.resources.values()}
    return {
        "jobs": [job.id for _, job in starting],
        "at": [None if one.occurred_at == AT_ONCE else one.occurred_at for one, _ in starting],
        "people": [
            ",".join(str(by_code.get(line.person, line.person)) for line in one.persons)
            for one, _ in starting
        ],
        "work_units": [job.work_unit for _, job in starting],
    }
