"""The platform's clock: the only place that asks what time it is, never the same twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from taktline.base.host import utc_now
from taktline.base.instant import Instant

STEP = timedelta(microseconds=1)
"""The finest difference PostgreSQL keeps; two commands of a process never share an instant."""


class SystemClock:
    """The computer's clock, made strictly increasing within this process.

    A clock that is set back stands still (by microseconds) until the time is reached again, so that
    facts of one process keep the order in which they were decided.

    Args:
        present: this machine's clock; a test may set it.
    """

    def __init__(self, present: Callable[[], datetime] = utc_now) -> None:
        self._present = present
        self._last = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> Instant:
        """Return the present in UTC, later than every instant returned before."""
        self._last = max(self._present(), self._last + STEP)
        return self._last
