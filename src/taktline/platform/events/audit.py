"""The audit: proves that what is stored is what was sealed, and says what it cannot prove."""

import hmac
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.platform.database import Database
from taktline.platform.events.anchor import Anchor
from taktline.platform.events.cover import (
    COMMAND,
    EVENT_COLUMNS,
    IN_UTC,
    Covered,
    canonical_row,
    covers_sql,
)
from taktline.platform.events.sealer import Head, sealed

PAGE = 2_000
"""Events checked per statement; the memory of a run does not grow with the history."""
RANGE = 50_000
"""Rows per statement when looking for rows that no event covers."""
FINDINGS_MAX = 200
"""Findings kept; beyond it only their number grows."""
NO_SEAL = bytes(32)

FindingKind = Literal["changed", "removed", "inserted", "tail_cut", "anchor_changed"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it was sealed.

    Attributes:
        kind: what happened; an event that stands in another order counts as changed.
        table: where.
        cause: the command concerned, if known.
        position: the event concerned, if known.
    """

    kind: FindingKind
    table: str
    cause: UUID | None = None
    position: int | None = None


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked, what was found, and what no seal proves.

    Attributes:
        position: up to which event.
        commands: how many commands have an event that covers them.
        unsealed: events committed and not sealed yet; nothing is proved about them.
        anchored: position of the last genuine anchor; 0 = none.
        findings: at most FINDINGS_MAX.
        found: how many findings there are in all.
    """

    tenant: str
    position: int
    events: int
    commands: int
    unsealed: int
    anchored: int
    tables: tuple[str, ...]
    findings: list[Finding]
    found: int
    not_covered: tuple[Text, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as it was sealed."""
        return self.found == 0


class _Row(msgspec.Struct, frozen=True):
    position: int
    cause: UUID
    ordinal: int
    canonical: str
    covers_now: str
    covers: str
    seal: bytes
    body_proved: bool | None


def page_sql(covered: tuple[Covered, ...]) -> str:
    """Return the statement that reads a page of sealed events with what they cover now."""
    return (
        f"SELECT e.position, e.cause, e.ordinal, {canonical_row('e', EVENT_COLUMNS)}, "
        f"{covers_sql(covered, 'e')}, coalesce(e.covers, ''), e.seal, "
        "CASE WHEN e.ordinal = 0 THEN (SELECT sha256(convert_to(c.body::text, 'UTF8')) = "
        "c.body_hash FROM command c WHERE c.id = e.cause) END "
        "FROM event e WHERE e.position > %(after)s AND e.position <= %(last)s "
        "ORDER BY e.position LIMIT %(limit)s"
    )


class Audit:
    """One run over one tenant."""

    def __init__(
        self, database: Database, tenant: str, *, key: bytes, covered: tuple[Covered, ...]
    ) -> None:
        """Prepare a run.

        Args:
            database: where the tenant's transactions run.
            tenant: its code.
            key: its sealing key.
            covered: the tables sealed with their commands, as the sealer has them.
        """
        self._database = database
        self._tenant = tenant
        self._key = key
        self._covered = covered
        self._findings: list[Finding] = []
        self._found = 0
        self._events = 0
        self._commands = 0

    async def verify(self, anchors: Sequence[Anchor] = ()) -> AuditReport:
        """Check the whole chain, everything it covers, and the anchors.

        Args:
            anchors: the tenant's, from the anchor file.
        """
        async with self._database.transaction(self._tenant, readonly=True) as tx:
            heads = await tx.rows("SELECT position, seal FROM event_head", as_=Head)
            unsealed = await tx.fetch("SELECT count(*) FROM event WHERE position IS NULL")
        head = heads[0] if heads else Head(position=0, seal=NO_SEAL)
        genuine = self._genuine(anchors)
        await self._chain(head, genuine)
        for table in (COMMAND, *self._covered):
            await self._orphans(table)
        anchored = max((a.position for a in genuine), default=0)
        count = msgspec.convert(unsealed[0][0], int)
        return AuditReport(
            tenant=self._tenant,
            position=head.position,
            events=self._events,
            commands=self._commands,
            unsealed=count,
            anchored=anchored,
            tables=("event", "command", *(table.table for table in self._covered)),
            findings=self._findings,
            found=self._found,
            not_covered=_not_covered(count, max(0, head.position - anchored)),
        )

    def _genuine(self, anchors: Sequence[Anchor]) -> list[Anchor]:
        genuine = [anchor for anchor in anchors if anchor.is_genuine(self._key)]
        for anchor in anchors:
            if anchor not in genuine:
                self._note("anchor_changed", "anchor", position=anchor.position)
        return genuine

    async def _chain(self, head: Head, anchors: Sequence[Anchor]) -> None:
        """Walk along the events; every seal is checked against the stored seal before it."""
        seals = {anchor.position: anchor.seal for anchor in anchors}
        last = max((head.position, *seals))
        position, previous = 0, NO_SEAL
        while rows := await self._page(position, last):
            for row in rows:
                self._check(row, position, previous=previous)
                if row.seal.hex() != seals.get(row.position, row.seal.hex()):
                    self._note("changed", "event", cause=row.cause, position=row.position)
                position, previous = row.position, row.seal
        if position < last:
            self._note("tail_cut", "event", position=position + 1)
        if position == head.position and previous != head.seal:
            self._note("changed", "event_head", position=position)

    async def _page(self, after: int, last: int) -> list[_Row]:
        async with self._database.transaction(self._tenant, readonly=True) as tx:
            tx.execute(IN_UTC)
            params = {"after": after, "last": last, "limit": PAGE}
            return await tx.rows(page_sql(self._covered), params, as_=_Row)

    def _check(self, row: _Row, before: int, *, previous: bytes) -> None:
        self._events += 1
        if row.position != before + 1:
            self._note("removed", "event", position=before + 1)
        else:
            self._check_seal(row, previous)
        if row.ordinal == 0:
            self._commands += 1
            self._check_covered(row)

    def _check_seal(self, row: _Row, previous: bytes) -> None:
        proved = sealed(
            self._key,
            previous,
            position=row.position,
            canonical=row.canonical,
            covers=row.covers,
        )
        if not hmac.compare_digest(proved, row.seal):
            self._note("changed", "event", cause=row.cause, position=row.position)

    def _check_covered(self, row: _Row) -> None:
        if row.body_proved is False:
            self._note("changed", "command", cause=row.cause, position=row.position)
        if row.covers == row.covers_now:
            return
        then, now = _digests(row.covers), _digests(row.covers_now)
        for table in sorted(then.keys() | now.keys()):
            kind = _difference(then.get(table, (0, "")), now.get(table, (0, "")))
            if kind is not None:
                self._note(kind, table, cause=row.cause, position=row.position)

    async def _orphans(self, table: Covered) -> None:
        """Find rows whose command never wrote an event: nobody came through the door with them."""
        after: UUID | None = None
        while (end := await self._range_end(table, after)) is not None:
            sql = _ORPHANS.format(table=table.table, cause=table.cause)
            params = {"after": after, "end": end, "limit": FINDINGS_MAX}
            async with self._database.transaction(self._tenant, readonly=True) as tx:
                rows = await tx.fetch(sql, params)
            for (cause,) in rows:
                self._note("inserted", table.table, cause=msgspec.convert(cause, UUID))
            after = end

    async def _range_end(self, table: Covered, after: UUID | None) -> UUID | None:
        sql = _RANGE_END.format(table=table.table, cause=table.cause)
        async with self._database.transaction(self._tenant, readonly=True) as tx:
            rows = await tx.fetch(sql, {"after": after, "limit": RANGE})
        return msgspec.convert(rows[0][0], UUID) if rows else None

    def _note(
        self,
        kind: FindingKind,
        table: str,
        *,
        cause: UUID | None = None,
        position: int | None = None,
    ) -> None:
        self._found += 1
        if len(self._findings) < FINDINGS_MAX:
            self._findings.append(Finding(kind=kind, table=table, cause=cause, position=position))


_RANGE_END = """
    SELECT cause FROM (
        SELECT {cause} AS cause FROM {table}
        WHERE %(after)s::uuid IS NULL OR {cause} > %(after)s::uuid
        ORDER BY {cause} LIMIT %(limit)s
    ) r ORDER BY cause DESC LIMIT 1
"""

_ORPHANS = """
    SELECT t.{cause} FROM {table} t
    WHERE (%(after)s::uuid IS NULL OR t.{cause} > %(after)s::uuid) AND t.{cause} <= %(end)s::uuid
      AND NOT EXISTS (SELECT 1 FROM event e WHERE e.cause = t.{cause} AND e.ordinal = 0)
    LIMIT %(limit)s
"""


def _digests(covers: str) -> dict[str, tuple[int, str]]:
    parts = [part.split(":") for part in covers.split()]
    return {table: (int(rows), digest) for table, rows, digest in parts}


def _difference(then: tuple[int, str], now: tuple[int, str]) -> FindingKind | None:
    if then == now:
        return None
    if now[0] < then[0]:
        return "removed"
    return "inserted" if now[0] > then[0] else "changed"


def _not_covered(unsealed: int, behind_anchor: int) -> tuple[Text, ...]:
    return (
        Text(
            en=f"{unsealed} events that are committed but not sealed yet, and their rows.",
            zh=f"{unsealed} 个已提交但尚未封存的事件及其记录。",
        ),
        Text(
            en=f"A cut of the last {behind_anchor} events, made since the last anchor.",
            zh=f"上次锚定之后最后 {behind_anchor} 个事件被截断的情况。",
        ),
        Text(
            en="What follows from facts, balances say: `taktline ledger verify` rebuilds them.",
            zh="由事实推导出的余额和记录:由 `taktline ledger verify` 重建核对。",
        ),
        Text(
            en="Columns a tenant added (x_); bodies in the archive, except by their hash.",
            zh="租户自加的列(x_),以及已归档的命令正文(仅以哈希核对)。",
        ),
        Text(
            en="Who holds the sealing key could seal a changed history: keep the anchors apart.",
            zh="持有封存密钥者可重新封存被改动的历史;请将锚定文件另行保管。",
        ),
    )
