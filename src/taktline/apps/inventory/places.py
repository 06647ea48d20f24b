"""Where inventory commands act, for rights that hold at a part of the plant only."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec

from taktline.apps.inventory import issue, reserve, transfer
from taktline.apps.inventory.dock import Dock, OpenJob

Place = tuple[UUID, ...]
NAMES = ("place", "source", "target", "to_place", "from_place")
"""Fields of commands and lines that name a place by its code."""


def at_site(dock: Dock, command: msgspec.Struct) -> Place:
    """Return where a command acts: at its first place, else at its site."""
    site = dock.refs.site_or_none(getattr(command, "site", None))
    if site is None:
        return ()
    return next(iter(also_places(dock, command)), (site,))


def at_whole_site(dock: Dock, command: msgspec.Struct) -> Place:
    """Return the site: what the command changes stands in places that it does not name."""
    site = dock.refs.site_or_none(getattr(command, "site", None))
    return () if site is None else (site,)


def also_places(dock: Dock, command: msgspec.Struct) -> Iterable[Place]:
    """Return every place a command names: the site, and the equipment whose place it is."""
    site = dock.refs.site_or_none(getattr(command, "site", None))
    if site is None:
        return ()
    return list(dict.fromkeys(standing_at(dock, site, code) for code in _codes(command)))


def at_job(dock: Dock, command: issue.IssueMaterial | issue.ReturnMaterial) -> Place:
    """Return where the job order stands that a command brings goods to or takes them from."""
    return next((of_job(job) for job in _jobs(dock, command)), ())


def also_line_sides(
    dock: Dock, command: issue.IssueMaterial | issue.ReturnMaterial
) -> Iterable[Place]:
    """Return the places named that belong to equipment: another line's goods are not one's own.

    A store that belongs to no equipment serves every job order of its site.
    """
    jobs = _jobs(dock, command)
    found = [standing_at(dock, job.site, code) for job in jobs for code in _codes(command)]
    others = [of_job(job) for job in jobs[1:]]
    return [*others, *(place for place in dict.fromkeys(found) if len(place) > 1)]


def _jobs(dock: Dock, command: issue.IssueMaterial | issue.ReturnMaterial) -> list[OpenJob]:
    """Return the job orders a command names, those that there are."""
    named = command.takers if isinstance(command, issue.IssueMaterial) else (command.job_order,)
    jobs = [dock.open_jobs.get(reference) for reference in named]
    return [job for job in jobs if job is not None]


def at_source(dock: Dock, command: transfer.TransferMaterial) -> Place:
    """Return where the job order stands that goods are taken from."""
    return of_job(dock.open_jobs.get(command.source))


def also_target(dock: Dock, command: transfer.TransferMaterial) -> Iterable[Place]:
    """Return where the job order stands that gets them."""
    return [of_job(dock.open_jobs.get(command.target))]


def at_promises(dock: Dock, command: reserve.ReleaseReservation) -> Place:
    """Return the site of the first promise to a demand."""
    return next(iter(also_promises(dock, command)), ())


def also_promises(dock: Dock, command: reserve.ReleaseReservation) -> Iterable[Place]:
    """Return the sites of all promises to a demand."""
    promises = dock.stock.reservations.values()
    return list(dict.fromkeys((one.site,) for one in promises if one.demand == command.demand))


def of_job(job: OpenJob | None) -> Place:
    """Return where a job order stands."""
    if job is None:
        return ()
    return (job.site, *(node for node in (job.work_center, job.work_unit) if node is not None))


def standing_at(dock: Dock, site: UUID, code: str) -> Place:  # tidy: positional - where
    """Return the site of a place, and the equipment it belongs to."""
    for place in dock.stock.places.values():
        if place.site == site and place.code == code:
            return (site,) if place.equipment is None else (site, place.equipment)
    return (site,)


def _codes(part: msgspec.Struct) -> Iterator[str]:
    for name in part.__struct_fields__:
        value: object = getattr(part, name)
        if name in NAMES and isinstance(value, str):
            yield value
        for line in value if isinstance(value, tuple) else ():
            if isinstance(line, msgspec.Struct):
                yield from _codes(line)
