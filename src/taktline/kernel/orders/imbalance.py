"""Pieces taken downstream and never reported upstream: how many, since when, whose."""

from datetime import datetime
from decimal import Decimal

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, OpenParams, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class ImbalanceRow(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces taken at the next operation and not reported at this one.

    Attributes:
        since: when the first of them was taken, after the last time all was told.
        work_center: where they are to be reported; `crew`, `person` = to whom it was dispatched.
        last_reported_by: who reported there last; he knows most about it.
        taken_by: who reported the next operation ahead of it.
    """

    job_order: str
    work_order: str | None
    operation: str
    quantity: Decimal
    unit: str | None
    since: datetime | None
    work_center: str | None
    crew: str | None
    person: str | None
    last_reported_by: list[str]
    taken_by: list[str]


# The balance of `unreported` goes below zero when pieces are taken ahead and comes back when they
# are told: what stands open began after the last instant at which it was not below zero.
IMBALANCES = f"""
    WITH owed AS (
        SELECT p.id AS place, j.id AS job_order, -sum(b.quantity) AS quantity
        FROM place p JOIN balance b ON b.place = p.id AND b.quantity <> 0
        JOIN job_order j ON j.id = p.job_order
        WHERE p.kind = 'unreported' AND {NODES}
        GROUP BY p.id, j.id ORDER BY p.id LIMIT %(limit)s),
    moved AS (
        SELECT o.place, v.cause, v.occurred_at, v.quantity < 0 AS is_taken,
            sum(v.quantity) OVER (PARTITION BY o.place ORDER BY v.occurred_at, v.id) AS standing
        FROM owed o JOIN LATERAL (
            SELECT m.id, m.cause, m.occurred_at, -m.quantity AS quantity FROM move m
            WHERE m.source_place = o.place
            UNION ALL SELECT m.id, m.cause, m.occurred_at, m.quantity FROM move m
            WHERE m.target_place = o.place) AS v ON true),
    taken AS (
        SELECT m.place, m.cause, m.occurred_at FROM moved m
        WHERE m.is_taken AND m.occurred_at > coalesce((
            SELECT max(x.occurred_at) FROM moved x WHERE x.place = m.place AND x.standing >= 0),
            '-infinity'))
    SELECT j.code, w.code, j.operation, o.quantity, j.unit,
        (SELECT min(t.occurred_at) FROM taken t WHERE t.place = o.place),
        e.code, c.code, p.code,
        ARRAY(SELECT DISTINCT n.code FROM person_share s JOIN person n ON n.id = s.person
            WHERE s.job_response = (SELECT r.id FROM job_response r
                WHERE r.job_order = j.id AND r.kind = 'report' AND r.sign = 1
                    AND EXISTS (SELECT 1 FROM person_share y WHERE y.job_response = r.id)
                ORDER BY r.occurred_at DESC, r.id DESC LIMIT 1) ORDER BY n.code),
        ARRAY(SELECT DISTINCT n.code FROM taken t JOIN person_share s ON s.cause = t.cause
            JOIN person n ON n.id = s.person WHERE t.place = o.place ORDER BY n.code)
    FROM owed o JOIN job_order j ON j.id = o.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN equipment e ON e.id = coalesce(j.work_unit, j.work_center)
    LEFT JOIN crew c ON c.id = j.crew
    LEFT JOIN person p ON p.id = j.person
    WHERE o.quantity <> 0
    ORDER BY 6, j.code"""


async def imbalances(tx: Tx, params: OpenParams, reader: Principal) -> Page[ImbalanceRow]:
    """Return what was taken downstream and not reported upstream, the oldest first."""
    limit = min(max(params.limit, 1), PAGE_MAX)
    rows = await tx.fetch(IMBALANCES, scope_of(reader, "job_order:read", limit=limit))
    return Page(rows=structs(rows, ImbalanceRow))


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.imbalances", params=OpenParams, row=ImbalanceRow, needs="job_order:read",
        run=imbalances, label=Text("Open imbalances", "数量不平"),
    ),
)  # fmt: skip
