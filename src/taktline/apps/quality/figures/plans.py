"""Inspection plans: which there are, what one asks to be checked, which fit an inspection."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.quality.figures.tasks import bounded_limit
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx


class PlansParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which plans, by code; released ones unless all are asked for.

    Attributes:
        material: code of what is inspected.
        inspection: code of an inspection: plans that fit it, the one it follows first.
        every: earlier revisions, too.
    """

    material: str | None = None
    inspection: str | None = None
    every: bool = False
    limit: int = 200


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection plan.

    Attributes:
        source: where it came from.
        characteristics: how many it asks for.
        sampling: classes with level and AQL, for instance `major II 1.0`.
        is_followed: the inspection has its sample or results by it.
        used_at: when something was last measured by it.
    """

    id: UUID
    code: str
    revision: int
    name: str
    status: str
    material: str | None
    material_name: str | None
    material_name_en: str | None
    source: str
    characteristics: int
    sampling: list[str]
    is_followed: bool
    used_at: datetime | None


# Plans are nobody's site's: an inspection is asked for only to choose among them.
PLANS = f"""
    SELECT k.id, k.code, k.revision, k.name, k.status, m.code, m.name, m.name_en,
        coalesce(k.content ->> 'note', ''), c.number,
        coalesce((SELECT array_agg(s.severity || ' ' || s.level || ' ' || s.aql
            ORDER BY s.severity) FROM sampling_rule s WHERE s.work_master = k.id), '{{}}'),
        f.followed, c.used_at
    FROM work_master k LEFT JOIN material m ON m.id = k.material
    LEFT JOIN job_order j ON j.code = %(inspection)s::text AND {NODES}
    CROSS JOIN LATERAL (
        SELECT count(*) AS number, max((SELECT max(r.measured_at) FROM test_result r
            WHERE r.characteristic = c.id)) AS used_at
        FROM characteristic c WHERE c.work_master = k.id) AS c
    CROSS JOIN LATERAL (
        SELECT j.id IS NOT NULL AND (
            EXISTS (SELECT 1 FROM sampling_plan s
                WHERE s.job_order = j.id AND s.work_master = k.id)
            OR EXISTS (SELECT 1 FROM test_result r JOIN characteristic x
                ON x.id = r.characteristic
                WHERE r.job_order = j.id AND x.work_master = k.id)) AS followed) AS f
    WHERE k.kind = 'inspection_plan'
        AND (%(every)s::boolean OR k.status = 'released' OR f.followed)
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
        AND (%(inspection)s::text IS NULL OR f.followed OR k.material IS NULL
            OR k.material = j.material)
    ORDER BY f.followed DESC, k.material IS NULL, k.code, k.revision DESC
    LIMIT %(limit)s"""


async def inspection_plans(tx: Tx, asked: PlansParams, reader: Principal) -> Page[PlanRow]:
    """Return inspection plans."""
    scope = scope_of(reader, "work_master:read", limit=bounded_limit(asked.limit))
    rows = structs(await tx.fetch(PLANS, {**msgspec.structs.asdict(asked), **scope}), PlanRow)
    return Page(rows=rows, total=len(rows))


class CharacteristicsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of which plan; none asks for nothing.

    Attributes:
        plan: code.
        revision: the newest if None.
        inspection: code of an inspection: the plan it follows, or the first that fits it, where
            no plan is named.
    """

    plan: str | None = None
    revision: int | None = None
    inspection: str | None = None
    limit: int = 1000


class CharacteristicRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to check, in the order of the plan."""

    id: UUID
    sequence: int
    code: str
    name: str
    kind: str
    unit: str
    target: Decimal | None
    lsl: Decimal | None
    usl: Decimal | None
    natural_limit: Decimal | None
    severity: str
    tolerance_type: str


CHARACTERISTICS = """
    SELECT c.id, c.sequence, c.code, c.name, c.kind, c.unit, c.target, c.lsl, c.usl,
        c.natural_limit, c.severity, c.tolerance_type
    FROM work_master k JOIN characteristic c ON c.work_master = k.id
    WHERE k.code = %(plan)s::text AND k.kind = 'inspection_plan'
        AND k.revision = coalesce(%(revision)s::integer, (
            SELECT max(x.revision) FROM work_master x WHERE x.code = k.code))
    ORDER BY c.sequence, c.code LIMIT %(limit)s"""


async def characteristics(
    tx: Tx, asked: CharacteristicsParams, reader: Principal
) -> Page[CharacteristicRow]:
    """Return what a plan asks to be checked."""
    if asked.plan is None and asked.inspection is not None:
        wanted = PlansParams(inspection=asked.inspection, limit=1)
        for first in (await inspection_plans(tx, wanted, reader)).rows:
            asked = msgspec.structs.replace(asked, plan=first.code, revision=first.revision)
    given = {**msgspec.structs.asdict(asked), "limit": bounded_limit(asked.limit)}
    rows = structs(await tx.fetch(CHARACTERISTICS, given), CharacteristicRow)
    return Page(rows=rows, total=len(rows))
