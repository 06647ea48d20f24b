"""What the database said a moment ago, so that it is not asked again for every request."""

from collections.abc import Hashable
from datetime import timedelta
from typing import Generic, TypeVar

from taktline.base.instant import Instant

LASTS = timedelta(seconds=0.4)
"""How long a credential is believed unasked; while one asks, the others go on for as long again at
most. So what ended elsewhere has ended here within the second; here it is dropped at once."""
KEPT_MAX = 10_000
"""Answers kept in memory; all are dropped when there are more."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Answers that hold for a moment."""

    def __init__(self, lasts: timedelta = LASTS) -> None:
        self._lasts = lasts
        self._kept: dict[K, tuple[V, Instant]] = {}

    def get(self, key: K, now: Instant) -> V | None:
        """Return what was kept for a key, unless it has lasted too long or the clock went back.

        Of many who ask when it has just grown old, one is sent to the database, and the others go
        on believing meanwhile.
        """
        kept = self._kept.get(key)
        if kept is None or not kept[1] <= now < kept[1] + 2 * self._lasts:
            return None
        if now < kept[1] + self._lasts:
            return kept[0]
        self._kept[key] = (kept[0], now)
        return None

    def keep(self, key: K, value: V, *, now: Instant) -> None:
        """Keep an answer."""
        if len(self._kept) >= KEPT_MAX:
            self._kept.clear()
        self._kept[key] = (value, now)

    def drop(self, key: K) -> None:
        """Forget one answer."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
