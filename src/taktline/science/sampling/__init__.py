"""Acceptance sampling by attributes (ISO 2859-1): code letters, plans, curves, switching rules."""

from taktline.science.sampling.characteristic import (
    acceptance_probability,
    acceptance_probability_defects,
    quality_at_acceptance,
)
from taktline.science.sampling.plans import (
    AQLS,
    LETTERS,
    Level,
    Plan,
    Severity,
    code_letter,
    one_step_tighter,
    plan,
    plan_for_lot,
)
from taktline.science.sampling.refusals import InspectionDiscontinued, LotTooSmall, NoSuchPlan
from taktline.science.sampling.switching import LotResult, State, Switching, after_lot, resume

__all__ = [
    "AQLS",
    "LETTERS",
    "InspectionDiscontinued",
    "Level",
    "LotResult",
    "LotTooSmall",
    "NoSuchPlan",
    "Plan",
    "Severity",
    "State",
    "Switching",
    "acceptance_probability",
    "acceptance_probability_defects",
    "after_lot",
    "code_letter",
    "one_step_tighter",
    "plan",
    "plan_for_lot",
    "quality_at_acceptance",
    "resume",
]
