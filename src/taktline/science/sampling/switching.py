"""Switching rules of ISO 2859-1: inspect more strictly after bad lots, less after good ones."""

from typing import Literal

import msgspec

from taktline.science.sampling.plans import Plan, Severity, one_step_tighter
from taktline.science.sampling.refusals import InspectionDiscontinued

State = Literal["normal", "tightened", "reduced", "discontinued"]

LOTS_WATCHED = 5  # "5 or fewer consecutive lots".
REJECTED_TO_TIGHTEN = 2
ACCEPTED_TO_RELAX = 5
REJECTED_TO_DISCONTINUE = 5
SCORE_TO_REDUCE = 30


class Switching(msgspec.Struct, frozen=True, kw_only=True):
    """Where a supplier, material or operation stands; stored with every lot decision."""

    state: State = "normal"
    score: int = 0  # Switching score; counted on normal inspection only.
    recent: tuple[bool, ...] = ()  # The last lots since the state began, True = accepted.
    rejected: int = 0  # Lots refused on tightened inspection, accumulated.

    @property
    def severity(self) -> Severity:
        """The table to take the next plan from.

        Raises:
            InspectionDiscontinued: no further lot may be inspected before somebody resumes.
        """
        if self.state == "discontinued":
            raise InspectionDiscontinued(rejected=self.rejected)
        return self.state


class LotResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the inspection of one lot found."""

    plan: Plan
    nonconforming: int
    resubmitted: bool = False  # A lot offered again counts for nothing here.
    production_steady: bool = True
    reduced_approved: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the lot passed its plan."""
        return self.plan.accepts(self.nonconforming)


def after_lot(before: Switching, lot: LotResult) -> Switching:
    """Return where the series stands after one more lot; pure, so that replays agree.

    - normal to tightened: 2 of 5 or fewer consecutive lots refused
    - tightened to normal: 5 consecutive lots accepted
    - tightened to discontinued: 5 lots refused, accumulated on tightened
    - normal to reduced: score 30 or more, production steady, reduced inspection approved
    - reduced to normal: a lot refused, production irregular, or approval withdrawn
    - score, on normal: accepted with Ac 0 or 1: +2; with Ac 2 or more and acceptable also one AQL
      step tighter: +3; anything else: back to 0

    Args:
        before: the state before the lot.
        lot: the result, on the plan that the state demanded.

    Raises:
        InspectionDiscontinued: the series was discontinued and not resumed.

    Source: ISO 2859-1:1999 clause 9.3 (GB/T 2828.1-2012).
    """
    if lot.resubmitted:
        return before
    if before.state == "discontinued":
        raise InspectionDiscontinued(rejected=before.rejected)
    recent = (*before.recent, lot.accepted)[-LOTS_WATCHED:]
    if before.state == "reduced":
        stays = lot.accepted and lot.production_steady and lot.reduced_approved
        return msgspec.structs.replace(before, recent=recent) if stays else Switching()
    if before.state == "tightened":
        return _after_tightened(before, lot, recent=recent)
    return _after_normal(before, lot, recent=recent)


def resume(before: Switching) -> Switching:
    """Take inspection up again after corrective action: on tightened inspection.

    Source: ISO 2859-1:1999 clause 9.4.
    """
    return Switching(state="tightened") if before.state == "discontinued" else before


def _after_normal(before: Switching, lot: LotResult, *, recent: tuple[bool, ...]) -> Switching:
    if recent.count(False) >= REJECTED_TO_TIGHTEN:
        return Switching(state="tightened")
    score = before.score + _points(lot) if _points(lot) else 0
    if score >= SCORE_TO_REDUCE and lot.production_steady and lot.reduced_approved:
        return Switching(state="reduced")
    return Switching(state="normal", score=score, recent=recent)


def _after_tightened(before: Switching, lot: LotResult, *, recent: tuple[bool, ...]) -> Switching:
    rejected = before.rejected + (not lot.accepted)
    if rejected >= REJECTED_TO_DISCONTINUE:
        return Switching(state="discontinued", rejected=rejected)
    if len(recent) == ACCEPTED_TO_RELAX and all(recent):
        return Switching()
    return Switching(state="tightened", recent=recent, rejected=rejected)


def _points(lot: LotResult) -> int:
    if not lot.accepted:
        return 0
    if lot.plan.accept < 2:
        return 2
    tighter = one_step_tighter(lot.plan)
    return 3 if tighter is not None and tighter.accepts(lot.nonconforming) else 0
