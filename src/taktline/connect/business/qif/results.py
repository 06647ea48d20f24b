"""What a QIF file holds for us: an inspection plan to import, and the pieces measured by it."""

import re
from decimal import Decimal
from typing import Literal

import msgspec

Verdict = Literal["pass", "fail", "unknown"]


class CharacteristicDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One characteristic as the report defines it; limits in its unit.

    Form and position tolerances have an upper limit only; below stands the natural limit 0.
    """

    id: str  # The report's own id of the item; results refer to it.
    name: str  # Empty where the report gives none.
    kind: str  # QIF's kind: Diameter, Flatness, Position, DistanceBetween, ...
    unit: str  # mm or deg
    nominal: Decimal | None = None
    lsl: Decimal | None = None
    usl: Decimal | None = None
    natural_limit: Decimal | None = None
    features: tuple[str, ...] = ()  # Named features it is measured on, in report order.

    @property
    def is_one_sided(self) -> bool:
        """Whether one limit only comes from the drawing."""
        return (self.lsl is None) != (self.usl is None)

    def judge(self, value: Decimal) -> Verdict:
        """Judge a value: lsl <= value <= usl passes, limits included; without limits nobody can."""
        if self.lsl is None and self.usl is None:
            return "unknown"
        low = self.natural_limit if self.lsl is None else self.lsl
        below = low is not None and value < low
        above = self.usl is not None and value > self.usl
        return "fail" if below or above else "pass"


class InspectionPlanDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection plan as a QIF file describes it, to be imported as a draft."""

    part_names: tuple[str, ...]  # Every name or number the file gives the part.
    characteristics: tuple[CharacteristicDraft, ...]

    def characteristic(self, item_id: str) -> CharacteristicDraft:
        """Return the characteristic of an item id.

        Raises:
            KeyError: the file has none of this id (results never name one).
        """
        return next(c for c in self.characteristics if c.id == item_id)


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """One measured value on one piece."""

    characteristic_id: str
    feature: str | None  # Where it was measured, if the report names it.
    value: Decimal
    status: Verdict  # What the laboratory said.


class InspectedPiece(msgspec.Struct, frozen=True, kw_only=True):
    """One piece with all its values."""

    sequence: int  # Position in the report, from 1.
    serial: str | None  # As the laboratory wrote it; may be missing.
    status: Verdict  # What the laboratory said of the whole piece.
    measurements: tuple[Measurement, ...]

    def number(self, pattern: re.Pattern[str]) -> str:
        """Return the piece's short serial: what the pattern's first group finds, zeros cut off.

        Laboratories write serials in their own way (`3`, `RUN_A03_SCAN`); the mapping document
        knows the pattern. Without serial or match the piece's place in the report stands for it.
        """
        match = pattern.search(self.serial or "")
        found = match.group(1).lstrip("0") if match and match.group(1) else ""
        return found or str(self.sequence)


class InspectionResults(msgspec.Struct, frozen=True, kw_only=True):
    """The pieces of one report in its order."""

    pieces: tuple[InspectedPiece, ...]

    @property
    def measurements(self) -> int:
        """Number of values over all pieces."""
        return sum(len(piece.measurements) for piece in self.pieces)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One QIF file: the plan and its results."""

    plan: InspectionPlanDraft
    results: InspectionResults
    version: str | None = None

    def differences(self) -> int:
        """Count the values whose verdict by the limits is not the laboratory's."""
        known = {c.id: c for c in self.plan.characteristics}
        return sum(
            known[m.characteristic_id].judge(m.value) not in (m.status, "unknown")
            for piece in self.results.pieces
            for m in piece.measurements
        )

    def identifiers(self) -> frozenset[str]:
        """Return ids of pseudo-characteristics: user-defined, and merely counting the pieces.

        Some reports carry the part number as if it were measured; such values are judged like the
        others but say nothing about the process.
        """
        result = set()
        for characteristic in self.plan.characteristics:
            if not characteristic.kind.startswith("UserDefined"):
                continue
            numbers = [
                (m.value, _number(piece.serial) or Decimal(piece.sequence))
                for piece in self.results.pieces
                for m in piece.measurements
                if m.characteristic_id == characteristic.id
            ]
            if numbers and all(value == number for value, number in numbers):
                result.add(characteristic.id)
        return frozenset(result)


def _number(serial: str | None) -> Decimal | None:
    return Decimal(serial) if serial is not None and serial.isdecimal() else None
