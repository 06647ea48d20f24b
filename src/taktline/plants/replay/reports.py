"""Finds and reads the inspection reports of one part, laboratory by laboratory."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.instant import Instant
from taktline.connect.business.qif import InspectedPiece, Report, read_report
from taktline.connect.xml import read_xml, text_of
from taktline.plants.replay.mapping import Laboratory, pattern_of
from taktline.plants.replay.recordings import files_in


class LabReport(msgspec.Struct, frozen=True, kw_only=True):
    """One laboratory's report on the pieces of a part.

    Attributes:
        written_at: when the report was written; None where nothing tells.
        serials: per piece of the report its number, as the mapping reads it.
    """

    laboratory: Laboratory
    file: str
    report: Report
    written_at: Instant | None
    serials: tuple[str, ...]

    @property
    def pieces(self) -> list[tuple[str, InspectedPiece]]:
        """Serial and piece, in the report's order."""
        return list(zip(self.serials, self.report.results.pieces, strict=True))


def read_reports(
    folder: Path, laboratories: tuple[Laboratory, ...], *, part: str, zone: str
) -> list[LabReport]:
    """Read the reports on a part; a laboratory that has none is left out.

    Raises:
        NotXml, NotQif, BadReport: a file is not what its name promises.
    """
    found: list[LabReport] = []
    for laboratory in laboratories:
        pattern = pattern_of(laboratory.file)
        for path in files_in(folder / laboratory.folder):
            match = pattern.fullmatch(path.name)
            if match is None or match["part"].casefold() != part.casefold():
                continue
            told = match.groupdict().get("time")
            found.append(_read(path, laboratory, told=told, zone=zone))
    return found


def _read(path: Path, laboratory: Laboratory, *, told: str | None, zone: str) -> LabReport:
    report = read_report(path)
    serial = pattern_of(laboratory.serial)
    return LabReport(
        laboratory=laboratory,
        file=path.name,
        report=report,
        written_at=_written_at(path, laboratory, told=told, zone=ZoneInfo(zone)),
        serials=tuple(piece.number(serial) for piece in report.results.pieces),
    )


def _written_at(
    path: Path, laboratory: Laboratory, *, told: str | None, zone: ZoneInfo
) -> Instant | None:
    """Return when a report was written: by its own word, else by its name."""
    inside = text_of(read_xml(path), "Version", "TimeCreated")
    try:
        if inside is not None:
            at = datetime.fromisoformat(inside)
        elif told is not None and laboratory.time is not None:
            at = datetime.strptime(told, laboratory.time).replace(tzinfo=zone)
        else:
            return None
    except ValueError:
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
