"""Telling people that a correction lowered their figure, so that nobody learns it on pay day."""

from decimal import Decimal
from uuid import UUID

from taktline.base.quantity import ZERO, plain
from taktline.kernel.orders.rows import Job, Response
from taktline.platform.command import Event, Ids


def lowered(
    job: Job, was: Response, now: Response | None, *, reason: str, ids: Ids
) -> list[Event]:  # tidy: positional - before and after
    """Return an event for each person who has fewer pieces or hours than before.

    Whoever corrects a report of his own needs not be told.

    Args:
        was: the report as it stood.
        now: as it stands instead; None where it was taken back.
    """
    after = {} if now is None else {one.person: one for one in now.persons}
    told: list[Event] = []
    for before in was.persons:
        left = after.get(before.person)
        pieces = ZERO if left is None else left.quantity
        labor_s = ZERO if left is None else left.labor_s
        is_less = pieces < before.quantity or labor_s < before.labor_s
        if is_less and before.person != ids.by.person:
            told.append(
                _event(job, before.person, was=before.quantity, now=pieces, said=(reason, ids))
            )
    return told


def _event(job: Job, person: UUID, *, was: Decimal, now: Decimal, said: tuple[str, Ids]) -> Event:
    reason, ids = said
    return Event(
        name="person.figure_lowered",
        entity="person",
        record=person,
        code=job.code,
        site=job.site,
        payload={
            "job_order": job.code,
            "operation": job.operation,
            "before": plain(was),
            "after": plain(now),
            "reason": reason,
            "by": ids.by.name,
        },
    )
