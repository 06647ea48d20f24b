"""What people look at of changes: revisions, notices to be read, stock of the old version."""

from datetime import datetime
from decimal import Decimal

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.identity.access import sees
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class RevisionParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which work order, by code."""

    work_order: str
    limit: int = 100


class RevisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of an order, oldest first.

    Attributes:
        effect: job orders, pieces that moved, stations and material, as it was shown before.
        unread: notices of it that nobody has acknowledged.
    """

    revision: int
    reason: str
    ordered: Decimal
    due_at: datetime | None
    from_sequence: int | None
    from_card: int | None
    effect: dict[str, object]
    said_at: datetime
    unread: int


REVISIONS = """
    SELECT r.revision, r.reason, r.ordered, r.due_at, r.from_sequence, r.from_card, r.effect,
        r.said_at,
        (SELECT count(*) FROM change_notice n
            WHERE n.order_revision = r.id AND n.acknowledged_at IS NULL)
    FROM order_revision r JOIN work_order w ON w.id = r.work_order
    WHERE w.code = %(work_order)s::text
        AND (%(everywhere)s::boolean OR w.site = ANY(%(nodes)s::uuid[]))
    ORDER BY r.revision LIMIT %(limit)s"""


class NoticeParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which station: of a work center, by code; everywhere if None."""

    work_center: str | None = None
    limit: int = 100


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A change that a station has not read yet."""

    job_order: str
    work_order: str | None
    operation: str
    work_center: str | None
    text: str
    told_at: datetime


NOTICES = f"""
    SELECT j.code, w.code, j.operation, c.code, n.text, n.told_at
    FROM change_notice n JOIN job_order j ON j.id = n.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN equipment c ON c.id = j.work_center
    WHERE n.acknowledged_at IS NULL
        AND (%(work_center)s::text IS NULL OR c.code = %(work_center)s::text) AND {NODES}
    ORDER BY n.told_at, j.code LIMIT %(limit)s"""


class OldVersionParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of which released change, by code."""

    engineering_change: str
    limit: int = 500


class OldVersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of the version before a change: in stock, or in process in an open order.

    Attributes:
        effect: what the change does to the order they are in; None for stock.
        value: what stock stands at, what work in process is planned to have cost; ledger currency.
    """

    place: str
    kind: str
    work_order: str | None
    job_order: str | None
    effect: str | None
    material: str
    lot: str
    quantity: Decimal
    value: Decimal | None


# What came into being by work that began before the change is of the version before; of an order
# that switched, what stands at operations of a later revision is of the new one.
OLD_VERSION = """
    SELECT p.code, p.kind, w.code, j.code, e.effect, m.code, l.code, b.quantity,
        CASE WHEN p.kind IN ('wip', 'defective') THEN round(b.quantity * j.planned_cost, 2)
            ELSE b.value END
    FROM engineering_change c
    JOIN material m ON m.id = c.material
    JOIN balance b ON b.material = m.id AND b.quantity > 0 AND b.is_physical
    JOIN place p ON p.id = b.place
    JOIN lot l ON l.id = b.lot
    LEFT JOIN job_order j ON j.id = p.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN change_effect e ON e.engineering_change = c.id AND e.work_order = w.id
    WHERE c.code = %(engineering_change)s::text
        AND coalesce(l.produced_at, l.received_at, l.created_at) <= c.created_at
        AND NOT (coalesce(e.effect, '') = 'switch' AND j.updated_at >= c.created_at
            AND EXISTS (SELECT 1 FROM order_revision r
                WHERE r.work_order = w.id AND r.cause = c.cause
                    AND r.revision > 1 AND j.sequence >= coalesce(r.from_sequence, 0)
                    AND (r.from_card IS NULL OR j.from_card IS NOT NULL)))
        AND (%(everywhere)s::boolean OR p.site = ANY(%(nodes)s::uuid[]))
    ORDER BY p.kind, p.code, l.code LIMIT %(limit)s"""


async def revisions(tx: Tx, params: RevisionParams, reader: Principal) -> Page[RevisionRow]:
    """Return how an order was changed while it ran."""
    scope = scope_of(reader, "work_order:read", limit=_limit(params.limit))
    rows = await tx.fetch(REVISIONS, {"work_order": params.work_order, **scope})
    return Page(rows=structs(rows, RevisionRow), total=len(rows))


async def notices(tx: Tx, params: NoticeParams, reader: Principal) -> Page[NoticeRow]:
    """Return the changes that stations have not read."""
    scope = scope_of(reader, "job_order:read", limit=_limit(params.limit))
    rows = await tx.fetch(NOTICES, {"work_center": params.work_center, **scope})
    return Page(rows=structs(rows, NoticeRow))


async def old_version(tx: Tx, params: OldVersionParams, reader: Principal) -> Page[OldVersionRow]:
    """Return stock and work in process of the version before a change, with its value."""
    scope = scope_of(reader, "balance:read", limit=_limit(params.limit))
    rows = structs(
        await tx.fetch(OLD_VERSION, {"engineering_change": params.engineering_change, **scope}),
        OldVersionRow,
    )
    if not sees(reader, "balance", "value"):
        rows = [msgspec.structs.replace(row, value=None) for row in rows]
    return Page(rows=rows)


def _limit(asked: int) -> int:
    return min(max(asked, 1), PAGE_MAX)


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.order_revisions", params=RevisionParams, row=RevisionRow,
        needs="work_order:read", run=revisions,
        label=Text("Revisions of an order", "工单变更记录"),
    ),
    Query(
        name="kernel.change_notices", params=NoticeParams, row=NoticeRow, needs="job_order:read",
        run=notices, label=Text("Changes to be read", "待确认变更"),
    ),
    Query(
        name="kernel.old_version_stock", params=OldVersionParams, row=OldVersionRow,
        needs="balance:read", run=old_version,
        label=Text("Stock of the old version", "旧版库存与在制"),
    ),
)  # fmt: skip
