"""Tells the whole story of one lot or serial: made from what, worked where, inspected, held."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.apps.quality.lot_results import LotResultRow, LotResultsParams, lot_results
from taktline.base.problem import NotFound
from taktline.kernel.orders.lot_reports import LotReportsParams, lot_reports
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.transaction import Tx

ROWS_MAX = 1_000
"""Rows of each chapter; a serial has far fewer, a hub lot is read by its own queries."""
R = TypeVar("R", bound=msgspec.Struct)


class PieceFound(msgspec.Struct, frozen=True, kw_only=True):
    """The lot, by its material."""

    id: UUID
    material: str
    name: str
    lot: str
    is_serial: bool
    produced_at: datetime | None
    received_at: datetime | None


class OperationTold(msgspec.Struct, frozen=True, kw_only=True):
    """One report on the piece.

    Attributes:
        parameters: what the machine said: programs, tools, counter, recording.
        machine_s: seconds the machine ran.
    """

    job_order: str
    operation: str
    work_unit: str | None
    work_unit_id: UUID | None
    at: datetime
    good: Decimal
    machine_s: Decimal
    parameters: dict[str, object]
    reason: str | None
    source: str


class StopTold(msgspec.Struct, frozen=True, kw_only=True):
    """One stop of the machine while it worked on the piece; reason None = nobody said why."""

    work_unit: str
    started_at: datetime
    length_s: float
    state: str
    said: str
    reason: str | None


class InspectionTold(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection of the piece."""

    inspection: str
    operation: str
    laboratory: str
    at: datetime
    values: int
    failed: int


class ValueTold(msgspec.Struct, frozen=True, kw_only=True):
    """A value out of its limits."""

    inspection: str
    characteristic: str
    value: Decimal | None
    lsl: Decimal | None
    usl: Decimal | None
    unit: str


class HoldTold(msgspec.Struct, frozen=True, kw_only=True):
    """A hold on the piece; `released_at` None = it still bites."""

    code: str
    reason: str
    placed_at: datetime
    released_at: datetime | None


class LinkTold(msgspec.Struct, frozen=True, kw_only=True):
    """A lot it was made from, or one made from it."""

    direction: str
    material: str
    lot: str
    quantity: Decimal
    job_order: str | None


class MoveTold(msgspec.Struct, frozen=True, kw_only=True):
    """One move of the ledger."""

    at: datetime
    source: str
    target: str
    quantity: Decimal
    value: Decimal | None


