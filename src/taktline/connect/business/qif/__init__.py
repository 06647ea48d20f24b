"""QIF, the format of coordinate measuring reports: plans to import, results to judge."""

from taktline.connect.business.qif.reader import BadReport, NotQif, read_report, report_of
from taktline.connect.business.qif.results import (
    CharacteristicDraft,
    InspectedPiece,
    InspectionPlanDraft,
    InspectionResults,
    Measurement,
    Report,
    Verdict,
)

__all__ = [
    "BadReport",
    "CharacteristicDraft",
    "InspectedPiece",
    "InspectionPlanDraft",
    "InspectionResults",
    "Measurement",
    "NotQif",
    "Report",
    "Verdict",
    "read_report",
    "report_of",
]
