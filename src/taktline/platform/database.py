"""What the platform asks of the store: transactions, each of one tenant."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from taktline.platform.transaction import Tx

LOCK_TIMEOUT_MS = 5_000
"""How long a command waits for a row that another one holds before it is tried again."""


class Database(Protocol):
    """The store, as the platform sees it."""

    def transaction(
        self, tenant: str, *, readonly: bool = False, lock_timeout_ms: int = LOCK_TIMEOUT_MS
    ) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction; leaving it commits, an exception rolls back."""

    async def outside(self, tenant: str, statements: Sequence[str]) -> None:
        """Run statements that no transaction may hold, one by one, as a tenant."""