class BalanceTold(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is now, and what it is worth."""

    place: str
    status: str
    quantity: Decimal
    value: Decimal


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of one lot or serial."""

    piece: PieceFound
    made_from: list[LinkTold]
    operations: list[OperationTold]
    stops: list[StopTold]
    inspections: list[InspectionTold]
    out_of_limits: list[ValueTold]
    holds: list[HoldTold]
    moves: list[MoveTold]
    balances: list[BalanceTold]


PIECE = """
    SELECT l.id, m.code, m.name, l.code, l.is_serial, l.produced_at, l.received_at
    FROM lot l JOIN material m ON m.id = l.material
    WHERE lower(m.code) = lower(%(material)s) AND l.code = %(lot)s
    ORDER BY m.code = %(material)s DESC LIMIT 1"""

STOPS = """
    SELECT e.code, s.started_at,
        extract(epoch FROM s.ended_at - s.started_at)::double precision, s.state, s.said, d.code
    FROM unnest(%(units)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
        AS w (unit, starts_at, ends_at)
    JOIN stop s ON s.work_unit = w.unit AND s.started_at >= w.starts_at
        AND s.started_at < w.ends_at AND NOT s.withdrawn
    JOIN equipment e ON e.id = s.work_unit
    LEFT JOIN downtime_reason d ON d.id = s.reason
    ORDER BY s.started_at LIMIT %(limit)s"""

HOLDS = """
    SELECT code, reason, placed_at, released_at FROM hold
    WHERE lot = %(lot)s ORDER BY placed_at, code LIMIT %(limit)s"""

LINKS = """
    SELECT t.direction, m.code, l.code, t.quantity, j.code
    FROM (
        SELECT 'made from' AS direction, input_lot AS other, sum(quantity_in) AS quantity,
            job_order
        FROM lot_edge WHERE output_lot = %(lot)s GROUP BY input_lot, job_order
        UNION ALL
        SELECT 'went into', output_lot, sum(quantity_out), job_order
        FROM lot_edge WHERE input_lot = %(lot)s GROUP BY output_lot, job_order
    ) t
    JOIN lot l ON l.id = t.other JOIN material m ON m.id = l.material
    LEFT JOIN job_order j ON j.id = t.job_order
    WHERE t.quantity <> 0
    ORDER BY t.direction DESC, m.code, l.code LIMIT %(limit)s"""

MOVES = """
    SELECT v.occurred_at, a.code, b.code, v.quantity, v.value
    FROM move v LEFT JOIN place a ON a.id = v.source_place
    LEFT JOIN place b ON b.id = v.target_place
    WHERE v.lot = %(lot)s
    ORDER BY v.occurred_at, v.recorded_at, v.line LIMIT %(limit)s"""

BALANCES = """
    SELECT p.code, b.status, b.quantity, b.value
    FROM balance b JOIN place p ON p.id = b.place
    WHERE b.lot = %(lot)s AND b.is_physical AND (b.quantity <> 0 OR b.value <> 0)
    ORDER BY p.code, b.status LIMIT %(limit)s"""


async def trace(tx: Tx, named: str) -> Story:
    """Tell the story of one lot or serial.

    Args:
        tx: a read-only transaction of its tenant.
        named: `MATERIAL/LOT`; upper and lower case of the material alike.

    Raises:
        NotFound: there is no such lot.
    """
    material, _, lot = named.rpartition("/")
    found = await tx.rows(PIECE, {"material": material, "lot": lot}, as_=PieceFound)
    if not found:
        raise NotFound(kind="lot", code=named)
    asked = {"lot": found[0].id, "limit": ROWS_MAX}
    operations = await _operations(tx, found[0])
    results = await _results(tx, found[0])
    return Story(
        piece=found[0],
        made_from=await tx.rows(LINKS, asked, as_=LinkTold),
        operations=operations,
        stops=await tx.rows(STOPS, _worked(operations), as_=StopTold),
        inspections=_inspections(results),
        out_of_limits=_out_of_limits(results),
        holds=await tx.rows(HOLDS, asked, as_=HoldTold),
        moves=await tx.rows(MOVES, asked, as_=MoveTold),
        balances=await tx.rows(BALANCES, asked, as_=BalanceTold),
    )


async def _operations(tx: Tx, piece: PieceFound) -> list[OperationTold]:
    asked = LotReportsParams(material=piece.material, lot=str(piece.id), limit=ROWS_MAX)
    page = await lot_reports(tx, asked, SYSTEM)
    return [
        OperationTold(
            job_order=row.job_order,
            operation=row.operation,
            work_unit=row.work_unit,
            work_unit_id=row.work_unit_id,
            at=row.at,
            good=row.good,
            machine_s=row.machine_s,
            parameters=row.parameters,
            reason=row.reason,
            source=row.source,
        )
        for row in page.rows
    ]


async def _results(tx: Tx, piece: PieceFound) -> list[LotResultRow]:
    asked = LotResultsParams(material=piece.material, lot=str(piece.id), limit=ROWS_MAX)
    return (await lot_results(tx, asked, SYSTEM)).rows


def _inspections(results: Sequence[LotResultRow]) -> list[InspectionTold]:
    """Return one line per inspection and laboratory, the first measured first."""
    groups: dict[tuple[str, str, str], list[LotResultRow]] = {}
    for one in results:
        groups.setdefault((one.inspection, one.operation, one.laboratory), []).append(one)
    told = [
        InspectionTold(
            inspection=inspection,
            operation=operation,
            laboratory=laboratory,
            at=min(one.measured_at for one in rows),
            values=len(rows),
            failed=sum(one.passed is False for one in rows),
        )
        for (inspection, operation, laboratory), rows in groups.items()
    ]
    return sorted(told, key=lambda one: (one.at, one.inspection))


def _out_of_limits(results: Sequence[LotResultRow]) -> list[ValueTold]:
    failed = [one for one in results if one.passed is False]
    return [
        ValueTold(
            inspection=one.inspection,
            characteristic=one.name,
            value=one.value,
            lsl=one.lsl,
            usl=one.usl,
            unit=one.unit,
        )
        for one in sorted(failed, key=lambda one: (one.measured_at, one.inspection))
    ]


def _worked(operations: Sequence[OperationTold]) -> dict[str, object]:
    """Return on which machine the piece was from when to when."""
    spans = [
        (one.work_unit_id, str(one.parameters.get("started_at")), one.at)
        for one in operations
        if one.work_unit_id is not None and one.parameters.get("started_at")
    ]
    return {
        "units": [unit for unit, _, _ in spans],
        "starts": [datetime.fromisoformat(start) for _, start, _ in spans],
        "ends": [end for _, _, end in spans],
        "limit": ROWS_MAX,
    }
