"""How long every data item had each of its values within a window of wall time."""

from collections.abc import Collection, Iterable

import msgspec

from taktline.connect.machines.mtconnect.observation import Observation


class Duration(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one data item: how often it was entered and how long it held."""

    item: str
    value: str
    times: int  # Spells of this value that touch the window; a repeated value is no new spell.
    microseconds: int

    @property
    def seconds(self) -> float:
        """Seconds, to the microsecond."""
        return self.microseconds / 1_000_000


def state_durations(
    observations: Iterable[Observation],
    *,
    start_us: int,
    end_us: int,
    items: Collection[str] | None = None,
) -> list[Duration]:
    """Add up how long each data item had each value, clipped to a window.

    A value holds until the item's next observation; the last one of a recording holds until the
    recording's last observation of any item, and no longer, because nobody knows. A value from
    before the window counts from the window's start.

    Args:
        observations: of one machine, ordered by time, data item and value.
        start_us: the window's start, microseconds since 1970 UTC.
        end_us: its end, excluded.
        items: data items to add up; all when not given.

    Returns:
        One row per data item and value that held within the window, sorted by both.
    """
    held: dict[str, tuple[str, int]] = {}  # Item -> value and since when.
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    last_us = start_us

    def close(item: str, until_us: int) -> None:
        value, since_us = held[item]
        begin, end = max(since_us, start_us), min(until_us, end_us)
        if begin < end or (since_us == until_us and start_us <= since_us < end_us):
            times, total = totals.get((item, value), (0, 0))
            totals[item, value] = (times + 1, total + end - begin)

    for observation in observations:
        last_us = observation.at_us
        item, value = observation.item, observation.value
        if items is not None and item not in items:
            continue
        before = held.get(item)
        if before is None:
            held[item] = (value, last_us)
        elif before[0] != value:
            close(item, last_us)
            held[item] = (value, last_us)
    for item in held:
        close(item, last_us)
    return [
        Duration(item=item, value=value, times=times, microseconds=total)
        for (item, value), (times, total) in sorted(totals.items())
    ]
