"""Who runs a connection at present, how far it has read, and how it stands."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.connect.connections.connection import Connection
from taktline.connect.connections.store import COLUMNS
from taktline.platform.transaction import Tx

LEASE = timedelta(seconds=15)
"""A process that died is followed by another after this; its renewal comes three times as often."""

# A lease that is over, was given back, or is one's own: whoever writes it first has it.
FREE = f"""
    SELECT {COLUMNS}, l.term, l.trial_asked_at
    FROM machine_connection c JOIN equipment e ON e.id = c.work_unit
    JOIN machine_link l ON l.connection = c.id
    WHERE c.enabled AND (l.lease_until IS NULL OR l.lease_until < %(now)s)
    ORDER BY c.id LIMIT %(limit)s"""

TAKE = """
    UPDATE machine_link SET holder = %(holder)s, lease_until = %(until)s, term = term + 1,
        connected_at = NULL
    WHERE connection = %(connection)s AND term = %(term)s
        AND (lease_until IS NULL OR lease_until < %(now)s)
    RETURNING term, checkpoint, known_until"""

# Also reads whether the connection is still as it was when it was taken.
RENEW = """
    UPDATE machine_link l SET lease_until = %(until)s
    FROM machine_connection c
    WHERE c.id = l.connection AND l.connection = %(connection)s AND l.term = %(term)s
        AND l.holder = %(holder)s
    RETURNING c.version, c.enabled"""

GIVE_BACK = """
    UPDATE machine_link SET holder = NULL, lease_until = NULL, connected_at = NULL
    WHERE connection = %(connection)s AND term = %(term)s AND holder = %(holder)s"""

MINE = """
    SELECT c.version FROM machine_link l JOIN machine_connection c ON c.id = l.connection
    WHERE l.connection = %(connection)s AND l.term = %(term)s AND l.holder = %(holder)s
    FOR UPDATE OF l"""

BOOKED = """
    UPDATE machine_link SET checkpoint = %(checkpoint)s, known_until = %(known_until)s,
        connected_at = %(connected_at)s, heard_at = coalesce(%(heard_at)s, heard_at),
        said_at = coalesce(%(said_at)s, said_at), item = coalesce(%(item)s::text, item),
        value = coalesce(%(value)s::text, value), received = received + %(received)s,
        booked_at = %(at)s, late = late + %(late)s, ahead = ahead + %(ahead)s,
        gaps = gaps + %(gaps)s, drops = drops + %(drops)s, problem = %(problem)s::text,
        problem_args = %(problem_args)s::json, problem_at = %(problem_at)s
    WHERE connection = %(connection)s"""

TRIALS = f"""
    SELECT {COLUMNS}, l.term, l.trial_asked_at
    FROM machine_connection c JOIN equipment e ON e.id = c.work_unit
    JOIN machine_link l ON l.connection = c.id
    WHERE l.trial_asked_at > coalesce(l.tried_at, '-infinity') AND NOT c.archived
    ORDER BY c.id LIMIT %(limit)s"""

# Whoever notes the beginning tries it out; the others find nothing to do.
BEGIN_TRIAL = """
    UPDATE machine_link SET tried_at = %(now)s, trial_found = NULL
    WHERE connection = %(connection)s AND trial_asked_at > coalesce(tried_at, '-infinity')
    RETURNING connection"""
END_TRIAL = """
    UPDATE machine_link SET trial_found = %(found)s::json, tried_at = %(now)s
    WHERE connection = %(connection)s"""


class LeaseLost(Exception):  # noqa: N818 - named for what it says
    """Somebody else runs this connection now, or it was changed: stop, and book nothing more."""


class Waiting(Connection, frozen=True, kw_only=True):
    """A connection nobody runs, or that is to be tried out."""

    term: int = 0
    trial_asked_at: datetime | None = None


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """The right to run one connection until another one takes it.

    Attributes:
        term: counts the takings; what is booked must carry the present one.
        checkpoint: how far the machine was taken in; opaque here.
        known_until: until when it is known what the machine did.
    """

    connection: Connection
    holder: str
    term: int
    checkpoint: bytes | None = None
    known_until: datetime | None = None

    def params(self, **more: object) -> dict[str, object]:
        """Return what names this lease in statements."""
        return {"connection": self.connection.id, "term": self.term, "holder": self.holder, **more}


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How a connection stands after something was booked.

    Attributes:
        heard_at: our clock when the newest value arrived; None = nothing new.
        said_at: the machine's clock on it.
        late: values that came after their time was settled.
        ahead: values from a clock too far ahead to be believed.
        gaps: times at which an agent's buffer lost values.
        drops: times at which the line broke.
    """

    checkpoint: bytes | None
    known_until: datetime | None = None
    connected_at: datetime | None = None
    heard_at: datetime | None = None
    said_at: datetime | None = None
    item: str | None = None
    value: str | None = None
    received: int = 0
    late: int = 0
    ahead: int = 0
    gaps: int = 0
    drops: int = 0
    problem: Problem | None = None


