"""What can go wrong between us and PostgreSQL, told by SQLSTATE, never by the message."""

import re

import psycopg
from psycopg import errors as pg

from taktline.base.problem import Problem
from taktline.base.text import Text

STALE = frozenset({"42703", "42P01", "0A000", "26000"})
"""undefined column, undefined table, changed plan, unknown prepared statement."""
DEADLOCKS = frozenset({"40001", "40P01"})
LOCK_WAITS = frozenset({"55P03"})
TOO_LONG = frozenset({"57014"})


class StatementRefused(Exception):  # noqa: N818 - named for what it says
    """PostgreSQL refused a statement for a reason that is our mistake.

    Attributes:
        sqlstate: the five characters that name the reason.
        constraint: name of the constraint without a number PostgreSQL may have added; "" if none.
        table: the table concerned, where the server says so.
        statement: the SQL that was refused, without its parameters.
    """

    def __init__(self, sqlstate: str, message: str, constraint: str = "", table: str = "") -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.constraint = constraint
        self.table = table
        self.statement = ""

    def __str__(self) -> str:
        shown = " ".join(self.statement.split())[:120]
        return f"{self.sqlstate}: {self.args[0]}" + (f" in: {shown}" if shown else "")


class Conflict(StatementRefused):
    """A unique or exclusion constraint refused a row: it is there already."""


class CheckViolated(StatementRefused):
    """A check or not-null constraint refused a row."""


class ReferenceMissing(StatementRefused):
    """A foreign key refused a row: what it points to is not there, or is still pointed to."""


class OutOfRange(StatementRefused):
    """A number grew beyond what its column can keep."""


class StaleCatalog(StatementRefused):
    """The tables have changed since the statement was made: reload, and once again."""


class Retryable(StatementRefused):
    """The same transaction may succeed when it is done again."""


class LockTimeout(Retryable):
    """Somebody else held a lock longer than we wait."""


class SerializationOrDeadlock(Retryable):
    """Two transactions stood in each other's way and this one was chosen to give up."""


class StatementTimeout(StatementRefused):
    """A statement took longer than it may."""


class StorageFull(StatementRefused):
    """The server's disk has no room left; nothing was written, and later it may be."""


class ConnectionLost(Exception):  # noqa: N818 - named for what it says
    """The connection broke.

    Attributes:
        outcome_unknown: the commit was already on its way; whether it happened is to be found out
            by reading the command's id.
    """

    def __init__(self, message: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(message)
        self.outcome_unknown = outcome_unknown


class BadParameter(Exception):  # noqa: N818 - named for what it says
    """A value or a statement that cannot be sent: our own mistake, found before it is sent."""


class StoreBusy(Problem):
    """All connections are in use."""

    title = Text(
        en="The database is busy: no connection became free within {seconds} s.",
        zh="数据库繁忙:{seconds} 秒内没有可用连接。",
    )
    status = 503
    retry = True


class DatabaseUnreachable(Problem):
    """The database server does not let us in."""

    title = Text(
        en="The database at {address} does not answer: {reason}",
        zh="数据库 {address} 无响应:{reason}",
    )
    status = 503
    retry = True


_CLASSES: dict[str, type[StatementRefused]] = {
    "23505": Conflict,
    "23P01": Conflict,
    "23514": CheckViolated,
    "23502": CheckViolated,
    "23503": ReferenceMissing,
    "22003": OutOfRange,
    **dict.fromkeys(STALE, StaleCatalog),
    **dict.fromkeys(DEADLOCKS, SerializationOrDeadlock),
    **dict.fromkeys(LOCK_WAITS, LockTimeout),
    **dict.fromkeys(TOO_LONG, StatementTimeout),
    "53100": StorageFull,
}


def plain_constraint(name: str | None) -> str:
    """Return a constraint's name without the shard number a distributed table adds."""
    return re.sub(r"_\d+$", "", name or "")


def refusal_of(error: psycopg.Error) -> StatementRefused | ConnectionLost:
    """Translate the driver's error by its SQLSTATE."""
    state = error.sqlstate or ""
    gone = isinstance(error, pg.OperationalError) and not state
    if gone or state.startswith(("08", "57P")):
        return ConnectionLost(str(error).strip())
    diag = error.diag
    kind = _CLASSES.get(state, StatementRefused)
    message = diag.message_primary or str(error)
    return kind(state, message, plain_constraint(diag.constraint_name), diag.table_name or "")
