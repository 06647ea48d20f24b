"""Rate limits: how fast one caller may ask before the others would feel it."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Literal

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text

RouteClass = Literal["command", "query", "upload", "sign_in", "public", "wrong_key", "waiting"]
CALLERS_MAX = 50_000
"""Buckets kept in memory; the one that waited longest without a request goes first."""


FAMILIAR_S = 3600.0
"""How long a credential that was good is let through to the look-up, whoever guesses beside it."""


class TooManyRequests(Problem):
    """One caller asks faster than its share; the answer says when to come back."""

    title = Text(
        en="Too many requests; try again in {retry_after_s} s.",
        zh="请求过于频繁;请在 {retry_after_s} 秒后重试。",
    )
    status = 429
    retry = True


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A token bucket: `burst` requests at once, then `per_s` a second."""

    per_s: float
    burst: int


RATES: Mapping[RouteClass, Rate] = {
    # A gateway sends its batches of 50 at most 20 times a second; people never come near it.
    "command": Rate(per_s=20, burst=100),
    # A dashboard opens with about 30 queries and refreshes every few seconds.
    "query": Rate(per_s=30, burst=150),
    # Photos from a station; each costs the disk a sync.
    "upload": Rate(per_s=2, burst=20),
    # Guessing: a person mistypes thrice; a station of twenty people changes shift within minutes.
    "sign_in": Rate(per_s=0.5, burst=20),
    # Keys and cookies that open nothing, by address: nobody mistypes 43 characters; a program
    # with an old key tries again every few seconds.
    "wrong_key": Rate(per_s=0.2, burst=20),
    # A terminal that asks whether somebody has typed its code, by its key: every 2 s is plenty.
    "waiting": Rate(per_s=1, burst=20),
    # What anybody may ask without signing in.
    "public": Rate(per_s=5, burst=50),
}


class RateLimits:
    """Token buckets per caller and route class, in this process's memory.

    With n web processes a caller gets up to n times the rate: the limit protects a process from a
    caller, it does not meter use.
    """

    def __init__(self, rates: Mapping[RouteClass, Rate] = RATES) -> None:
        self._rates = rates
        self._buckets: OrderedDict[tuple[RouteClass, str], tuple[float, float]] = OrderedDict()

    def take(self, route: RouteClass, caller: str, now_s: float, *, cost: float = 1.0) -> None:
        """Count one request of a caller.

        Args:
            route: which rate applies.
            caller: principal id, or the network address where nobody has signed in.
            now_s: a monotonic clock, seconds.
            cost: how many requests it counts for; above 0.

        Raises:
            TooManyRequests: the bucket is empty.
        """
        rate, key = self._rates[route], (route, caller)
        tokens = self._left(route, caller, now_s)
        self._buckets.pop(key, None)
        wanted = min(cost, rate.burst)
        enough = tokens >= wanted
        self._buckets[key] = (tokens - wanted if enough else tokens, now_s)
        if len(self._buckets) > CALLERS_MAX:
            self._buckets.popitem(last=False)
        if not enough:
            raise _too_many((wanted - tokens) / rate.per_s)

    def refuse_spent(self, route: RouteClass, caller: str, now_s: float) -> None:
        """Refuse a caller whose bucket is empty, without taking anything out of it.

        Raises:
            TooManyRequests: it is empty.
        """
        tokens = self._left(route, caller, now_s)
        if tokens < 1:
            raise _too_many((1 - tokens) / self._rates[route].per_s)

    def _left(self, route: RouteClass, caller: str, now_s: float) -> float:
        rate = self._rates[route]
        tokens, at = self._buckets.get((route, caller), (float(rate.burst), now_s))
        return min(rate.burst, tokens + max(0.0, now_s - at) * rate.per_s)


class Familiar:
    """Credentials that were good of late: whoever shares an address with a guesser still gets in.

    Only fingerprints made in this process's memory are kept, never a credential.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[int, float] = OrderedDict()

    def note(self, credential: str, now_s: float) -> None:
        """Remember a credential that was good just now."""
        key = hash(credential)
        self._seen.pop(key, None)
        self._seen[key] = now_s
        if len(self._seen) > CALLERS_MAX:
            self._seen.popitem(last=False)

    def knows(self, credential: str, now_s: float) -> bool:
        """Say whether a credential was good within the last hour."""
        at = self._seen.get(hash(credential))
        return at is not None and now_s - at < FAMILIAR_S

    def forget(self, credential: str) -> None:
        """Forget a credential that is good no longer."""
        self._seen.pop(hash(credential), None)


def _too_many(wait_s: float) -> TooManyRequests:
    return TooManyRequests(retry_after_s=max(1, round(wait_s + 0.5)))
