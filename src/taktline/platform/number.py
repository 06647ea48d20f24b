"""Business numbers: taken from blocks, so that nobody waits for another's transaction."""

import asyncio
from collections.abc import Sequence

import msgspec

from taktline.platform.database import Database
from taktline.platform.transaction import Tx

BLOCK = 20
"""Numbers a process keeps in hand; as many are lost when it stops, which is no loss."""
FIRST = 1

RESERVE = """
    INSERT INTO number_counter (rule, scope, period, next)
    VALUES (%(rule)s, %(scope)s, %(period)s, %(first)s::bigint + %(count)s::bigint)
    ON CONFLICT (rule, scope, period) DO UPDATE SET next = number_counter.next + %(count)s::bigint
    RETURNING next
"""
PEEK = """
    SELECT next FROM number_counter
    WHERE rule = %(rule)s AND scope = %(scope)s AND period = %(period)s
"""


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """Which count a number comes from.

    Attributes:
        rule: the number's rule, `work_order` for instance.
        scope: the part of the tenant that counts by itself, a site for instance; "" = all.
        period: what resets the count, `2026-03` for instance; "" = never.
    """

    rule: str
    scope: str = ""
    period: str = ""


class Numbers:
    """Gives numbers that are unique, ascending within a process, and may have gaps."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._in_hand: dict[tuple[str, Counter], range] = {}
        self._locks: dict[tuple[str, Counter], asyncio.Lock] = {}

    async def take(self, tenant: str, counter: Counter, *, count: int = 1) -> list[int]:
        """Take numbers for new records; a transaction of its own reserves a block when needed.

        Args:
            tenant: code of the tenant.
            counter: which count.
            count: how many, at least 1.
        """
        key = (tenant, counter)
        async with self._locks.setdefault(key, asyncio.Lock()):
            in_hand = self._in_hand.get(key, range(0))
            taken = list(in_hand[:count])
            rest = in_hand[count:]
            missing = count - len(taken)
            if missing:
                block = await self._reserve(tenant, counter, count=max(missing, BLOCK))
                taken += block[:missing]
                rest = block[missing:]
            self._in_hand[key] = rest
            return taken

    async def peek(self, tenant: str, counter: Counter, *, count: int = 1) -> list[int]:
        """Return the numbers a dry run would get; nothing is taken."""
        async with self._database.transaction(tenant, readonly=True) as tx:
            rows = await tx.fetch(PEEK, _params(counter))
        first = msgspec.convert(rows[0][0], int) if rows else FIRST
        in_hand = list(self._in_hand.get((tenant, counter), range(0)))[:count]
        return [*in_hand, *range(first, first + count - len(in_hand))]

    async def _reserve(self, tenant: str, counter: Counter, *, count: int) -> range:
        async with self._database.transaction(tenant) as tx:
            return _block(await tx.fetch(RESERVE, _params(counter, count)), count)


async def take_beside(tx: Tx, counter: Counter, *, count: int = 1, dry: bool = False) -> list[int]:
    """Take numbers that may have gaps, in a transaction of their own beside a command's.

    Nobody waits for the command's commit, and what it does not use in the end is lost.

    Args:
        tx: the command's transaction.
        counter: which count; never one that `take_gapless` gives from.
        count: how many, at least 1.
        dry: only look which they would be.
    """
    if dry:
        rows = await tx.fetch(PEEK, _params(counter))
        first = msgspec.convert(rows[0][0], int) if rows else FIRST
        return list(range(first, first + count))
    async with tx.beside() as other:
        return list(_block(await other.fetch(RESERVE, _params(counter, count)), count))


async def take_gapless(tx: Tx, counter: Counter, *, count: int = 1) -> list[int]:
    """Take numbers without gaps, within the command's own transaction.

    Locks the counter until the commit, so everybody who needs this count waits: only where a law
    asks for it, and last in the house order of locks.

    Args:
        tx: the command's transaction.
        counter: which count; never one that `Numbers` gives from.
        count: how many, at least 1.
    """
    return list(_block(await tx.fetch(RESERVE, _params(counter, count)), count))


def _params(counter: Counter, count: int = 1) -> dict[str, object]:
    return {
        "rule": counter.rule,
        "scope": counter.scope,
        "period": counter.period,
        "first": FIRST,
        "count": count,
    }


def _block(rows: Sequence[tuple[object, ...]], count: int) -> range:
    end = msgspec.convert(rows[0][0], int)
    return range(end - count, end)