class _Taken(msgspec.Struct, frozen=True, kw_only=True):
    term: int
    checkpoint: bytes | None
    known_until: datetime | None


async def free_connections(tx: Tx, *, now: Instant, limit: int) -> list[Waiting]:
    """Return enabled connections that nobody runs."""
    return await tx.rows(FREE, {"now": now, "limit": limit}, as_=Waiting)


async def take_lease(tx: Tx, waiting: Waiting, *, holder: str, now: Instant) -> Lease | None:
    """Take a connection; None when somebody else was faster."""
    params = {
        "connection": waiting.id, "term": waiting.term, "holder": holder, "now": now,
        "until": now + LEASE,
    }  # fmt: skip
    rows = await tx.rows(TAKE, params, as_=_Taken)
    if not rows:
        return None
    return Lease(
        connection=waiting,
        holder=holder,
        term=rows[0].term,
        checkpoint=rows[0].checkpoint,
        known_until=rows[0].known_until,
    )


async def renew_lease(tx: Tx, lease: Lease, *, now: Instant) -> None:
    """Keep a connection for another while.

    Raises:
        LeaseLost: somebody else has it, it was changed, or it was switched off.
    """
    rows = await tx.fetch(RENEW, lease.params(until=now + LEASE))
    if not rows or rows[0] != (lease.connection.version, True):
        raise LeaseLost


def give_back(tx: Tx, lease: Lease) -> None:
    """Let somebody else run it at once."""
    tx.execute(GIVE_BACK, lease.params())


async def lock_lease(tx: Tx, lease: Lease) -> None:
    """Make sure, within a booking, that this process still runs the connection.

    Raises:
        LeaseLost: it does not, or the connection was changed.
    """
    rows = await tx.fetch(MINE, lease.params())
    if not rows or rows[0] != (lease.connection.version,):
        raise LeaseLost


def note_progress(tx: Tx, lease: Lease, *, progress: Progress, now: Instant) -> None:
    """Write how a connection stands, in the transaction of what it booked."""
    problem = progress.problem
    args = None if problem is None else msgspec.json.encode(problem.values, enc_hook=str).decode()
    tx.execute(
        BOOKED,
        {
            "connection": lease.connection.id,
            "at": now,
            **msgspec.structs.asdict(progress),
            "problem": None if problem is None else problem.code,
            "problem_args": args,
            "problem_at": None if problem is None else now,
        },
    )


async def trials_asked(tx: Tx, *, limit: int) -> list[Waiting]:
    """Return connections somebody wants to have tried out."""
    return await tx.rows(TRIALS, {"limit": limit}, as_=Waiting)


async def begin_trial(tx: Tx, connection: UUID, *, now: Instant) -> bool:
    """Claim a trial; False when another process has."""
    return bool(await tx.fetch(BEGIN_TRIAL, {"connection": connection, "now": now}))


def end_trial(tx: Tx, connection: UUID, *, found: bytes, now: Instant) -> None:
    """Write what a trial found."""
    params = {"connection": connection, "found": found.decode(), "now": now}
    tx.execute(END_TRIAL, params)
