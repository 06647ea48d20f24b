"""Running numbers of records, as their rule writes them: `MO-{yyMMdd}-{0001}`."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from taktline.catalog.shape import Shape
from taktline.catalog.zone import ZONE, Zones
from taktline.platform.command import AT_ONCE, Clock, Command
from taktline.platform.number import Counter, Numbers
from taktline.platform.transaction import Tx

__all__ = ["DATES", "ZONE", "NoNumbers", "NumberSource", "RunningNumbers", "Written", "written_as"]

DATES = {
    "yyyy": "%Y", "yyyyMM": "%Y%m", "yyyyMMdd": "%Y%m%d", "yy": "%y", "yyMM": "%y%m",
    "yyMMdd": "%y%m%d", "MMdd": "%m%d", "yyyyww": "%G%V",
}  # fmt: skip
"""Date segments; a number counts anew when the finest of its rule changes."""

_SEGMENT = re.compile(r"\{([^{}]*)\}")


class NumberSource(Protocol):
    """Gives the running numbers of a batch, in the order of its commands."""

    async def take(
        self, tx: Tx, shape: Shape, field: str, *, commands: Sequence[Command]
    ) -> list[str]:
        """Return one number per command."""


class NoNumbers:
    """For entities without a number rule."""

    async def take(
        self, tx: Tx, shape: Shape, field: str, *, commands: Sequence[Command]
    ) -> list[str]:
        """Never asked: no field has a number rule."""
        raise AssertionError(f"{shape.name}.{field} has a number rule, but nobody counts")


class Written(msgspec.Struct, frozen=True):
    """One number with everything but its count.

    Attributes:
        period: the dates in it; the count begins anew when they change.
        scope: the record's fields in it; each value has a count of its own.
    """

    parts: tuple[str, ...]
    period: str
    scope: str
    digits: int

    def number(self, count: int) -> str:
        """Return the number; a count that has outgrown its digits is written in full."""
        return "".join(str(count).zfill(self.digits) if p == COUNT else p for p in self.parts)


COUNT = "\x1f"
"""Where the count stands among a number's parts."""


class RunningNumbers:
    """Numbers from blocks: unique, ascending, with gaps where a command was refused."""

    def __init__(self, numbers: Numbers, clock: Clock, zones: Zones) -> None:
        self._numbers = numbers
        self._clock = clock
        self._zones = zones

    async def take(
        self, tx: Tx, shape: Shape, field: str, *, commands: Sequence[Command]
    ) -> list[str]:
        """Return one number per command, dated in the zone of its site; a dry run takes none."""
        rule = shape.fields[field].field.number_rule or ""
        zones = await self._zones.of_commands(tx, shape, commands)
        written = [
            written_as(rule, command, self._at(command).astimezone(zone))
            for command, zone in zip(commands, zones, strict=True)
        ]
        dry = any(command.dry_run for command in commands)
        give = self._numbers.peek if dry else self._numbers.take
        by_counter: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, one in enumerate(written):
            by_counter[one.scope, one.period].append(index)
        found: dict[int, str] = {}
        for (scope, period), places in by_counter.items():
            counter = Counter(rule=f"{shape.name}.{field}", scope=scope, period=period)
            taken = await give(tx.tenant, counter, count=len(places))
            found.update((p, written[p].number(n)) for p, n in zip(places, taken, strict=True))
        return [found[index] for index in range(len(commands))]

    def _at(self, command: Command) -> datetime:
        return self._clock() if command.occurred_at == AT_ONCE else command.occurred_at


def written_as(rule: str, command: Command, at: datetime) -> Written:
    """Return a number as its rule writes it for one command, before it is counted."""
    parts: list[str] = []
    dates: list[str] = []
    scopes: list[str] = []
    digits, position = 1, 0
    for segment in _SEGMENT.finditer(rule):
        parts.append(rule[position : segment.start()])
        position = segment.end()
        inside = segment.group(1)
        if inside in DATES:
            dates.append(at.strftime(DATES[inside]))
            parts.append(dates[-1])
        elif inside.isdigit():
            digits = len(inside)
            parts.append(COUNT)
        else:
            scopes.append(str(getattr(command, inside, None) or ""))
            parts.append(scopes[-1])
    parts.append(rule[position:])
    if COUNT not in parts:
        parts.append(COUNT)
    return Written(tuple(parts), "-".join(dates), "\x1e".join(scopes), digits)
