"""The security log: attempts that were denied, kept apart from the audit of what happened."""

import asyncio
from collections import Counter, deque
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.platform.command import Clock, Principal
from taktline.platform.database import Database
from taktline.platform.transaction import Tx
from taktline.store import CONTROL, ConnectionLost, StatementRefused, StoreBusy

WAITING_MAX = 1_000
"""Entries in memory; more are only counted, so that a flood of attempts cannot fill memory."""
PER_SUBJECT_MAX = 20
"""Entries of one subject between two writings; the rest are counted into one line."""
WRITE_EVERY_S = 1.0
OTHERS = "others"
KEEP_DAYS = 400
"""A year and the time to look at it."""


class Denied(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt that was denied.

    Attributes:
        kind: `not-permitted`, `wrong-credentials`, `locked`, ...; a refusal's code.
        subject: who tried: a principal's name, a login name, an address.
        tenant: None = before a tenant was known.
        detail: what was tried; never a secret.
    """

    id: UUID
    at: Instant
    kind: str
    subject: str
    tenant: str | None = None
    principal: UUID | None = None
    address: str = ""
    detail: dict[str, object] = {}


class SecurityLog:
    """Collects denied attempts and writes them in transactions of their own, once a second."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: deque[Denied] = deque()
        self._seen: Counter[tuple[str | None, str]] = Counter()

    def denied(self, tenant: str, principal: Principal, *, verb: str, code: str) -> None:
        """Keep an attempt of somebody who is signed in; never waits."""
        self.note(
            code,
            principal.name,
            tenant=tenant,
            principal=principal.id,
            detail={"verb": verb},
        )

    def note(
        self,
        kind: str,
        subject: str,
        *,
        tenant: str | None = None,
        principal: UUID | None = None,
        address: str = "",
        detail: dict[str, object] | None = None,
    ) -> None:
        """Keep an attempt; never waits. Beyond the limits it is only counted."""
        key = (tenant, subject) if len(self._seen) < WAITING_MAX else (None, OTHERS)
        self._seen[key] += 1
        if self._seen[key] > PER_SUBJECT_MAX or len(self._waiting) >= WAITING_MAX:
            return
        self._waiting.append(
            Denied(
                id=uuid7(),
                at=self._clock(),
                kind=kind,
                subject=subject[:200],
                tenant=tenant,
                principal=principal,
                address=address[:100],
                detail=detail or {},
            )
        )

    async def write(self) -> int:
        """Write what waits, per tenant; returns how many lines. What cannot be is dropped."""
        entries, self._waiting = list(self._waiting), deque()
        entries += self._uncounted()
        self._seen.clear()
        tenants = dict.fromkeys(entry.tenant for entry in entries)
        for tenant in tenants:
            mine = [entry for entry in entries if entry.tenant == tenant]
            try:
                async with self._database.transaction(tenant or CONTROL) as tx:
                    _insert(tx, mine, in_tenant=tenant is not None)
            except (StatementRefused, ConnectionLost, StoreBusy):
                continue  # A tenant that is being removed, or no database: requests fail louder.
        return len(entries)

    async def run(self) -> None:
        """Write once a second until cancelled, and once more then."""
        try:
            while True:
                await asyncio.sleep(WRITE_EVERY_S)
                await self.write()
        finally:
            await self.write()

    def _uncounted(self) -> list[Denied]:
        now = self._clock()
        return [
            Denied(
                id=uuid7(),
                at=now,
                kind="further-attempts",
                subject=subject[:200],
                tenant=tenant,
                detail={"count": count - PER_SUBJECT_MAX},
            )
            for (tenant, subject), count in self._seen.most_common(PER_SUBJECT_MAX)
            if count > PER_SUBJECT_MAX
        ]


async def forget_old(tx: Tx, before: Instant) -> int:
    """Delete entries older than an instant, of one tenant or of control; returns how many."""
    sent = tx.send("DELETE FROM security_log WHERE at < %(before)s", {"before": before})
    return await sent.affected()


def _insert(tx: Tx, entries: list[Denied], *, in_tenant: bool) -> None:
    columns = {
        "ids": [e.id for e in entries],
        "at": [e.at for e in entries],
        "kinds": [e.kind for e in entries],
        "principals": [e.principal for e in entries],
        "subjects": [e.subject for e in entries],
        "addresses": [e.address for e in entries],
        "details": [msgspec.json.encode(e.detail).decode() for e in entries],
    }
    if in_tenant:
        tx.execute(
            """
            INSERT INTO security_log (id, at, kind, principal, subject, address, detail)
            SELECT id, at, kind, principal, subject, address, detail::jsonb
            FROM unnest(%(ids)s::uuid[], %(at)s::timestamptz[], %(kinds)s::text[],
                        %(principals)s::uuid[], %(subjects)s::text[], %(addresses)s::text[],
                        %(details)s::text[])
                 AS t (id, at, kind, principal, subject, address, detail)
            """,
            columns,
        )
        return
    tx.execute(
        """
        INSERT INTO security_log (id, at, kind, subject, address, detail)
        SELECT id, at, kind, subject, address, detail::jsonb
        FROM unnest(%(ids)s::uuid[], %(at)s::timestamptz[], %(kinds)s::text[],
                    %(subjects)s::text[], %(addresses)s::text[], %(details)s::text[])
             AS t (id, at, kind, subject, address, detail)
        """,
        columns,
    )
