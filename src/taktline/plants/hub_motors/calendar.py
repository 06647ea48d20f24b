"""The plant's days: which date and instant a day of the simulation and its seconds are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.instant import Instant

ZONE = ZoneInfo("Asia/Shanghai")
STARTS = time(8)
HOUR = 3600.0


class PlantDays(msgspec.Struct, frozen=True, kw_only=True):
    """The days of one plant, counted from the day its history begins.

    Attributes:
        first: the local date of day 0.
    """

    first: date

    def on(self, day: int) -> date:
        """Return the date of a day."""
        return self.first + timedelta(days=day)

    def at(self, day: int, seconds: float = 0.0) -> Instant:
        """Return the instant so many seconds after 08:00 of a day; negative ones lie before."""
        start = datetime.combine(self.on(day), STARTS, tzinfo=ZONE).astimezone(UTC)
        return start + timedelta(seconds=round(seconds, 3))

    def day_of(self, at: Instant) -> int:
        """Return the day an instant belongs to; days begin at 08:00."""
        return int((at - self.at(0)) // timedelta(days=1))

    def tag(self, day: int) -> str:
        """Return the date as it stands in codes: `261122`."""
        return self.on(day).strftime("%y%m%d")
