"""The audit log for people: what happened, newest first, who gave the command and from where."""

from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.events.event import SealedEvent
from taktline.platform.identity.event_sight import READ_EVENTS, told_of
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.transaction import Tx

LOOKED_AT_MAX = 5_000
"""Events looked at for one page, so that a reader of few of them does not search them all."""


class AuditAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of the log.

    Attributes:
        after: mark of the page before.
        limit: rows, 1 to PAGE_MAX.
        since, until: recorded in this window; the end is not in it.
        principal: who gave the command, or on whose behalf.
        entity: kind of the record it is about.
        search: the record's code, or the beginning of the event's name or of the command's.
    """

    after: str | None = None
    limit: int = 100
    since: Instant | None = None
    until: Instant | None = None
    principal: UUID | None = None
    entity: str | None = None
    search: str | None = None


class Logged(SealedEvent, frozen=True, kw_only=True):
    """One event with the command that made it.

    Attributes:
        verb: the command.
        principal: who gave it: a user, a key, a device, or the installation itself.
        principal_name: None where it was the installation.
        on_behalf_of: for whom, where somebody reported for others.
        client: the program or device it came from.
    """

    verb: str
    principal: UUID
    principal_name: str | None
    on_behalf_of: UUID | None
    client: str | None


LOG = """
    SELECT e.position, e.cause, e.ordinal, e.name, e.version, e.entity, e.record, e.code, e.site,
        e.payload, e.depth, e.occurred_at, e.recorded_at,
        c.verb, c.principal, coalesce(u.name, k.name, d.name) AS principal_name, c.on_behalf_of,
        c.client
    FROM event e JOIN command c ON c.id = e.cause
    LEFT JOIN user_account u ON u.id = c.principal
    LEFT JOIN api_key k ON k.id = c.principal
    LEFT JOIN device d ON d.id = c.principal
    WHERE e.position < %(before)s::bigint
      AND (%(since)s::timestamptz IS NULL OR e.recorded_at >= %(since)s::timestamptz)
      AND (%(until)s::timestamptz IS NULL OR e.recorded_at < %(until)s::timestamptz)
      AND (%(principal)s::uuid IS NULL
        OR %(principal)s::uuid IN (c.principal, c.on_behalf_of))
      AND (%(entity)s::text IS NULL OR e.entity = %(entity)s::text)
      AND (%(search)s::text IS NULL OR e.code = %(search)s::text
        OR starts_with(e.name, %(search)s::text) OR starts_with(c.verb, %(search)s::text))
    ORDER BY e.position DESC LIMIT %(limit)s
"""
NEWEST = 2**62


async def audit_log(tx: Tx, asked: AuditAsked, reader: Principal) -> Page[Logged]:
    """Return what happened as far as the reader may know of it; hidden fields are left out."""
    limit = max(1, min(asked.limit, PAGE_MAX))
    before = NEWEST if asked.after is None else int(asked.after)
    given = msgspec.structs.asdict(asked) | {"limit": limit}
    rows: list[Logged] = []
    looked_at = 0
    while True:
        found = await tx.rows(LOG, {**given, "before": before}, as_=Logged)
        for event in found:
            before = event.position
            looked_at += 1
            seen = told_of(event, reader)
            if seen is not None:
                rows.append(msgspec.structs.replace(event, payload=seen.payload))
            if len(rows) == limit:
                return Page(rows=rows, after=str(before))
        if len(found) < limit:
            return Page(rows=rows)
        if looked_at >= LOOKED_AT_MAX:
            return Page(rows=rows, after=str(before))


AUDIT_LOG = Query(
    name="platform.audit_log",
    params=AuditAsked,
    row=Logged,
    needs=READ_EVENTS,
    run=audit_log,
    label=Text(en="Audit log", zh="审计日志"),
)
