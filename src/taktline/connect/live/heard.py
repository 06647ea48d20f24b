"""What came over a line since the last look, and what every protocol must be able to do."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from taktline.base.problem import Problem
from taktline.connect.connections.connection import Connection
from taktline.connect.machines.mtconnect.observation import Observation


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Where a line goes on after an interruption.

    Attributes:
        known_us: until when it is known what the machine did; None at the very first time.
        place: the protocol's own bookmark, if it has one.
        items: data items that mean something, by the mapping.
    """

    known_us: int | None = None
    place: dict[str, str] | None = None
    items: frozenset[str] = frozenset()


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a line.

    Attributes:
        at_us: our clock.
        observations: as they came; late, doubled, in any order.
        vouched_us: nothing else happened up to here, as far as the line can know.
        connected_us: since when the line is up; None = it is not.
        place: the bookmark after these observations; None = as before.
        gap: an agent's buffer lost values.
        dropped: the line broke since the last look.
        problem: why the line is not up.
    """

    at_us: int
    observations: tuple[Observation, ...] = ()
    vouched_us: int | None = None
    connected_us: int | None = None
    place: dict[str, str] | None = None
    gap: bool = False
    dropped: bool = False
    problem: Problem | None = None


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial call found; the names are those of the query that shows it."""

    works: bool
    problem: str | None = None
    problem_args: dict[str, object] = {}
    items: dict[str, str] = {}
    unheard: list[str] = []
    devices: list[str] = []


class Line(Protocol):
    """One protocol: hears a machine for ever, or tries it out."""

    def hear(self, connection: Connection, mark: Mark) -> AsyncIterator[Heard]:
        """Yield looks at the line, at least once a second, over every interruption."""

    async def attempt(self, connection: Connection, items: frozenset[str]) -> Tried:
        """Call once, listen for a few seconds, hang up."""


Lines = Mapping[str, Line]
"""By the name of the protocol: a further one is one more row."""


def not_working(problem: Problem) -> Tried:
    """Return what a trial found that did not get through."""
    args = msgspec.json.decode(
        msgspec.json.encode(problem.values, enc_hook=str), type=dict[str, object]
    )
    return Tried(works=False, problem=problem.code, problem_args=args)


def found(said: Mapping[str, str], items: frozenset[str], *, devices: list[str]) -> Tried:
    """Return what a trial found that got through."""
    return Tried(
        works=bool(said),
        items=dict(sorted(said.items())),
        unheard=sorted(items - said.keys()),
        devices=devices,
    )


def microseconds(at: datetime | None) -> int | None:
    """Return an instant as microseconds since 1970."""
    return None if at is None else round(at.timestamp() * 1_000_000)
