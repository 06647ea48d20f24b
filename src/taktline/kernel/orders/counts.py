"""What a report counted, rounded once to the unit: good, samples, defects, missing and found."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import BadCode, code
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.kernel.orders.rows import DefectClass, DefectOutcome

DEFECT_LINES_MAX = 100
"""Defect lines of one report: more is a list pasted by mistake."""


class NegativeCount(Problem):
    """A count below zero; what was reported too much is corrected, not reported negatively."""

    title = Text(
        en="{field} is {value}; what is counted is never below zero, and what is listed is above "
        "it. Correct the earlier report instead.",
        zh="{field} 为 {value}:计数不得小于零,列出的数量须大于零;多报请更正原报工。",
    )
    status = 400


class NothingReported(Problem):
    """A report that says nothing."""

    title = Text(
        en="The report counts no pieces, no time and no parameter.",
        zh="报工没有数量、工时或参数。",
    )
    status = 400


class TooManyDefects(Problem):
    """More defect lines than one report may carry; none is left out silently."""

    title = Text(
        en="{count} defect lines in one report; at most {limit}. Report the rest separately.",
        zh="一次报工含 {count} 行不良,最多 {limit} 行;其余请另行报工。",
    )
    status = 400


class ReasonMissing(Problem):
    """Missing and found pieces, holds and reopening are told with their reason."""

    title = Text(en="Say why: {field} needs a reason.", zh="请填写原因:{field}。")
    status = 400


class DefectLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pieces that were not right, why, and where it was caused.

    Attributes:
        outcome: `to_judge` unless the reporter may decide himself.
        defect_class: process (工废), material (料废) or set_up (调机).
        found_at: equipment id; the job's own work unit if None.
        caused_at_job: code or id of the job order that caused it; None = unknown.
        rework_job: code of the rework job order the pieces go to: an open one, or the name of
            the one to be made.
    """

    quantity: Decimal
    defect_code: str
    outcome: DefectOutcome = "to_judge"
    defect_class: DefectClass = "process"
    found_at: UUID | None = None
    caused_at_job: str | None = None
    caused_at_operation: str | None = None
    caused_by_person: UUID | None = None
    caused_by_supplier: UUID | None = None
    rework_job: str | None = None
    photo: UUID | None = None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """The pieces of one report in the material's base unit."""

    good: Decimal = ZERO
    sample: Decimal = ZERO
    missing: Decimal = ZERO
    found: Decimal = ZERO
    defects: tuple[DefectLine, ...] = ()

    def of(self, outcome: DefectOutcome) -> Decimal:
        """Return the defective pieces with this outcome."""
        if not self.defects:
            return ZERO
        return sum((line.quantity for line in self.defects if line.outcome == outcome), ZERO)

    @property
    def bad(self) -> Decimal:
        """Pieces of all defect lines."""
        return sum((line.quantity for line in self.defects), ZERO) if self.defects else ZERO

    @property
    def worked(self) -> Decimal:
        """Pieces that were worked on, whatever became of them: these consume components."""
        return self.good + self.sample + self.bad

    @property
    def passed_on(self) -> Decimal:
        """Pieces that go on: good at once or repaired on the spot."""
        return self.good + self.of("repaired")

    @property
    def taken(self) -> Decimal:
        """Pieces the operation must have received for this report."""
        return self.worked + self.missing - self.found


def counted(counts: Counts, *, places: int) -> Counts:
    """Return the counts rounded half up to the unit's places, each zero or more.

    Raises:
        TooManyDefects: more than DEFECT_LINES_MAX lines.
        NotADecimal: a count is no plain decimal of at most 14 digits.
        BadCode: a defect code that is no code.
        NegativeCount: one is below zero, or a defect line is not above zero.
    """
    if len(counts.defects) > DEFECT_LINES_MAX:
        raise TooManyDefects(count=len(counts.defects), limit=DEFECT_LINES_MAX, at="/defects")
    return Counts(
        good=_count("good", counts.good, places=places),
        sample=_count("sample", counts.sample, places=places),
        missing=_count("missing", counts.missing, places=places),
        found=_count("found", counts.found, places=places),
        defects=tuple(
            msgspec.structs.replace(
                line,
                quantity=_defects(index, line.quantity, places=places),
                defect_code=_code(index, line.defect_code),
            )
            for index, line in enumerate(counts.defects)
        ),
    )


def _code(index: int, value: str) -> str:
    try:
        return code(value)
    except BadCode as bad:
        raise bad.located(f"/defects/{index}/defect_code") from None


def _count(field: str, value: Decimal, *, places: int) -> Decimal:
    if bounded(value) < 0:
        raise NegativeCount(field=field, value=value, at=f"/{field}")
    return rounded(value, places)


def _defects(index: int, value: Decimal, *, places: int) -> Decimal:
    found = rounded(bounded(value), places)
    if found <= 0:
        raise NegativeCount(field="quantity", value=value, at=f"/defects/{index}/quantity")
    return found
