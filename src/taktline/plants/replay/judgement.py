"""Reads recorded results back and says what they mean: verdicts, capability, control charts."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from taktline.apps.quality.lot_results import LotResultsParams, lot_results
from taktline.base.problem import Problem
from taktline.connect.business.qif.checks import Check, checks
from taktline.plants.replay.reports import LabReport
from taktline.plants.replay.result import CharacteristicSaid, ChartSaid, InspectionSaid
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.query import PAGE_MAX
from taktline.platform.transaction import Tx
from taktline.science.spc import Limits, capability, individuals, signals


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One stored result.

    Attributes:
        passed: our verdict.
        stated: the laboratory's, where it gave one.
    """

    characteristic: str
    piece: int
    value: Decimal | None
    passed: bool
    stated: bool | None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection as it is stored, with what its report says of the limits."""

    report: LabReport
    results: list[Judged]

    @property
    def failed_pieces(self) -> list[int]:
        """Places in the report of the pieces with any value out of its limits."""
        return sorted({one.piece for one in self.results if not one.passed})

    @property
    def failed_serials(self) -> list[str]:
        """Their serials, in the report's order."""
        failed = set(self.failed_pieces)
        pieces = self.report.pieces
        return list(dict.fromkeys(s for s, piece in pieces if piece.sequence in failed))

    def values(self, check: Check) -> list[float]:
        """Return the values of one characteristic on one feature, in the report's order."""
        return [
            float(one.value)
            for one in self.results
            if one.characteristic == check.code and one.value is not None
        ]


async def read_judgement(tx: Tx, report: LabReport, *, code: str) -> Judgement:
    """Read what is stored of an inspection."""
    results: list[Judged] = []
    after: str | None = None
    while True:
        asked = LotResultsParams(inspection=code, after=after, limit=PAGE_MAX)
        page = await lot_results(tx, asked, SYSTEM)
        results += [
            Judged(
                characteristic=row.characteristic,
                piece=row.piece,
                value=row.value,
                passed=row.passed is not False,
                stated=row.stated,
            )
            for row in page.rows
        ]
        after = page.after
        if after is None:
            return Judgement(report=report, results=results)


def said_of(judgement: Judgement, *, part: str) -> InspectionSaid:
    """Return counts of verdicts and the capability of every characteristic that is measured."""
    results = judgement.results
    passed = sum(one.passed for one in results)
    pieces = len(judgement.report.serials)
    return InspectionSaid(
        part=part,
        lab=judgement.report.laboratory.code,
        pieces=pieces,
        measurements=len(results),
        passed=passed,
        fail=len(results) - passed,
        pieces_passed=pieces - len(judgement.failed_pieces),
        differences=sum(one.stated not in (None, one.passed) for one in results),
        characteristics=[
            _capable(check, judgement.values(check))
            for check in checks(judgement.report.report)
            if not check.is_identifier
        ],
    )


def charts_of(judgement: Judgement) -> list[ChartSaid]:
    """Return a chart of individuals for every characteristic with two values or more."""
    charts: list[ChartSaid] = []
    for check in checks(judgement.report.report):
        values = judgement.values(check)
        if check.is_identifier or len(values) < 2:
            continue
        chart = individuals(values).location
        broken = signals(chart)
        charts.append(
            ChartSaid(
                lab=judgement.report.laboratory.code,
                characteristic=check.name,
                center=chart.center,
                lcl=chart.lcl[0],
                ucl=chart.ucl[0],
                signals=[f"{one.rule} at {one.point + 1}" for one in broken],
            )
        )
    return charts


def _capable(check: Check, values: Sequence[float]) -> CharacteristicSaid:
    mean = sum(values) / len(values) if values else None
    try:
        found = capability(values, _limits(check))
    except Problem:  # One value only, or no limits: there is no capability to speak of.
        return CharacteristicSaid(
            characteristic=check.name, n=len(values), mean=mean, cp=None, cpk=None, pp=None,
            ppk=None,
        )  # fmt: skip
    return CharacteristicSaid(
        characteristic=check.name,
        n=found.n,
        mean=found.mean,
        cp=found.cp,
        cpk=found.cpk,
        pp=found.pp,
        ppk=found.ppk,
    )


def _limits(check: Check) -> Limits:
    draft = check.draft
    return Limits(
        lsl=None if draft.lsl is None else float(draft.lsl),
        usl=None if draft.usl is None else float(draft.usl),
        natural_limit=None if draft.natural_limit is None else float(draft.natural_limit),
    )
