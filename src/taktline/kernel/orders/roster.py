"""Who belongs to which crew, works which shift, holds which skill: as far as a batch names it."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.resources.skill import Qualification


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person belongs to a crew; both days belong to it, `valid_to` None = still."""

    crew: UUID
    person: UUID
    valid_from: date
    valid_to: date | None = None


class Roster(msgspec.Struct, kw_only=True):
    """What reports say of people, as it stands in the masters.

    Attributes:
        crews: site of each crew that is named; `handling_units` likewise.
        shifts: sites at which each named shift is worked.
        late_entry_h: hours in which a shift may still be reported by hand, of each site that says
            some; without them there is no end, as while history is being taken over.
        skills: id of each personnel class, by the name an operation gives it.
        starts: job orders that their first report starts: when somebody signed in on them, or
            else reported last.
    """

    crews: dict[UUID, UUID] = {}
    members: list[Member] = []
    shifts: dict[UUID, set[UUID]] = {}
    handling_units: dict[UUID, UUID] = {}
    late_entry_h: dict[UUID, Decimal] = {}
    skills: dict[str, UUID] = {}
    qualifications: list[Qualification] = []
    starts: dict[UUID, Instant] = {}

    def strangers(self, crew: UUID, persons: Collection[UUID], *, day: date) -> list[UUID]:
        """Return the persons who do not belong to a crew on a day."""
        own = {
            one.person
            for one in self.members
            if one.crew == crew
            and one.valid_from <= day
            and (one.valid_to is None or day <= one.valid_to)
        }
        return [person for person in persons if person not in own]
