"""Atoms of time: a machine's day cut at every border (shift, job, hour, business date, state)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from taktline.science.kpi.refusals import NoSuchWindow, SpansOverlap


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """A period of wall time: from `start` (included) to `end` (excluded), with zones."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """Real elapsed seconds; a day on which clocks change has 23 or 25 hours."""
        return (self.end - self.start).total_seconds()


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """One value that holds for a while: a state, a job, a shift, an hour, a business date."""

    start: datetime
    end: datetime
    value: str


class Atom(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of time in which nothing changes; each track has one value or none."""

    start: datetime
    end: datetime
    keys: Mapping[str, str | None]

    @property
    def seconds(self) -> float:
        """Real elapsed seconds."""
        return (self.end - self.start).total_seconds()


class ShiftPattern(msgspec.Struct, frozen=True, kw_only=True):
    """A shift by the clock on the wall; one that ends before it starts ends on the next day."""

    code: str
    starts: time
    ends: time
    weekdays: frozenset[int] = frozenset(range(7))  # Monday = 0, by the day on which it starts.


def atoms(window: Window, tracks: Mapping[str, Sequence[Span]]) -> list[Atom]:
    """Cut a window at every border of every track; the atoms add up to the window exactly.

    Args:
        window: the period; instants with zone.
        tracks: spans by track name ("state", "shift", "job", ...). Spans of one track do not
            overlap; moments that no span covers get the key None. Spans outside are cut off.

    Returns:
        Atoms in order, without gap or overlap; `sum(seconds) == window.seconds`.

    Raises:
        NoSuchWindow: the window ends before it starts, or has no zone.
        SpansOverlap: two spans of a track cover the same moment.

    Source: ISO 22400-2:2014 time model; splitting at borders so that each atom has one key set.
    """
    _check(window)
    ordered = {name: _ordered(name, spans) for name, spans in tracks.items()}
    cuts = {window.start, window.end}
    for spans in ordered.values():
        for span in spans:
            cuts.update(t for t in (span.start, span.end) if window.start < t < window.end)
    cursors = dict.fromkeys(ordered, 0)
    result = []
    for start, end in pairwise(sorted(cuts)):
        keys = {
            name: _value_at(spans, start, cursors=cursors, name=name)
            for name, spans in ordered.items()
        }
        result.append(Atom(start=start, end=end, keys=keys))
    return result


def seconds_by(parts: Iterable[Atom], *names: str) -> dict[tuple[str | None, ...], float]:
    """Add up atoms by the values of some tracks, in seconds.

    Args:
        parts: atoms, as `atoms` gives them.
        names: the tracks to group by; none gives one total.

    Source: plain sums; ISO 22400-2:2014 knows no other way from atoms to times.
    """
    total: dict[tuple[str | None, ...], timedelta] = {}
    for part in parts:
        key = tuple(part.keys.get(name) for name in names)
        total[key] = total.get(key, timedelta()) + (part.end - part.start)
    return {key: length.total_seconds() for key, length in total.items()}


def hours(window: Window, zone: ZoneInfo) -> list[Span]:
    """Spans of the local clock's full hours, named by their local start, e.g. `2026-01-05T08`.

    Args:
        window: the period to cover.
        zone: the site's zone; the repeated hour of a clock change appears twice, with its offset.

    Raises:
        NoSuchWindow: the window is no period.

    Source: IANA time zone rules.
    """
    _check(window)
    start = window.start.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    result = []
    while start < window.end:
        end = start + timedelta(hours=1)
        name = start.astimezone(zone).strftime("%Y-%m-%dT%H%z")
        result.append(Span(start=start, end=end, value=name))
        start = end
    return result


def business_dates(window: Window, zone: ZoneInfo, *, day_boundary: time) -> list[Span]:
    """Spans of the site's business dates, each from one local day boundary to the next.

    Args:
        window: the period to cover.
        zone: the site's zone.
        day_boundary: local time at which a business date begins, e.g. 08:00.

    Raises:
        NoSuchWindow: the window is no period.

    Source: shop practice (a site's day boundary); IANA time zone rules.
    """
    _check(window)
    day = window.start.astimezone(zone).date() - timedelta(days=1)
    last = window.end.astimezone(zone).date()
    result = []
    while day <= last:
        start = _local(day, day_boundary, zone=zone)
        end = _local(day + timedelta(days=1), day_boundary, zone=zone)
        if end > window.start and start < window.end:
            result.append(Span(start=start, end=end, value=day.isoformat()))
        day += timedelta(days=1)
    return result


def shifts(window: Window, zone: ZoneInfo, *, patterns: Sequence[ShiftPattern]) -> list[Span]:
    """Spans of the shifts, named `<business date>/<code>`; the date is that of the shift's start.

    A night shift from 20:00 to 08:00 of 5 January belongs to 5 January. Real elapsed time counts:
    on a day on which the clocks change it lasts 11 or 13 hours.

    Args:
        window: the period to cover.
        zone: the site's zone.
        patterns: shifts by local time; they must not overlap.

    Raises:
        NoSuchWindow: the window is no period.

    Source: ISO 22400-2:2014 (POT by shift calendar); shop practice for the date of a night shift.
    """
    _check(window)
    day = window.start.astimezone(zone).date() - timedelta(days=1)
    last = window.end.astimezone(zone).date()
    result = []
    while day <= last:
        for pattern in patterns:
            if day.weekday() not in pattern.weekdays:
                continue
            end_day = day if pattern.ends > pattern.starts else day + timedelta(days=1)
            start, end = (
                _local(day, pattern.starts, zone=zone),
                _local(end_day, pattern.ends, zone=zone),
            )
            if end > window.start and start < window.end:
                result.append(Span(start=start, end=end, value=f"{day}/{pattern.code}"))
        day += timedelta(days=1)
    return sorted(result, key=lambda span: span.start)


def _check(window: Window) -> None:
    aware = window.start.tzinfo is not None and window.end.tzinfo is not None
    if not aware or window.end < window.start:
        raise NoSuchWindow(start=window.start.isoformat(), end=window.end.isoformat())


def _ordered(name: str, spans: Sequence[Span]) -> list[Span]:
    ordered = sorted((s for s in spans if s.end > s.start), key=lambda span: span.start)
    for first, second in pairwise(ordered):
        if second.start < first.end:
            moment = second.start.isoformat()
            raise SpansOverlap(track=name, first=first.value, second=second.value, moment=moment)
    return ordered


def _value_at(spans: list[Span], at: datetime, *, cursors: dict[str, int], name: str) -> str | None:
    cursor = cursors[name]
    while cursor < len(spans) and spans[cursor].end <= at:
        cursor += 1
    cursors[name] = cursor
    covered = cursor < len(spans) and spans[cursor].start <= at
    return spans[cursor].value if covered else None


def _local(day: date, at: time, *, zone: ZoneInfo) -> datetime:
    # Subtraction of two instants with one zone ignores clock changes; UTC does not.
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
