"""How long one waits after wrong passwords and PINs: a little, then doubling, never for ever."""

from datetime import timedelta

from taktline.base.instant import Instant

FREE_TRIES = 4
"""A person mistypes a few times; from the fifth wrong try on one waits."""
FIRST_WAIT = timedelta(seconds=30)
WAIT_MAX = timedelta(hours=1)
"""24 tries a day then: a PIN of four digits holds for a year, and nobody is shut out for good."""
DEVICE_FREE_TRIES = 20
"""A station is shared by a shift; it waits only when many different people are guessed at."""


def wait_after(failures: int, *, free: int = FREE_TRIES) -> timedelta:
    """Return how long to wait after so many wrong tries in a row.

    Args:
        failures: wrong tries in a row, the last one included; 0 or more.
        free: how many of them cost nothing.
    """
    over = failures - free
    if over <= 0:
        return timedelta(0)
    doublings = min(over - 1, 20)
    return min(FIRST_WAIT * (1 << doublings), WAIT_MAX)


def locked_until(failures: int, now: Instant, *, free: int = FREE_TRIES) -> Instant | None:
    """Return until when nobody may try again; None where they may at once."""
    wait = wait_after(failures, free=free)
    return now + wait if wait else None
