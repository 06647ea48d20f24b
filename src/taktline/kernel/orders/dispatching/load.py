"""Reads what tells whether a machine and people fit: only where an operation asks for any."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from taktline.kernel.orders.dispatching.fit import DispatchesTo, asked_resources
from taktline.kernel.orders.load import load_jobs
from taktline.kernel.orders.roster import Member, Roster
from taktline.kernel.orders.shop import Resource, Shop
from taktline.kernel.orders.team_store import MEMBERS, QUALIFIED, SKILLS
from taktline.kernel.resources.skill import Qualification
from taktline.platform.transaction import Tx

_MEMBERS = list[tuple[UUID, UUID, date, date | None]]
_QUALIFIED = list[tuple[UUID, UUID, int, date, date | None]]

MACHINES = """
    SELECT id, code FROM equipment
    WHERE code = ANY(%(names)s::text[]) OR id::text = ANY(%(names)s::text[])"""


async def load_dispatch(tx: Tx, commands: Sequence[DispatchesTo]) -> Shop:
    """Lock job orders and read the machines and skills that their operations ask for."""
    shop = await load_jobs(tx, commands)
    asked = [one for job in shop.jobs.values() for one in asked_resources(job)]
    machines = sorted({one.resource for one in asked if one.kind == "equipment"} | _planned(shop))
    skills = sorted({one.resource for one in asked if one.kind == "person"})
    if machines:
        rows = await tx.fetch(MACHINES, {"names": machines})
        for id_, code in msgspec.convert(rows, list[tuple[UUID, str]]):
            shop.resources.setdefault(id_, Resource(id=id_, code=code))
    if skills and any(one.crew or one.person for one in commands):
        shop.roster = await _roster(tx, shop, skills)
    return shop


def _planned(shop: Shop) -> set[str]:
    centers = (job.snapshot.operation.work_center for job in shop.jobs.values() if job.snapshot)
    return {center for center in centers if center is not None}


async def _roster(tx: Tx, shop: Shop, skills: Sequence[str]) -> Roster:
    """Read who belongs to the crews that are named, and what they and the persons named can do."""
    named = sorted(shop.resources)
    rows = await tx.fetch(MEMBERS, {"crews": named})
    members = [
        Member(crew=crew, person=person, valid_from=first, valid_to=last)
        for crew, person, first, last in msgspec.convert(rows, _MEMBERS)
    ]
    persons = sorted({*named, *(one.person for one in members)})
    known, held = await tx.fetch_many(
        [(SKILLS, {"skills": list(skills)}), (QUALIFIED, {"persons": persons})]
    )
    roster = Roster(
        members=members,
        qualifications=[
            Qualification(
                person=person, personnel_class=skill, level=level, valid_from=first, valid_to=last
            )
            for person, skill, level, first, last in msgspec.convert(held, _QUALIFIED)
        ],
    )
    for id_, code in msgspec.convert(known, list[tuple[UUID, str]]):
        roster.skills |= {code: id_, str(id_): id_}
    return roster
