"""A transaction of one tenant, as all code above the store sees it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

import msgspec

from taktline.base.instant import Instant

Row = tuple[object, ...]
Params = Mapping[str, object] | Sequence[object] | None
T = TypeVar("T", bound=msgspec.Struct)


class Overtaken(Exception):  # noqa: N818 - named for what it says
    """What a load looked for has changed before it was locked: nothing is done, begin again."""


class Pending(Protocol):
    """A statement that is queued or sent; asking for its result sends everything queued so far."""

    async def rows(self) -> list[Row]:
        """Return the rows."""

    async def rows_as(self, kind: type[T], /) -> list[T]:
        """Return the rows as structs, columns to fields by position."""

    async def affected(self) -> int:
        """Return how many rows the statement wrote."""


class Tx(Protocol):
    """One transaction of one tenant. Used by one task at a time.

    SQL is constant text with `%(name)s` or `%s` for parameters and `%%` for a percent sign; without
    parameters it is sent as it is written. The server infers the type of a parameter from its
    place, so one that stands alone in an expression is cast: `%(now)s::timestamptz - interval '1
    day'`, `unnest(%(ids)s::uuid[])`.
    Statements are prepared once per connection; `prepare=False` is for SQL that was generated.
    What is queued travels with the next result that is asked for, or with the commit.

    In: str, int, bool, Decimal, UUID, aware datetime, date, time, timedelta, bytes, None; lists of
    these become arrays; dicts and msgspec structs become JSON, `msgspec.Raw` is JSON already. Out:
    the same types; instants in UTC, arrays as lists, JSON as dict, list and scalars.
    """

    @property
    def tenant(self) -> str:
        """Code of the tenant whose rows are seen."""

    @property
    def present(self) -> Instant:
        """The platform's clock at the begin; what is decided later is never dated before it."""

    @property
    def round_trips(self) -> int:
        """How often the server was asked and waited for, so far."""

    def beside(self) -> AbstractAsyncContextManager["Tx"]:
        """Open a short transaction of the same tenant beside this one, on a second connection.

        It commits by itself, whatever becomes of this one: for business numbers that may have
        gaps, so that nobody waits for this one's commit. It sees nothing of what this one wrote.
        """

    def send(self, sql: str, params: Params = None, *, prepare: bool = True) -> Pending:
        """Queue a statement whose rows are read later."""

    def execute(self, sql: str, params: Params = None, *, prepare: bool = True) -> None:
        """Queue a statement whose rows nobody needs; its error surfaces with the next result."""

    async def fetch(self, sql: str, params: Params = None, *, prepare: bool = True) -> list[Row]:
        """Send everything queued and this statement; return its rows."""

    def send_many(self, statements: Sequence[tuple[str, Params]], /) -> Sequence[Pending]:
        """Queue several statements whose rows are read later; parameters are encoded once."""

    async def fetch_many(self, statements: Sequence[tuple[str, Params]], /) -> list[list[Row]]:
        """Send several statements in one round trip; return the rows of each."""

    async def rows(self, sql: str, params: Params = None, *, as_: type[T]) -> list[T]:
        """Return rows as structs, columns to fields by position."""

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]] | bytes
    ) -> int:
        """Append rows by COPY; bytes are in PostgreSQL's binary format. Returns how many.

        COPY cannot be pipelined: it costs a round trip of its own, and one more if anything is
        queued.
        """

    async def sync(self) -> None:
        """Send everything queued and wait; errors surface here."""

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Call `hook` once the transaction is durable; not at all if it is not."""
