"""Makes the one extension of PostgreSQL that helps us, where the server has it: search is fast."""

from contextlib import AbstractAsyncContextManager

import structlog

from taktline.store.indexes import EXTENSION
from taktline.store.refusals import StatementRefused
from taktline.store.transaction import Transaction

_log = structlog.get_logger("store")

THERE = "SELECT 1 FROM pg_catalog.pg_extension WHERE extname = %s"
OFFERED = "SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = %s"
MAKE = f"CREATE EXTENSION IF NOT EXISTS {EXTENSION} SCHEMA public"
"""It is a trusted one: who may create in the database may make it, without being superuser."""


async def make_extension(
    owner: AbstractAsyncContextManager[Transaction],
    making: AbstractAsyncContextManager[Transaction],
) -> bool:
    """Make the extension if it can be made; say whether it is there.

    Without it nothing fails: searching a long list reads all of it.

    Args:
        owner: a transaction of the owner to look in.
        making: another one to make it in; it may fail.
    """
    async with owner as tx:
        there = tx.send(THERE, (EXTENSION,))
        offered = await tx.fetch(OFFERED, (EXTENSION,))
        if await there.rows():
            return True
    reason = "this PostgreSQL does not offer it"
    if offered:
        try:
            async with making as tx:
                await tx.fetch(MAKE, prepare=False)
            return True
        except StatementRefused as refused:
            reason = str(refused)
    _log.warning("search_reads_whole_lists", missing=EXTENSION, reason=reason)
    return False
