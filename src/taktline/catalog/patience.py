"""How long a list may take: who asks for more than a database answers soon is told what to do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.database import Database
from taktline.platform.transaction import Tx
from taktline.store import StatementTimeout

LIST_TIMEOUT_MS = 15_000
"""Nobody looks at an empty list for longer; what runs on takes the server from everybody else."""


class ListTooSlow(Problem):
    """A list was given up: reading it would keep the server from everybody else."""

    title = Text(
        en="This list takes longer than {limit_s} s. Narrow it by a filter, or sort it by a field "
        "that its kind of record has an index for.",
        zh="该列表耗时超过 {limit_s} 秒。请用筛选条件缩小范围,或按已建索引的字段排序。",
    )
    status = 503


@asynccontextmanager
async def patiently(database: Database, tenant: str) -> AsyncIterator[Tx]:
    """Read a tenant's records for a while.

    Raises:
        ListTooSlow: a statement took longer.
    """
    try:
        async with database.transaction(tenant, readonly=True) as tx:
            tx.execute(f"SET LOCAL statement_timeout = {int(LIST_TIMEOUT_MS)}", prepare=False)
            yield tx
    except StatementTimeout:
        raise ListTooSlow(limit_s=LIST_TIMEOUT_MS // 1000) from None
