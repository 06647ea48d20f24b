"""Defect lines: who may decide on them at once, and the rework job orders they ask for."""

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.base.text import Text
from taktline.kernel.orders.counts import Counts, DefectLine
from taktline.kernel.orders.facts import DependencyAdded, JobOrderCreated
from taktline.kernel.orders.rows import DefectRow, Dependency, Job
from taktline.kernel.orders.shop import Shop, path_of, snapshot_of
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Fact, Ids, Principal
from taktline.platform.outside.file import FileGone, FileLinked, linkable

JUDGE = "job_order:judge"
"""Permission to book scrap and rework at once instead of leaving them to be judged."""
REWORK_NAME = "返工 Rework"


class MayNotJudge(Problem):
    """Scrap or rework booked by somebody who may only report defects to be judged."""

    title = Text(
        en="You may not decide {outcome} yourself; report the pieces as to_judge.",
        zh="无权直接判为 {outcome},请按待判(to_judge)上报。",
    )
    status = 403


class ReworkJobEnded(Problem):
    """The rework job order named in a defect line takes no pieces."""

    title = Text(
        en="{code} is {status} or no rework of {origin}; name another rework job order.",
        zh="{code} 状态为 {status} 或不属于 {origin} 的返工,请指定其他返工任务。",
    )


def refuse_unjudged(shop: Shop, job: Job, *, counts: Counts, ids: Ids) -> None:
    """Refuse scrap and rework from somebody who may not judge.

    Raises:
        MayNotJudge: the first such line.
    """
    direct = [line.outcome for line in counts.defects if line.outcome in {"scrap", "rework"}]
    if direct and not ids.by.may(JUDGE, path_of(shop, job)):
        raise MayNotJudge(outcome=direct[0], at="/defects")


class Rework:
    """The rework job orders that the lines of one report go to, made where they are not there."""

    def __init__(self, shop: Shop, job: Job, ids: Ids) -> None:
        self._shop, self._job, self._ids = shop, job, ids
        self._made: dict[str, Job] = {}
        self.by_line: dict[int, Job] = {}

    def take(self, lines: tuple[DefectLine, ...]) -> None:
        """Choose a rework job order for every line with the outcome rework.

        Raises:
            ReworkJobEnded: a line names a job order that takes no rework of this one.
        """
        for index, line in enumerate(lines):
            if line.outcome == "rework":
                self.by_line[index] = self._job_for(line)

    @property
    def made(self) -> list[Job]:
        """The job orders that come into being by this report."""
        totals = {
            job.id: sum(1 for other in self.by_line.values() if other.id == job.id)
            for job in self._made.values()
        }
        return [job for job in self._made.values() if totals[job.id]]

    def facts(self, counts: Counts) -> list[Fact]:
        """Return what creates them: their good pieces go where the operation's would have."""
        facts: list[Fact] = []
        for job in self.made:
            lines = enumerate(counts.defects)
            mine = (line.quantity for i, line in lines if self.by_line.get(i) == job)
            quantity = sum(mine, ZERO)
            made = msgspec.structs.replace(job, ordered=quantity, started_quantity=quantity)
            facts.append(JobOrderCreated(job=made))
            facts += [
                DependencyAdded(dependency=Dependency(predecessor=job.id, successor=next_.id))
                for next_ in self._shop.successors(self._job)
            ]
        return facts

    def _job_for(self, line: DefectLine) -> Job:
        code = line.rework_job
        known = {job.code: job for job in self._shop.jobs.values()}
        if code is not None and code in known:
            return self._open(known[code])
        number = 1 + sum(1 for job in known.values() if self._is_mine(job))
        name = code or f"{self._job.code}-R{number}"
        if name not in self._made:
            number += len(self._made)
            self._made[name] = rework_job(self._job, code=name, number=number, ids=self._ids)
        return self._made[name]

    def _is_mine(self, job: Job) -> bool:
        return job.is_rework and job.parent == self._job.id

    def _open(self, job: Job) -> Job:
        if job.status in ENDED or not self._is_mine(job):
            raise ReworkJobEnded(
                code=job.code, status=job.status, origin=self._job.code, at="/defects"
            )
        return job


def rework_job(job: Job, *, code: str, number: int, ids: Ids) -> Job:
    """Return the job order that does pieces again: dispatched, with no components of its own."""
    snapshot = snapshot_of(job)
    operation = msgspec.structs.replace(
        snapshot.operation,
        name=f"{REWORK_NAME} {job.operation}",
        materials=(),
        first_article=ZERO,
        transfer_batch=ZERO,
    )
    return Job(
        id=ids.new(),
        site=job.site,
        code=code,
        work_order=job.work_order,
        parent=job.id,
        is_rework=True,
        sequence=job.sequence,
        split_no=100 + number,
        operation=operation.name,
        priority=job.priority,
        work_center=job.work_center,
        material=job.material,
        unit=job.unit,
        ordered=ZERO,
        planned_cost=job.planned_cost,
        report_policy="strict",
        status="dispatched",
        snapshot=msgspec.structs.replace(snapshot, operation=operation),
        snapshot_hash=job.snapshot_hash,
        cause=ids.cause,
    )


def defect_rows(
    shop: Shop, counts: Counts, *, rework: dict[int, Job], ids: Ids
) -> tuple[DefectRow, ...]:
    """Return the defect lines as they are kept.

    Raises:
        NotFound: a line says it was caused at a job order that does not exist.
    """
    return tuple(
        DefectRow(
            id=ids.new(),
            line=index + 1,
            quantity=line.quantity,
            outcome=line.outcome,
            defect_code=line.defect_code,
            defect_class=line.defect_class,
            found_at=line.found_at,
            caused_at_job=None if line.caused_at_job is None else shop.job(line.caused_at_job).id,
            caused_at_operation=line.caused_at_operation,
            caused_by_person=line.caused_by_person,
            caused_by_supplier=line.caused_by_supplier,
            rework_job=rework[index].id if index in rework else None,
            photo=line.photo,
        )
        for index, line in enumerate(counts.defects)
    )


def photo_links(
    shop: Shop, rows: tuple[DefectRow, ...], *, by: Principal, now: Instant
) -> list[Fact]:
    """Return the links of the photos that show defects.

    Raises:
        FileGone: a photo was not uploaded, or by somebody else.
    """
    linked: list[Fact] = []
    for row in rows:
        if row.photo is None:
            continue
        try:
            linkable(shop.photos, row.photo, by=by, now=now)
        except FileGone as gone:
            raise FileGone(id=str(row.photo), at=f"/defects/{row.line - 1}/photo") from gone
        linked.append(
            FileLinked(file=row.photo, entity="defect_line", record=row.id, field="photo")
        )
    return linked
