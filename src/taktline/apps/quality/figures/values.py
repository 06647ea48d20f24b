"""Measured values and verdicts behind the figures of quality: which, from when, of what."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.quality.figures.tasks import bounded_limit
from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import Invalid
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx

POINTS_MAX = 5_000
"""Values one chart or index is made of, the newest ones: more say nothing new on a screen."""


class ValuesParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which results, in the order they were measured.

    Attributes:
        since: measured at or after this instant; `until`: before that one.
        plan: code of the inspection plan, all its revisions.
        characteristic: code within the plan.
        material: code of what the inspection is about.
        inspection: code of one inspection.
        lot: code of the piece's lot or serial.
        failed: only what is out of its limits.
        low: only values of at least this much; `high`: of at most that much.
        after: cursor of the page before.
        limit: rows, 1 to 1000.
    """

    since: Instant | None = None
    until: Instant | None = None
    plan: str | None = None
    characteristic: str | None = None
    material: str | None = None
    inspection: str | None = None
    lot: str | None = None
    failed: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    after: str | None = None
    limit: int = 200


class ValueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One result; passed None = no limits.

    Attributes:
        measured_by: who recorded it.
        photo: file of the piece, where one was taken.
    """

    id: UUID
    measured_at: datetime
    inspection: str
    plan: str
    characteristic: str
    name: str
    feature: str
    piece: int
    material: str | None
    lot: str | None
    value: Decimal | None
    attribute_ok: bool | None
    lsl: Decimal | None
    usl: Decimal | None
    unit: str
    passed: bool | None
    laboratory: str
    gauge: str
    measured_by: str | None
    photo: UUID | None


CHOSEN = f"""
    {NODES}
    AND (%(since)s::timestamptz IS NULL OR r.measured_at >= %(since)s::timestamptz)
    AND (%(until)s::timestamptz IS NULL OR r.measured_at < %(until)s::timestamptz)
    AND (%(plan)s::text IS NULL OR k.code = %(plan)s::text)
    AND (%(characteristic)s::text IS NULL OR c.code = %(characteristic)s::text)
    AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
    AND (%(inspection)s::text IS NULL OR j.code = %(inspection)s::text)
    AND (%(lot)s::text IS NULL OR l.code = %(lot)s::text)"""
FROM = """
    FROM test_result r JOIN characteristic c ON c.id = r.characteristic
    JOIN work_master k ON k.id = c.work_master
    JOIN job_order j ON j.id = r.job_order
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN lot l ON l.id = r.lot"""

VALUES = f"""
    SELECT r.id, r.measured_at, j.code, k.code, c.code, c.name, r.feature, r.piece, m.code, l.code,
        r.value, r.attribute_ok, c.lsl, c.usl, c.unit, r.passed, r.laboratory, r.gauge, u.name,
        r.photo
    {FROM}
    LEFT JOIN command x ON x.id = r.cause LEFT JOIN user_account u ON u.id = x.principal
    WHERE {CHOSEN}
        AND (NOT %(failed)s::boolean OR NOT r.passed)
        AND (%(low)s::numeric IS NULL OR r.value >= %(low)s::numeric)
        AND (%(high)s::numeric IS NULL OR r.value <= %(high)s::numeric)
        AND (%(after)s::uuid IS NULL OR (r.measured_at, j.code, c.sequence, r.piece, r.id) > (
            SELECT rr.measured_at, jj.code, cc.sequence, rr.piece, rr.id
            FROM test_result rr JOIN job_order jj ON jj.id = rr.job_order
            JOIN characteristic cc ON cc.id = rr.characteristic
            WHERE rr.id = %(after)s::uuid))
    ORDER BY r.measured_at, j.code, c.sequence, r.piece, r.id
    LIMIT %(limit)s"""


async def measurements(tx: Tx, asked: ValuesParams, reader: Principal) -> Page[ValueRow]:
    """Return results in the order they were measured.

    Raises:
        Invalid: the cursor is none.
    """
    if asked.after is not None and id_of(asked.after) is None:
        raise Invalid(reason="after is no cursor", at="/after")
    scope = scope_of(reader, "test_result:read", limit=bounded_limit(asked.limit))
    rows = structs(await tx.fetch(VALUES, {**msgspec.structs.asdict(asked), **scope}), ValueRow)
    return Page(rows=rows, after=str(rows[-1].id) if len(rows) == scope["limit"] else None)


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one characteristic with where it came from."""

    value: float
    inspection: str
    piece: int
    lot: str | None
    measured_at: datetime


