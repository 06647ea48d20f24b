"""The time a machine waited for an inspector: a stop with the reason 等检."""

from collections.abc import Sequence
from uuid import UUID

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.kernel.orders.rows import Job
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

REASON = "等检"
"""Code of the downtime reason; made with its first use where the plant has none."""

MAKE_REASON = """
    INSERT INTO downtime_reason (id, code, name, name_en, time_class, created_at, created_by,
        updated_at, updated_by)
    VALUES (%(id)s, %(code)s, '等待检验', 'Waiting for inspection', 'delay', %(at)s, %(by)s, %(at)s,
        %(by)s)
    ON CONFLICT (code) DO NOTHING"""
# A stop the machine told itself keeps its times and gets the reason; else the wait is a stop of
# its own.
LABEL = """
    UPDATE stop s SET reason = d.id, labelled_at = t.ended_at, labelled_by = t.by,
        version = s.version + 1, updated_at = t.at, updated_by = t.by
    FROM unnest(%(units)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
        %(at)s::timestamptz[], %(by)s::uuid[]) AS t (work_unit, started_at, ended_at, at, by),
        downtime_reason d
    WHERE d.code = %(code)s AND s.work_unit = t.work_unit AND s.reason IS NULL AND NOT s.withdrawn
        AND s.started_at < t.ended_at AND s.ended_at > t.started_at"""
INSERT = """
    INSERT INTO stop (id, site, work_unit, job_order, state, said, started_at, ended_at, reason,
        labelled_at, labelled_by, created_at, created_by, updated_at, updated_by)
    SELECT t.id, t.site, t.work_unit, t.job_order, 'waiting', %(code)s, t.started_at, t.ended_at,
        d.id, t.ended_at, t.by, t.at, t.by, t.at, t.by
    FROM unnest(%(ids)s::uuid[], %(sites)s::uuid[], %(units)s::uuid[], %(jobs)s::uuid[],
        %(starts)s::timestamptz[], %(ends)s::timestamptz[], %(at)s::timestamptz[],
        %(by)s::uuid[]) AS t (id, site, work_unit, job_order, started_at, ended_at, at, by)
    JOIN downtime_reason d ON d.code = %(code)s
    WHERE NOT EXISTS (SELECT 1 FROM stop s WHERE s.work_unit = t.work_unit AND NOT s.withdrawn
        AND s.started_at < t.ended_at AND s.ended_at > t.started_at)"""


class InspectionWaited(Fact, frozen=True, kw_only=True):
    """A work unit stood from its samples to their judgment."""

    id: UUID
    site: UUID
    work_unit: UUID
    job_order: UUID
    started_at: Instant
    ended_at: Instant


def waited(job: Job, inspection: Job, *, at: Instant) -> list[Fact]:
    """Return the stop of a work unit that waited for an inspection which is judged now.

    Nobody waited where the gate was open or pieces went on at risk.
    """
    since = inspection.planned_start_at
    said = None if job.snapshot is None else job.snapshot.operation.first_article_absence
    goes_on = said is not None and said.policy == "at_risk"
    if job.work_unit is None or since is None or since >= at:
        return []
    if job.first_article != "required" or goes_on:
        return []
    return [
        InspectionWaited(
            id=derived_id("waited", inspection.id),
            site=job.site,
            work_unit=job.work_unit,
            job_order=job.id,
            started_at=since,
            ended_at=at,
        )
    ]


def record_waits(tx: Tx, booked: Sequence[Booked[InspectionWaited]]) -> None:
    """Write the stops, or the reason of those the machine told itself."""
    first = booked[0].stamp
    tx.execute(
        MAKE_REASON,
        {
            "id": derived_id("downtime_reason", REASON), "code": REASON,
            "at": first.recorded_at, "by": first.by,
        },
    )  # fmt: skip
    params = {
        "code": REASON,
        "ids": [one.fact.id for one in booked],
        "sites": [one.fact.site for one in booked],
        "units": [one.fact.work_unit for one in booked],
        "jobs": [one.fact.job_order for one in booked],
        "starts": [one.fact.started_at for one in booked],
        "ends": [one.fact.ended_at for one in booked],
        "at": [one.stamp.recorded_at for one in booked],
        "by": [one.stamp.by for one in booked],
    }
    tx.execute(LABEL, params)
    tx.execute(INSERT, params)
