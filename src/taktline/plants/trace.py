"""Tells the whole story of one lot or serial: made from what, worked where, inspected, held."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.base.problem import NotFound
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

OPERATIONS = """
    SELECT j.code, j.operation, e.code, e.id, r.occurred_at, r.good, r.machine_s, r.parameters,
        r.reason, r.source
    FROM job_response r JOIN job_order j ON j.id = r.job_order
    LEFT JOIN equipment e ON e.id = r.work_unit
    WHERE r.lot = %(lot)s AND r.kind = 'report' AND r.sign = 1
        AND NOT EXISTS (SELECT 1 FROM job_response b WHERE b.reverses = r.id)
    ORDER BY r.occurred_at, j.sequence LIMIT %(limit)s"""

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

INSPECTIONS = """
    SELECT j.code, j.operation, r.laboratory, min(r.measured_at), count(*),
        count(*) FILTER (WHERE NOT r.passed)
    FROM test_result r JOIN job_order j ON j.id = r.job_order
    WHERE r.lot = %(lot)s
    GROUP BY j.code, j.operation, r.laboratory ORDER BY 4, 1 LIMIT %(limit)s"""

OUT_OF_LIMITS = """
    SELECT j.code, c.name, r.value, c.lsl, c.usl, c.unit
    FROM test_result r JOIN job_order j ON j.id = r.job_order
    JOIN characteristic c ON c.id = r.characteristic
    WHERE r.lot = %(lot)s AND NOT r.passed
    ORDER BY r.measured_at, j.code, c.sequence LIMIT %(limit)s"""

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
    operations = await tx.rows(OPERATIONS, asked, as_=OperationTold)
    return Story(
        piece=found[0],
        made_from=await tx.rows(LINKS, asked, as_=LinkTold),
        operations=operations,
        stops=await tx.rows(STOPS, _worked(operations), as_=StopTold),
        inspections=await tx.rows(INSPECTIONS, asked, as_=InspectionTold),
        out_of_limits=await tx.rows(OUT_OF_LIMITS, asked, as_=ValueTold),
        holds=await tx.rows(HOLDS, asked, as_=HoldTold),
        moves=await tx.rows(MOVES, asked, as_=MoveTold),
        balances=await tx.rows(BALANCES, asked, as_=BalanceTold),
    )


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