# The newest ones, told in the order they were measured: pieces of one inspection by number.
SERIES = f"""
    SELECT x.value::double precision, x.inspection, x.piece, x.lot, x.measured_at FROM (
        SELECT r.value, j.code AS inspection, r.piece, l.code AS lot, r.measured_at, r.feature, r.id
        {FROM}
        WHERE r.value IS NOT NULL AND {CHOSEN}
        ORDER BY r.measured_at DESC, j.code DESC, r.piece DESC, r.feature DESC, r.id DESC
        LIMIT %(limit)s) AS x
    ORDER BY x.measured_at, x.inspection, x.piece, x.feature, x.id"""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection as a sample of pieces.

    Attributes:
        pieces: pieces looked at.
        nonconforming: pieces of them with any failed result.
        nonconformities: failed results.
    """

    inspection: str
    pieces: int
    nonconforming: int
    nonconformities: int
    measured_at: datetime


SAMPLES = f"""
    SELECT x.code, x.pieces, x.nonconforming, x.nonconformities, x.at FROM (
        SELECT j.code, count(DISTINCT (r.lot, r.piece)) AS pieces,
            count(DISTINCT (r.lot, r.piece)) FILTER (WHERE NOT r.passed) AS nonconforming,
            count(*) FILTER (WHERE NOT r.passed) AS nonconformities, min(r.measured_at) AS at
        {FROM}
        WHERE {CHOSEN}
        GROUP BY j.code ORDER BY min(r.measured_at) DESC, j.code DESC LIMIT %(limit)s) AS x
    ORDER BY x.at, x.code"""


class Specified(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic as its newest revision states it, with what was measured of it.

    Attributes:
        inspected: results; `failed`: results out of limits.
        inspections: how many of them.
        values: of variables, in the order they were measured, the newest POINTS_MAX.
    """

    plan: str
    plan_name: str
    characteristic: str
    name: str
    kind: str
    unit: str
    severity: str
    target: float | None
    lsl: float | None
    usl: float | None
    natural_limit: float | None
    inspected: int
    failed: int
    inspections: int
    values: list[float]


SPECIFIED = f"""
    SELECT k.code, max(k.name), c.code,
        (array_agg(c.name ORDER BY k.revision DESC))[1],
        (array_agg(c.kind ORDER BY k.revision DESC))[1],
        (array_agg(c.unit ORDER BY k.revision DESC))[1],
        (array_agg(c.severity ORDER BY k.revision DESC))[1],
        (array_agg(c.target::double precision ORDER BY k.revision DESC))[1],
        (array_agg(c.lsl::double precision ORDER BY k.revision DESC))[1],
        (array_agg(c.usl::double precision ORDER BY k.revision DESC))[1],
        (array_agg(c.natural_limit::double precision ORDER BY k.revision DESC))[1],
        count(*), count(*) FILTER (WHERE NOT r.passed), count(DISTINCT r.job_order),
        coalesce((array_agg(r.value::double precision
            ORDER BY r.measured_at DESC, j.code DESC, r.piece DESC, r.feature DESC, r.id DESC)
            FILTER (WHERE r.value IS NOT NULL))[1:{POINTS_MAX}], '{{}}')
    {FROM}
    WHERE {CHOSEN}
    GROUP BY k.code, c.code
    ORDER BY k.code, min(c.sequence), c.code
    LIMIT %(limit)s"""


async def series(tx: Tx, asked: ValuesParams, reader: Principal) -> list[Measured]:
    """Return the newest values of what is asked for, oldest of them first."""
    return await tx.rows(SERIES, _given(asked, reader, limit=POINTS_MAX), as_=Measured)


async def samples(tx: Tx, asked: ValuesParams, reader: Principal) -> list[Counted]:
    """Return inspections as samples of pieces, oldest first."""
    return await tx.rows(SAMPLES, _given(asked, reader, limit=POINTS_MAX), as_=Counted)


async def specified(tx: Tx, asked: ValuesParams, reader: Principal) -> list[Specified]:
    """Return characteristics with the values measured of them, oldest first."""
    found: Sequence[Specified] = await tx.rows(
        SPECIFIED, _given(asked, reader, limit=bounded_limit(asked.limit)), as_=Specified
    )
    return [msgspec.structs.replace(one, values=one.values[::-1]) for one in found]


def _given(asked: ValuesParams, reader: Principal, *, limit: int) -> dict[str, object]:
    scope = scope_of(reader, "test_result:read", limit=limit)
    return {**msgspec.structs.asdict(asked), **scope}
