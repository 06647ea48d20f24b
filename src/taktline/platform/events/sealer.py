"""The sealer: gives committed events their place in the tenant's one order, and seals it."""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from hashlib import sha256
from uuid import UUID

import msgspec

from taktline.platform.database import Database
from taktline.platform.events.cover import EVENT_COLUMNS, IN_UTC, Covered, canonical_row, covers_sql
from taktline.platform.events.wake import AWAY, News, Tenants, rounds, topic
from taktline.platform.transaction import Tx
from taktline.store.listen import Bell

SEAL_BATCH_MAX = 500
"""Events numbered in one transaction: the head is locked for some milliseconds."""
PAUSE_S = 0.004
"""Between two transactions of one tenant, so that more events go into one."""
TENANTS_AT_ONCE = 4

HEAD_LOCKED = "SELECT position, seal FROM event_head WHERE key = 1 FOR UPDATE"
ANY_UNSEALED = "SELECT EXISTS (SELECT 1 FROM event WHERE position IS NULL)"

NUMBER = """
    UPDATE event
    SET position = t.position, covers = t.covers, seal = t.seal
    FROM unnest(%(causes)s::uuid[], %(ordinals)s::smallint[], %(positions)s::bigint[],
                %(covers)s::text[], %(seals)s::bytea[])
         AS t (cause, ordinal, position, covers, seal)
    WHERE event.cause = t.cause AND event.ordinal = t.ordinal
"""
MOVE_HEAD = "UPDATE event_head SET position = %(position)s, seal = %(seal)s WHERE key = 1"


class Unsealed(msgspec.Struct, frozen=True):
    """An event as it is sealed.

    Attributes:
        canonical: the row's canonical text.
        covers: digests of the command's row and of its facts' rows.
    """

    cause: UUID
    ordinal: int
    canonical: str
    covers: str


class Head(msgspec.Struct, frozen=True):
    """Where the chain ends at present."""

    position: int
    seal: bytes


def sealed(key: bytes, previous: bytes, *, position: int, canonical: str, covers: str) -> bytes:
    """Return the seal of one event: HMAC-SHA256 over the seal before it, its place and content.

    Args:
        key: the tenant's sealing key, 32 bytes; never stored in the database.
        previous: seal of the event before; 32 zero bytes before the first.
        position: the event's place, from 1.
        canonical: canonical text of the event's row.
        covers: digests of what its command wrote.
    """
    told = b"\x1f".join((str(position).encode(), canonical.encode(), covers.encode()))
    return hmac.digest(key, previous + told, sha256)


def unsealed_sql(covered: tuple[Covered, ...]) -> str:
    """Return the statement that reads what is to be sealed next, oldest first.

    `recorded_at` only breaks the tie between events that were committed since the last look; for
    two transactions that met on a row, it was taken while the row was locked.
    """
    return (
        f"SELECT e.cause, e.ordinal, {canonical_row('e', EVENT_COLUMNS)}, "
        f"{covers_sql(covered, 'e')} FROM (SELECT cause, ordinal, name, version, entity, record, "
        "code, site, payload, depth, occurred_at, recorded_at FROM event WHERE position IS NULL "
        "ORDER BY recorded_at, ordinal LIMIT %(limit)s) e ORDER BY e.recorded_at, e.ordinal"
    )


class Sealer:
    """Numbers and seals events. Several may run: the head's row lock keeps them in turn."""

    def __init__(
        self, database: Database, *, key_of: Callable[[str], bytes], covered: tuple[Covered, ...]
    ) -> None:
        """Prepare a sealer.

        Args:
            database: where tenants' transactions run.
            key_of: gives a tenant's sealing key.
            covered: the tables whose rows are sealed with their command, beside `command`.
        """
        self._database = database
        self._key_of = key_of
        self._sql = unsealed_sql(covered)

    async def seal(self, tenant: str, *, limit: int = SEAL_BATCH_MAX) -> int:
        """Seal the next events of a tenant in one transaction; return how many there were."""
        async with self._database.transaction(tenant) as tx:
            tx.execute(IN_UTC)
            head_sent = tx.send(HEAD_LOCKED)
            found = await tx.rows(self._sql, {"limit": limit}, as_=Unsealed)
            if found:
                head = (await head_sent.rows_as(Head))[0]
                self._number(tx, head, events=found, key=self._key_of(tenant))
        return len(found)

    async def seal_all(self, tenant: str) -> int:
        """Seal everything a tenant has committed so far; return how many events that were."""
        total = 0
        while count := await self.seal(tenant):
            total += count
            if count < SEAL_BATCH_MAX:
                break
        return total

    async def run(self, bell: Bell, *, tenants: Tenants) -> None:
        """Seal until cancelled: at once when woken, and once a second for everybody.

        Args:
            bell: hears of commits, and is rung when events were sealed.
            tenants: codes of the tenants to care for.
        """
        async for news in rounds(bell, "committed", tenants=tenants):
            await self._seal_several(news, bell)
            await asyncio.sleep(PAUSE_S)

    async def _seal_several(self, news: News, bell: Bell) -> None:
        free = asyncio.Semaphore(TENANTS_AT_ONCE)

        async def one(tenant: str) -> None:
            async with free:
                worth = news.woken or await self._has_unsealed(tenant)
                if worth and await self.seal_all(tenant):
                    bell.ring(topic("sealed", tenant))

        outcomes = await asyncio.gather(*map(one, news.tenants), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not isinstance(outcome, AWAY):
                raise outcome

    async def _has_unsealed(self, tenant: str) -> bool:
        async with self._database.transaction(tenant, readonly=True) as tx:
            return bool((await tx.fetch(ANY_UNSEALED))[0][0])

    def _number(self, tx: Tx, head: Head, *, events: Sequence[Unsealed], key: bytes) -> None:
        previous = head.seal
        seals: list[bytes] = []
        for position, event in enumerate(events, head.position + 1):
            previous = sealed(
                key, previous, position=position, canonical=event.canonical, covers=event.covers
            )
            seals.append(previous)
        last = head.position + len(events)
        tx.execute(
            NUMBER,
            {
                "causes": [event.cause for event in events],
                "ordinals": [event.ordinal for event in events],
                "positions": list(range(head.position + 1, last + 1)),
                "covers": [event.covers for event in events],
                "seals": seals,
            },
        )
        tx.execute(MOVE_HEAD, {"position": last, "seal": previous})
