"""From reports to inspections: plans imported, results judged by us, failed pieces held."""

from taktline.base.instant import Instant
from taktline.connect.business.qif.checks import (
    LIMIT_PLACES,
    RESULT_PLACES,
    Check,
    check_code,
    checks,
    kept,
)
from taktline.kernel.ledger.facts import lot_id
from taktline.plants.clerk import Order
from taktline.plants.replay.orders import Batch
from taktline.plants.replay.reports import LabReport

FAILED = "failed-inspection"


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
        "characteristics": [_planned(one) for one in checks(report.report)],
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
                "value": kept(one.value, RESULT_PLACES),
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


def _planned(check: Check) -> dict[str, object]:
    draft = check.draft
    return {
        "code": check.code,
        "name": check.name,
        "unit": draft.unit,
        "target": kept(draft.nominal, LIMIT_PLACES),
        "lsl": kept(draft.lsl, LIMIT_PLACES),
        "usl": kept(draft.usl, LIMIT_PLACES),
        "natural_limit": kept(draft.natural_limit, LIMIT_PLACES),
        "tolerance_type": draft.kind,
    }
