"""What a person may do on a given day: qualifications with their level and end."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec


class Qualification(msgspec.Struct, frozen=True, kw_only=True):
    """A person holds a skill at a level; both days belong to it, `valid_to` None = for good."""

    person: UUID
    personnel_class: UUID
    level: int
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether it is valid on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def level_on(
    qualifications: Iterable[Qualification], person: UUID, *, skill: UUID, day: date
) -> int | None:
    """Return the highest level a person holds of a skill on a day; None = not qualified."""
    levels = [
        one.level
        for one in qualifications
        if one.person == person and one.personnel_class == skill and one.holds_on(day)
    ]
    return max(levels, default=None)


def is_qualified(
    qualifications: Iterable[Qualification], person: UUID, *, skill: UUID, day: date, level: int = 0
) -> bool:
    """Say whether a person holds a skill at least at a level on a day."""
    held = level_on(qualifications, person, skill=skill, day=day)
    return held is not None and held >= level
