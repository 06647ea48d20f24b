"""Doing a transaction again, as long as that can help and no longer."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.batch import Stale
from taktline.platform.envelope import Asked
from taktline.platform.judge import Desk
from taktline.platform.transaction import Overtaken
from taktline.store import (
    Conflict,
    ConnectionLost,
    LockTimeout,
    Retryable,
    StaleCatalog,
    StatementTimeout,
    StorageFull,
)

TRIES_MAX = 6
"""A batch that meets deadlocks or full locks this often meets a mistake, not bad luck."""
BACKOFF_S = 0.004
"""The wait before the second try, at most; it doubles with every further one."""

T = TypeVar("T")


class Busy(Problem):
    """Too much waits already, or others held the same rows too long. The same id may come again."""

    title = Text(
        en="The server is busy; send the same command again.", zh="服务器繁忙,请重新发送。"
    )
    status = 503
    retry = True


class OutOfSpace(Problem):
    """The database's disk is full; nothing was written. The same id may come again."""

    title = Text(
        en="The disk of the database is full: free some space there, then send this again.",
        zh="数据库磁盘已满:请清理空间后重新发送。",
    )
    status = 507
    retry = True


async def retried(
    desk: Desk, tenant: str, *, asked: Sequence[Asked], work: Callable[[], Awaitable[T]]
) -> T:
    """Do a transaction, and again while that can help.

    A commit whose outcome nobody knows is done again too: the look-up by command id finds whether
    it happened. So is a record that somebody else made at the same moment: its id follows from
    its name, and the second time it is there. When documents or rights have changed, they are
    compiled anew first.

    Args:
        desk: what the process has compiled.
        tenant: code of the tenant.
        asked: the commands; their askers get the rights, their verbs the documents of now.
        work: opens, fills and commits one transaction.

    Raises:
        OutOfSpace: the disk is full, which no second try helps.
        Conflict: a record that is made is there already, however often one looks.
        Busy: it did not help.
    """
    made_at_once: Conflict | None = None
    for attempt in range(TRIES_MAX):
        try:
            return await work()
        except (Stale, StaleCatalog):
            await _renew(desk, tenant, asked)
        except LockTimeout:
            if any(one.command.dry_run for one in asked):
                break  # nothing is lost: whoever tried may try again
        except (Retryable, ConnectionLost, Overtaken):
            pass
        except Conflict as conflict:
            is_record = conflict.constraint == f"{conflict.table}_pkey"
            if not is_record and attempt > 0:
                raise  # the first time, who looks again may find it and say so in words
            made_at_once = conflict if is_record and conflict.table != "command" else None
        except StorageFull:
            raise OutOfSpace from None
        except StatementTimeout:
            break
        await asyncio.sleep(random.uniform(0, BACKOFF_S * 2**attempt))
    raise made_at_once or Busy()


async def _renew(desk: Desk, tenant: str, asked: Sequence[Asked]) -> None:
    """Compile documents and rights anew, and let the commands be judged by them."""
    await desk.compiled.reload(tenant)
    for one in asked:
        one.principal = await desk.compiled.principal(tenant, one.principal)
        one.verb = desk.registry.verb(tenant, one.verb.name) or one.verb
