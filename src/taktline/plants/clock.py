"""The clock of a simulated plant: faster than ours until it has caught up with the present."""

from collections.abc import Callable
from datetime import timedelta

from taktline.base.instant import Instant
from taktline.plants.hub_motors.calendar import HOUR, PlantDays

NIGHT_FACTOR = 10.0
"""Only a lathe works at night; it passes so many times faster again."""
EVENING_S = 12.5 * HOUR
MORNING_S = 23.0 * HOUR


class PlantClock:
    """Shows the plant's time: it runs faster than the computer's and never ahead of it."""

    def __init__(
        self, days: PlantDays, starts_at: Instant, *, speed: float, present: Callable[[], Instant]
    ) -> None:
        """Start the clock.

        Args:
            starts_at: what it shows first.
            speed: plant seconds per second, above 0.
            present: the computer's clock.
        """
        self._days = days
        self._shown = starts_at
        self._speed = speed
        self._present = present
        self._read_at = present()

    def __call__(self) -> Instant:
        """Return the plant's time."""
        present = self._present()
        passed = max(present - self._read_at, timedelta())
        self._shown = min(self._shown + passed * self._rate(), max(present, self._shown))
        self._read_at = present
        return self._shown

    def speed(self) -> float | None:
        """Return how many times faster than ours it runs now; None = it shows the present."""
        return None if self._present() - self() < timedelta(seconds=1) else self._rate()

    def seconds_until(self, at: Instant) -> float:
        """Return about how many seconds of ours pass until it shows an instant."""
        return max((at - self()) / timedelta(seconds=1) / self._rate(), 0.0)

    def _rate(self) -> float:
        of_day = (self._shown - self._days.at(self._days.day_of(self._shown))).total_seconds()
        return self._speed * (NIGHT_FACTOR if EVENING_S <= of_day < MORNING_S else 1.0)
