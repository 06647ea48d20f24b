"""Does this lot fit this job? Asked before it is mounted, so that the wrong one never is."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.asked import BUSINESS_DAY
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.transaction import Tx

Verdict = Literal["fits", "not_on_bill", "held", "expired", "not_released", "not_here"]


class FitParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which job order and which lot, by code.

    Attributes:
        material: where the code of the lot is used for several; None = any.
    """

    job_order: str
    lot: str
    material: str | None = None
    limit: int = 20


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for or against one lot at one job order; the gravest reason counts.

    Attributes:
        verdict: fits; not on the bill; on hold; expired at the factory's day; not released (in
            quarantine, blocked, rejected); not where the job takes it from.
        held_by: codes of its open holds, with their reasons.
        uses: what the job order uses up instead, by code.
        here: usable where the job takes it from, base unit; `elsewhere` places that hold it.
    """

    verdict: Verdict
    material: str
    name: str
    name_en: str | None
    lot: str
    unit: str
    expires_on: date | None
    held_by: tuple[str, ...]
    uses: tuple[str, ...]
    place: str | None
    here: Decimal
    elsewhere: tuple[str, ...]


class _Lot(msgspec.Struct, frozen=True, kw_only=True):
    """A lot as it stands, and where the job would take it from."""

    id: UUID
    material: str
    name: str
    name_en: str | None
    lot: str
    unit: str
    expires_on: date | None
    is_expired: bool
    held_by: list[str]
    uses: list[str]
    place: str | None
    here: Decimal
    unreleased: Decimal
    elsewhere: list[str]


LOTS = f"""
    WITH job AS (
        SELECT j.code, j.site, j.snapshot FROM job_order j
        WHERE j.code = %(job_order)s::text AND {NODES}),
    line AS (
        SELECT (l ->> 'material')::uuid AS material,
            CASE WHEN coalesce(l ->> 'issue_method', 'backflush') = 'issue'
                OR l ->> 'place' IS NULL THEN 'wip:' || j.code ELSE l ->> 'place' END AS place
        FROM job j, jsonb_array_elements(j.snapshot -> 'operation' -> 'materials') AS l
        WHERE coalesce(l ->> 'use', 'consume') = 'consume')
    SELECT l.id, m.code, m.name, m.name_en, l.code, u.code, l.expires_on,
        coalesce(l.expires_on <= {BUSINESS_DAY}, false),
        ARRAY(SELECT h.code || ' ' || h.reason FROM hold h
            WHERE h.lot = l.id AND h.released_at IS NULL ORDER BY h.code),
        ARRAY(SELECT DISTINCT k.code FROM line i JOIN material k ON k.id = i.material ORDER BY 1),
        line.place,
        coalesce(b.here, 0), coalesce(b.unreleased, 0),
        coalesce(b.elsewhere, ARRAY[]::text[])
    FROM job j JOIN site s ON s.id = j.site
    JOIN lot l ON l.code = %(lot)s::text AND l.code <> '-'
    JOIN material m ON m.id = l.material
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
    JOIN unit u ON u.id = m.unit
    LEFT JOIN LATERAL (SELECT i.place FROM line i WHERE i.material = m.id LIMIT 1) line ON true
    LEFT JOIN LATERAL (
        SELECT sum(x.quantity) FILTER (
                WHERE p.code = line.place AND x.status = 'available') AS here,
            sum(x.quantity) FILTER (WHERE x.status <> 'available') AS unreleased,
            array_agg(DISTINCT p.code) FILTER (
                WHERE p.code IS DISTINCT FROM line.place) AS elsewhere
        FROM balance x JOIN place p ON p.id = x.place
        WHERE x.lot = l.id AND x.quantity > 0 AND x.is_physical AND p.site = j.site) b ON true
    ORDER BY line.place IS NULL, m.code LIMIT %(limit)s"""


async def component_check(tx: Tx, params: FitParams, reader: Principal) -> Page[Fit]:
    """Return whether a lot may be used at a job order; no row = there is no such lot or job."""
    rows = await tx.fetch(
        LOTS,
        {
            "job_order": params.job_order,
            "lot": params.lot,
            "material": params.material,
            "now": tx.present,
            **scope_of(reader, "job_order:read", limit=min(max(params.limit, 1), PAGE_MAX)),
        },
    )
    fits = [_fit(one) for one in structs(rows, _Lot)]
    return Page(rows=fits, total=len(fits))


def _fit(lot: _Lot) -> Fit:
    return Fit(
        verdict=verdict_of(lot),
        material=lot.material,
        name=lot.name,
        name_en=lot.name_en,
        lot=lot.lot,
        unit=lot.unit,
        expires_on=lot.expires_on,
        held_by=tuple(lot.held_by),
        uses=tuple(lot.uses),
        place=lot.place,
        here=lot.here,
        elsewhere=tuple(lot.elsewhere),
    )


def verdict_of(lot: _Lot) -> Verdict:
    """Return what counts: a hold above all, then the date, the bill, the release, the place."""
    if lot.held_by:
        return "held"
    if lot.is_expired:
        return "expired"
    if lot.place is None:
        return "not_on_bill"
    if lot.here > 0:
        return "fits"
    return "not_released" if lot.unreleased > 0 else "not_here"


COMPONENT_QUERY = Query(
    name="kernel.component_check", params=FitParams, row=Fit, needs="job_order:read",
    run=component_check, label=Text("Does this lot fit the job", "投料校验"),
)  # fmt: skip
