"""Lengths of time: seconds on the wire, intervals in tables."""

from datetime import timedelta
from decimal import Decimal

MICROSECONDS = 1_000_000
SECONDS_MAX = 10**11
"""Three thousand years: no duration of a factory is longer."""


def duration_of_seconds(value: Decimal) -> timedelta:
    """Return seconds as a length of time, cut to microseconds."""
    return timedelta(microseconds=int(value * MICROSECONDS))


def seconds_of(value: timedelta) -> Decimal:
    """Return a length of time in seconds."""
    whole = value.days * 86_400 + value.seconds
    return Decimal(whole) + Decimal(value.microseconds) / MICROSECONDS
