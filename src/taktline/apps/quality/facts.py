"""The facts of inspection: a decision, a result, a plan."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.platform.command import Fact

InspectionDecision = Literal["accept", "reject", "conditional"]
CharacteristicKind = Literal["variable", "attribute"]


class InspectionDecided(Fact, frozen=True, kw_only=True):
    """An inspection has its decision; taken back, it has none again."""

    job_order: UUID
    site: UUID
    decision: InspectionDecision
    accepted: Decimal
    rejected: Decimal
    reason: str | None = None


class Characteristic(msgspec.Struct, frozen=True, kw_only=True):
    """What an inspection plan asks to be checked.

    Attributes:
        lsl: lower limit, inclusive; None = no limit below.
        usl: upper limit, inclusive; None = no limit above.
        natural_limit: what a form or position deviation cannot fall below; bounds it where no
            lower limit comes from the drawing.
        severity: critical, major or minor.
    """

    id: UUID
    work_master: UUID
    code: str
    name: str = ""
    kind: CharacteristicKind = "variable"
    unit: str = ""
    target: Decimal | None = None
    lsl: Decimal | None = None
    usl: Decimal | None = None
    natural_limit: Decimal | None = None
    severity: Literal["critical", "major", "minor"] = "major"
    tolerance_type: str = ""
    sequence: int = 0


class CharacteristicAdded(Fact, frozen=True, kw_only=True):
    """An inspection plan asks for this from now on."""

    characteristic: Characteristic


class ResultRecorded(Fact, frozen=True, kw_only=True):
    """One characteristic of one piece was measured or judged.

    Attributes:
        lot: the piece's serial, or the lot.
        piece: number of the piece within the sample, from 1.
        feature: where on the piece it was measured.
        passed: by the limits, inclusive; None where there are none.
        stated: the verdict of whoever measured, where it was told; may differ from `passed`.
        laboratory: who measured.
        photo: file of the piece.
    """

    id: UUID
    site: UUID
    job_order: UUID
    characteristic: UUID
    lot: UUID | None = None
    piece: int = 1
    feature: str = ""
    value: Decimal | None = None
    attribute_ok: bool | None = None
    passed: bool | None
    stated: bool | None = None
    measured_at: Instant
    laboratory: str = ""
    gauge: str = ""
    photo: UUID | None = None
