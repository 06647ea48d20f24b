"""Whether a machine and a person fit what a job order asks for, before it is given to them."""

from uuid import UUID

from taktline.base.problem import Confirmable, NotFound
from taktline.base.text import Text
from taktline.kernel.orders.content import OperationResource
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Resource, Shop
from taktline.kernel.orders.team import NotQualified
from taktline.kernel.resources.skill import is_qualified
from taktline.platform.command import Command
from taktline.platform.confirm import refuse_unless_confirmed


class DispatchesTo(Command, frozen=True, kw_only=True):
    """What every command says that gives a job order to somebody."""

    job_order: str
    work_center: str | None = None
    work_unit: str | None = None
    crew: str | None = None
    person: str | None = None


class MachineDoesNotFit(Confirmable):
    """An operation is made at other machines than the one it is given to."""

    title = Text(
        en="{code} {operation} is made at {allowed}; {asked} is none of these.",
        zh="{code} {operation} 应在 {allowed} 加工,{asked} 不适用。",
    )


def refuse_unfit(shop: Shop, job: Job, command: DispatchesTo) -> None:
    """Refuse a machine on which, or people by whom, an operation is not made.

    Where the operation names machines, only those and what stands below them fit; else everything
    below the work center it was planned at. Of a crew one member must hold the skill.

    Raises:
        MachineDoesNotFit, NotQualified: not confirmed.
    """
    for kind, named in (("work_unit", command.work_unit), ("work_center", command.work_center)):
        if named is not None:
            _refuse_machine(shop, job, command=command, kind=kind)
    day = shop.stock.today(job.site, command.occurred_at)
    for asked in asked_resources(job):
        skill = shop.roster.skills.get(asked.resource) if asked.kind == "person" else None
        if skill is None:
            continue
        groups = [(name, _people(shop, name, kind)) for name, kind in _told(command)]
        lacking = [
            name
            for name, persons in groups
            if not any(
                is_qualified(
                    shop.roster.qualifications, one, skill=skill, day=day,
                    level=asked.skill_level_min,
                )
                for one in persons
            )
        ]  # fmt: skip
        if lacking:
            refuse_unless_confirmed(
                command,
                NotQualified(
                    persons=lacking, skill=asked.resource, level=asked.skill_level_min,
                    code=job.code, at=f"/{_told(command)[0][1]}",
                ),
            )  # fmt: skip


def _told(command: DispatchesTo) -> list[tuple[str, str]]:
    named = ((command.crew, "crew"), (command.person, "person"))
    return [(name, kind) for name, kind in named if name is not None]


def _people(shop: Shop, name: str, kind: str) -> list[UUID]:
    found = shop.resource(name, kind).id
    if kind == "person":
        return [found]
    return [one.person for one in shop.roster.members if one.crew == found]


def _refuse_machine(shop: Shop, job: Job, *, command: DispatchesTo, kind: str) -> None:
    """Refuse a station that is none of those an operation may be made at."""
    asked = shop.resource(getattr(command, kind), kind)
    named = [one.resource for one in asked_resources(job) if one.kind == "equipment"]
    planned = None if job.snapshot is None else job.snapshot.operation.work_center
    allowed = named or ([planned] if planned is not None else [])
    if kind == "work_center" and named:
        return  # the machine decides, and it is asked for itself
    known = [one for one in (_resource(shop, name) for name in allowed) if one is not None]
    if known and not any(one.id in asked.path for one in known):
        refuse_unless_confirmed(
            command,
            MachineDoesNotFit(
                code=job.code,
                operation=job.operation,
                allowed=[one.code for one in known],
                asked=asked.code,
                at=f"/{kind}",
            ),
        )


def _resource(shop: Shop, name: str) -> Resource | None:
    try:
        return shop.resource(name, "equipment")
    except NotFound:
        return None


def asked_resources(job: Job) -> tuple[OperationResource, ...]:
    """Return who and what the operation of a job order asks for."""
    return () if job.snapshot is None else job.snapshot.operation.resources
