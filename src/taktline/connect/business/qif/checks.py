"""What a report checks: each characteristic on each feature, with a code that fits a plan."""

from decimal import Decimal

import msgspec

from taktline.base.code import CODE_LENGTH_MAX
from taktline.base.ids import derived_id
from taktline.connect.business.qif.results import CharacteristicDraft, Report

RESULT_PLACES, LIMIT_PLACES = 12, 6
"""Decimals that are kept of a measured value, and of a limit."""
DIGEST_LENGTH = 12


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One characteristic on one feature.

    Attributes:
        is_identifier: it counts the pieces and says nothing about the process.
    """

    draft: CharacteristicDraft
    feature: str | None
    is_identifier: bool = False

    @property
    def code(self) -> str:
        """Its code in the plan."""
        return check_code(self.draft.id, self.feature)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.draft.name if self.feature is None else f"{self.draft.name} {self.feature}"


def check_code(item: str, feature: str | None) -> str:
    """Return the code of a characteristic of a report on one feature; long ones end in a digest."""
    code = item if feature is None else f"{item}:{feature}"
    if len(code) <= CODE_LENGTH_MAX:
        return code
    digest = derived_id("check", code).hex[:DIGEST_LENGTH]
    return f"{code[: CODE_LENGTH_MAX - DIGEST_LENGTH - 1]}~{digest}"


def checks(report: Report) -> list[Check]:
    """Return what a report checks: each characteristic on each feature it was measured on."""
    seen: dict[str, dict[str | None, None]] = {}
    for piece in report.results.pieces:
        for one in piece.measurements:
            seen.setdefault(one.characteristic_id, {})[one.feature] = None
    identifiers = report.identifiers()
    return [
        Check(draft=draft, feature=feature, is_identifier=draft.id in identifiers)
        for draft in report.plan.characteristics
        for feature in seen.get(draft.id, {None: None})
    ]


def kept(value: Decimal | None, places: int) -> Decimal | None:
    """Return a number with at most so many decimals, rounded once."""
    exponent = 0 if value is None else value.as_tuple().exponent
    if value is None or not isinstance(exponent, int) or -exponent <= places:
        return value
    return round(value, places)
