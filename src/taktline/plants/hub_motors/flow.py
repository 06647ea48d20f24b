"""How a day's motors go through the stations on their carts: when, where, how many, what failed."""

import random
from collections.abc import Mapping, Sequence

import msgspec

from taktline.plants.hub_motors.figures import (
    CART,
    DEFECTS,
    OVEN_CARTS,
    OVEN_S,
    PER_DAY,
    SECOND_DAY,
    STATION,
    Defect,
    Verdict,
)
from taktline.plants.hub_motors.shift import MINUTE, Unit

REPAIR_S = 15 * MINUTE
"""A repair at the station takes so long; the cart waits for its pieces."""
SAMPLES = 3
"""Pieces of the first article of a shift."""
MEASURED_S, DECIDED_S = 4 * MINUTE, 9 * MINUTE
"""After the samples were wound: when they are measured, when they are decided on."""


class Bad(msgspec.Struct, frozen=True, kw_only=True):
    """One piece that was not right, and what becomes of it."""

    code: str
    verdict: Verdict


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One cart at one operation; seconds after the shift's start.

    Attributes:
        pieces: worked there, good and bad.
        bad: those that were not right at once.
    """

    operation: int
    unit: str
    cart: int
    begin: float
    done: float
    pieces: int
    bad: tuple[Bad, ...] = ()

    @property
    def good(self) -> int:
        """Pieces right at once."""
        return self.pieces - len(self.bad)

    @property
    def handed_on(self) -> int:
        """Pieces that go on: good and repaired within the shift."""
        return self.good + sum(1 for one in self.bad if one.verdict == "repaired")

    @property
    def ready(self) -> float:
        """When the cart can go on."""
        repairs = any(one.verdict == "repaired" for one in self.bad)
        return self.done + (REPAIR_S if repairs else 0.0)


class Wound(msgspec.Struct, frozen=True, kw_only=True):
    """The first half of an order: wound, soldered, varnished; with the instants of its samples."""

    samples_at: float
    visits: tuple[Visit, ...]


Faults = Mapping[tuple[int, int], tuple[Bad, ...]]
"""What goes wrong, by operation and cart."""


def faults_of(seed: str, *, plain: bool) -> Faults:
    """Return what goes wrong with the motors of one order.

    Args:
        seed: the same seed gives the same faults.
        plain: exactly the figures of a plain day, without swing.
    """
    chance = random.Random(f"{seed}:faults")
    carts = PER_DAY // CART
    found: dict[tuple[int, int], list[Bad]] = {}
    for defect in DEFECTS:
        for index in range(_count(defect, chance, plain=plain)):
            cart = chance.randint(2, carts)
            verdict = defect.verdicts[index % len(defect.verdicts)]
            found.setdefault((defect.operation, cart), []).append(
                Bad(code=defect.code, verdict=verdict)
            )
    return {place: tuple(bad) for place, bad in found.items()}


class Flow:
    """One order going through the work units of a day; the units keep what they did.

    Attributes:
        units: by code.
        order: code of the work order; its job orders are `<order>-<operation>`.
    """

    def __init__(self, units: Mapping[str, Unit], faults: Faults, *, order: str) -> None:
        self._units = units
        self._faults = faults
        self._order = order

    def first_half(self) -> Wound:
        """Return how an order is wound, gets its Hall boards and is baked, when it is released.

        Winding waits for the first article; ovens wait for three carts.
        """
        seconds = STATION[10].std_s * SAMPLES
        samples_at = self._units["WND-1"].work(0.0, seconds, job=f"{self._order}-10")
        gate = samples_at + DECIDED_S + MINUTE
        wound = [
            self._visit(10, cart, ready=gate, pieces=CART - (SAMPLES if cart == 1 else 0))
            for cart in range(1, PER_DAY // CART + 1)
        ]
        soldered = [
            self._visit(
                20,
                before.cart,
                ready=before.ready,
                pieces=before.handed_on + (SAMPLES if before.cart == 1 else 0),
            )
            for before in sorted(wound, key=lambda visit: visit.ready)
        ]
        return Wound(samples_at=samples_at, visits=(*wound, *soldered, *self._baked(soldered)))

    def second_half(self, carts: Mapping[int, int]) -> tuple[Visit, ...]:
        """Return how an order is assembled, tested and packed, on the day after.

        Args:
            carts: pieces on each cart that dried overnight.
        """
        visits: list[Visit] = []
        waiting = [(0.0, cart, pieces) for cart, pieces in carts.items()]
        for operation in SECOND_DAY:
            done = [
                self._visit(operation, cart, ready=ready, pieces=pieces)
                for ready, cart, pieces in sorted(waiting)
                if pieces > 0
            ]
            visits += done
            waiting = [(visit.ready, visit.cart, visit.handed_on) for visit in done]
        return tuple(visits)

    def _visit(self, operation: int, cart: int, *, ready: float, pieces: int) -> Visit:
        station = STATION[operation]
        unit = min((self._units[code] for code in station.units), key=lambda one: one.free_at)
        begin = max(ready, unit.free_at)
        done = unit.work(ready, station.std_s * pieces, job=f"{self._order}-{operation}")
        return Visit(
            operation=operation,
            unit=unit.code,
            cart=cart,
            begin=begin,
            done=done,
            pieces=pieces,
            bad=self._faults.get((operation, cart), ())[:pieces],
        )

    def _baked(self, soldered: Sequence[Visit]) -> list[Visit]:
        """Bake three carts at a time, in the oven that is free first."""
        ordered = sorted(soldered, key=lambda visit: visit.ready)
        visits: list[Visit] = []
        for first in range(0, len(ordered), OVEN_CARTS):
            load = ordered[first : first + OVEN_CARTS]
            ready = max(visit.ready for visit in load)
            oven = min((self._units[code] for code in STATION[30].units), key=lambda o: o.free_at)
            begin = max(ready, oven.free_at)
            done = oven.work(ready, OVEN_S, job=f"{self._order}-30")
            visits += [
                Visit(
                    operation=30,
                    unit=oven.code,
                    cart=visit.cart,
                    begin=begin,
                    done=done,
                    pieces=visit.handed_on,
                )
                for visit in load
            ]
        return visits


def carts_after(visits: Sequence[Visit], operation: int) -> dict[int, int]:
    """Return the pieces on each cart behind an operation, in the order of the carts."""
    mine = sorted((v for v in visits if v.operation == operation), key=lambda v: v.cart)
    return {visit.cart: visit.handed_on for visit in mine}


def _count(defect: Defect, chance: random.Random, *, plain: bool) -> int:
    return defect.pieces + (0 if plain else chance.randint(-defect.swing, defect.swing))
