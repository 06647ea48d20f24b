"""What a machine said: one value of one data item at one instant."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

import msgspec

UNAVAILABLE = "UNAVAILABLE"
"""MTConnect's word for a value nobody knows, e.g. while an adapter is not connected."""

Level = Literal["NORMAL", "WARNING", "FAULT", "UNAVAILABLE"]
LEVELS: dict[str, Level] = {
    "NORMAL": "NORMAL",
    "WARNING": "WARNING",
    "FAULT": "FAULT",
    "UNAVAILABLE": "UNAVAILABLE",
}

SECONDS_MAX = "60"  # A leap second; it is the first of the next minute, as elsewhere.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?$", re.ASCII
)


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """The particulars of a condition; its level is the observation's value."""

    native_code: str = ""
    native_severity: str = ""
    qualifier: str = ""  # HIGH or LOW
    text: str = ""


class Observation(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One value of one data item. Sorts by time, then data item, then value."""

    at_us: int  # Microseconds since 1970 UTC, by the machine's clock.
    item: str  # Name of the data item as the adapter gives it.
    value: str  # Text as given; of a condition its level, upper case.
    condition: Condition | None = None
    duration_s: float | None = None  # How long a measured value held, where the machine says so.
    sequence: int | None = None  # Position in the agent's buffer, where an agent gave it.

    @property
    def at(self) -> datetime:
        """The instant, in UTC."""
        return instant_of(self.at_us)


def instant_of(at_us: int) -> datetime:
    """Return microseconds since 1970 as an instant in UTC, exactly."""
    return _EPOCH + timedelta(microseconds=at_us)


def microseconds_of(at: datetime) -> int:
    """Return an instant as microseconds since 1970, exactly."""
    away = at - _EPOCH
    return (away.days * 86_400 + away.seconds) * 1_000_000 + away.microseconds


class Clock:
    """Reads RFC 3339 texts as microseconds; remembers the minute, which hardly ever changes."""

    def __init__(self, zone: tzinfo = UTC) -> None:
        """Read times; `zone` is that of texts without an offset, UTC as MTConnect says."""
        self._zone = zone
        self._minute = ""
        self._minute_us = 0

    def read(self, text: str) -> int | None:
        """Return microseconds since 1970, or None when the text is no time.

        Digits behind the microsecond are cut off. A text without offset is of the clock's zone.
        """
        if len(text) > 19 and text[-1] == "Z" and text[19] == "." and text[:16] == self._minute:
            seconds, fraction = text[17:19], text[20:-1]
            if seconds.isdecimal() and seconds <= SECONDS_MAX and fraction.isdecimal():
                return self._minute_us + int(seconds) * 1_000_000 + _micros(fraction)
        return self._read_any(text)

    def _read_any(self, text: str) -> int | None:
        match = _TIME.match(text)
        if match is None:
            return None
        minute, seconds, fraction, zone = match.groups()
        if seconds is not None and seconds > SECONDS_MAX:
            return None
        try:
            start = datetime.fromisoformat(f"{minute}:00{'+00:00' if zone == 'Z' else zone or ''}")
        except ValueError:
            return None
        if zone is None:
            start = start.replace(tzinfo=self._zone)
        start_us = microseconds_of(start)
        if zone == "Z":
            self._minute, self._minute_us = minute, start_us
        return start_us + int(seconds or 0) * 1_000_000 + _micros(fraction or "")


def _micros(fraction: str) -> int:
    return int((fraction + "000000")[:6])
