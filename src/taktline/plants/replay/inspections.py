"""From reports to inspections: plans imported, results judged by us, failed pieces held."""

from decimal import Decimal

import msgspec

from taktline.base.code import CODE_LENGTH_MAX
from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.connect.business.qif import CharacteristicDraft
from taktline.kernel.ledger.facts import lot_id
from taktline.plants.clerk import Order
from taktline.plants.replay.orders import Batch
from taktline.plants.replay.reports import LabReport

RESULT_PLACES, LIMIT_PLACES = 12, 6
"""Decimals that are kept of a measured value, and of a limit."""
DIGEST_LENGTH = 12
FAILED = "failed-inspection"


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


def code_of(batch: Batch, reports: list[LabReport], index: int) -> str:
    """Return the code of an inspection: part and laboratory; a second report gets a number."""
    lab = reports[index].laboratory.code
    number = sum(one.laboratory.code == lab for one in reports[:index])
    return f"{batch.order}-{lab}" + (f"-{number + 1}" if number else "")


def when(batch: Batch, report: LabReport) -> Instant:
    """Return when an inspection happened: as its report says, never before the work ended."""
    return batch.ends_at if report.written_at is None else max(report.written_at, batch.ends_at)


def inspected(batch: Batch, report: LabReport, *, code: str) -> list[Order]:
    """Return the commands of one report: plan, request, results piece by piece, end."""
    at, laboratory = when(batch, report), report.laboratory
    plan: dict[str, object] = {
        "code": f"{code}-plan",
        "name": f"{laboratory.label.en}, {batch.recorded.part}",
        "material": batch.material,
        "source": report.file,
        "characteristics": [_planned(one) for one in checks(report)],
    }
    request: dict[str, object] = {
        "code": code,
        "site": batch.example.mapping.site.code,
        "material": batch.material,
        "quantity": len(report.serials),
        "operation": laboratory.label.en,
    }
    return [
        Order(verb="quality.import_inspection_plan", key=(code,), fields=plan, at=at),
        Order(verb="quality.request_inspection", key=(code,), fields=request, at=at),
    ]


def results(batch: Batch, report: LabReport, *, code: str) -> list[Order]:
    """Return one command for each piece with everything measured on it; then the end."""
    at = when(batch, report)
    orders: list[Order] = []
    for serial, piece in report.pieces:
        lines = [
            {
                "characteristic": check_code(one.characteristic_id, one.feature),
                "piece": piece.sequence,
                "lot": str(lot_id(batch.product, serial)),
                "value": _kept(one.value, RESULT_PLACES),
                "stated": None if one.status == "unknown" else one.status == "pass",
            }
            for one in piece.measurements
        ]
        if lines:
            fields: dict[str, object] = {
                "inspection": code,
                "plan": f"{code}-plan",
                "laboratory": report.laboratory.code,
                "results": lines,
            }
            orders.append(
                Order(
                    verb="quality.record_results",
                    key=(code, piece.sequence),
                    fields=fields,
                    at=at,
                )
            )
    end: dict[str, object] = {"job_order": code}
    return [*orders, Order(verb="kernel.complete_job_order", key=(code,), fields=end, at=at)]


def held(batch: Batch, code: str, *, serials: list[str], at: Instant) -> list[Order]:
    """Return the command that stops the pieces that failed; none if none did."""
    if not serials:
        return []
    fields: dict[str, object] = {
        "code": code,
        "reason": FAILED,
        "lots": [{"material": batch.material, "lot": serial} for serial in serials],
    }
    return [Order(verb="kernel.place_hold", key=(code,), fields=fields, at=at)]


def checks(report: LabReport) -> list[Check]:
    """Return what a report checks: each characteristic on each feature it was measured on."""
    seen: dict[str, dict[str | None, None]] = {}
    for piece in report.report.results.pieces:
        for one in piece.measurements:
            seen.setdefault(one.characteristic_id, {})[one.feature] = None
    identifiers = report.report.identifiers()
    return [
        Check(draft=draft, feature=feature, is_identifier=draft.id in identifiers)
        for draft in report.report.plan.characteristics
        for feature in seen.get(draft.id, {None: None})
    ]


def _planned(check: Check) -> dict[str, object]:
    draft = check.draft
    return {
        "code": check.code,
        "name": check.name,
        "unit": draft.unit,
        "target": _kept(draft.nominal, LIMIT_PLACES),
        "lsl": _kept(draft.lsl, LIMIT_PLACES),
        "usl": _kept(draft.usl, LIMIT_PLACES),
        "natural_limit": _kept(draft.natural_limit, LIMIT_PLACES),
        "tolerance_type": draft.kind,
    }


def _kept(value: Decimal | None, places: int) -> Decimal | None:
    exponent = 0 if value is None else value.as_tuple().exponent
    if value is None or not isinstance(exponent, int) or -exponent <= places:
        return value
    return round(value, places)
