"""Sessions: who is signed in, where, and for how long."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.identity.gate import Caller, Gate, NotSignedIn
from taktline.platform.secret import KeyRing
from taktline.platform.transaction import Tx
from taktline.store import CONTROL

SessionKind = Literal["office", "station"]
TOKEN_BYTES = 32
"""256 random bits: not to be guessed, so that one keyed hash of it is stored."""
PREFIX = "tks_"
"""So that a leaked token is recognised by scanners and by people."""


class Lifetime(msgspec.Struct, frozen=True, kw_only=True):
    """How long a session lasts: without use, and at most."""

    idle: timedelta
    longest: timedelta


LIFETIMES: dict[SessionKind, Lifetime] = {
    # A working day without signing in twice; a browser left behind is closed the next morning.
    "office": Lifetime(idle=timedelta(hours=9), longest=timedelta(days=7)),
    # A shared terminal: who walks away is signed out before the next one comes.
    "station": Lifetime(idle=timedelta(minutes=15), longest=timedelta(hours=12)),
}
SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept: a row written per request would cost more than it tells."""
SESSIONS_MAX = 20
"""Sessions of one user at a time; the oldest ends, as of a script that never signs out."""


class CsrfFailed(Problem):
    """A request with a cookie came without the token that only our own pages know."""

    title = Text(
        en="The page is out of date; load it again and repeat what you did.",
        zh="页面已过期;请刷新后重新操作。",
    )
    status = 403


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in that holds."""

    id: UUID
    kind: SessionKind
    tenant: str
    user_account: UUID
    login: UUID | None
    device: UUID | None
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A new session with what the browser gets, this once.

    Attributes:
        token: value of the HttpOnly cookie.
        csrf: what our pages send beside it in a header; bound to the session.
    """

    session: Session
    token: str
    csrf: str

    def __repr__(self) -> str:
        return f"Opened(session={self.session.id})"


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a session is for."""

    kind: SessionKind
    tenant: str
    user_account: UUID
    login: UUID | None = None
    device: UUID | None = None


COLUMNS = (
    "id, kind, tenant, user_account, login, device, address, agent, created_at, seen_at, ends_at"
)
LIVING = "ended_at IS NULL AND ends_at > %(now)s"
"""What a session's row says while it holds, its idle time apart."""


async def open_session(gate: Gate, subject: Subject, *, caller: Caller) -> Opened:
    """Sign somebody in whose credential was checked."""
    token, now = PREFIX + secrets.token_urlsafe(TOKEN_BYTES), gate.clock()
    session = Session(
        id=uuid7(),
        kind=subject.kind,
        tenant=subject.tenant,
        user_account=subject.user_account,
        login=subject.login,
        device=subject.device,
        address=caller.address[:100],
        agent=caller.agent[:200],
        created_at=now,
        seen_at=now,
        ends_at=now + LIFETIMES[subject.kind].longest,
    )
    async with gate.database.transaction(CONTROL) as tx:
        _insert(tx, session, gate.keys.fingerprint("session", token))
        _end_oldest(tx, session, now)
    return Opened(session=session, token=token, csrf=csrf_of(gate.keys, token))


async def session_of(gate: Gate, token: str) -> Session:
    """Return the session of a cookie, and note its use once a minute.

    Raises:
        NotSignedIn: unknown, ended, or not used for too long.
    """
    if not token.startswith(PREFIX):
        raise NotSignedIn
    now, fingerprint = gate.clock(), gate.keys.fingerprint("session", token)
    recent = gate.sessions.get(fingerprint, now)
    if recent is not None and now < min(recent.ends_at, _idle_at(recent)):
        return recent
    async with gate.database.transaction(CONTROL) as tx:
        found = await tx.rows(
            f"SELECT {COLUMNS} FROM session WHERE token_hash = %(hash)s AND {LIVING}",
            {"hash": fingerprint, "now": now},
            as_=Session,
        )
        if not found or _idle_at(found[0]) <= now:
            gate.sessions.drop(fingerprint)
            raise NotSignedIn
        if found[0].seen_at + SEEN_EVERY <= now:
            tx.execute(
                "UPDATE session SET seen_at = %(now)s WHERE id = %(id)s",
                {"now": now, "id": found[0].id},
            )
    gate.sessions.keep(fingerprint, found[0], now=now)
    return found[0]


async def sign_out(gate: Gate, token: str) -> None:
    """End a session; an unknown one is as good as ended."""
    async with gate.database.transaction(CONTROL) as tx:
        tx.after_commit(gate.sessions.clear)
        tx.execute(
            "UPDATE session SET ended_at = %(now)s WHERE token_hash = %(hash)s "
            "AND ended_at IS NULL",
            {"now": gate.clock(), "hash": gate.keys.fingerprint("session", token)},
        )


async def sign_out_everywhere(gate: Gate, tenant: str, *, user: UUID) -> int:
    """End all sessions of a user of a tenant; returns how many."""
    async with gate.database.transaction(CONTROL) as tx:
        tx.after_commit(gate.sessions.clear)
        sent = tx.send(
            "UPDATE session SET ended_at = %(now)s WHERE tenant = %(tenant)s "
            f"AND user_account = %(user)s AND {LIVING}",
            {"now": gate.clock(), "tenant": tenant, "user": user},
        )
        return await sent.affected()


async def end_sessions_of_login(tx: Tx, login: UUID, now: Instant) -> None:
    """End all office sessions of a login, in every tenant, as when its password changes."""
    tx.execute(
        f"UPDATE session SET ended_at = %(now)s WHERE login = %(login)s AND {LIVING}",
        {"now": now, "login": login},
    )


async def sessions(gate: Gate, tenant: str, *, user: UUID | None = None) -> list[Session]:
    """Return living sessions of a user, or of a whole tenant (the 1000 newest)."""
    now = gate.clock()
    async with gate.database.transaction(CONTROL, readonly=True) as tx:
        found = await tx.rows(
            f"SELECT {COLUMNS} FROM session WHERE tenant = %(tenant)s AND {LIVING} "
            "AND (%(user)s::uuid IS NULL OR user_account = %(user)s::uuid) "
            "ORDER BY created_at DESC LIMIT 1000",
            {"tenant": tenant, "user": user, "now": now},
            as_=Session,
        )
    return [s for s in found if _idle_at(s) > now]


async def end_session(gate: Gate, tenant: str, *, session: UUID) -> bool:
    """End one session of a tenant by its id; says whether there was one."""
    now = gate.clock()
    async with gate.database.transaction(CONTROL) as tx:
        tx.after_commit(gate.sessions.clear)
        sent = tx.send(
            "UPDATE session SET ended_at = %(now)s WHERE id = %(id)s AND tenant = %(tenant)s "
            f"AND {LIVING}",
            {"now": now, "id": session, "tenant": tenant},
        )
        return await sent.affected() > 0


async def forget_ended(gate: Gate, before: Instant) -> int:
    """Delete sessions that ended before an instant; returns how many."""
    async with gate.database.transaction(CONTROL) as tx:
        sent = tx.send("DELETE FROM session WHERE ends_at < %(before)s", {"before": before})
        return await sent.affected()


def csrf_of(keys: KeyRing, token: str) -> str:
    """Return what our pages send beside the session's cookie: its HMAC, nothing is stored."""
    return hmac.new(keys.derived("session", "csrf"), token.encode(), sha256).hexdigest()


def check_csrf(keys: KeyRing, token: str, *, given: str | None) -> None:
    """Check what a page sent beside the cookie; for everything but reads.

    Raises:
        CsrfFailed: nothing, or another session's.
    """
    if given is None or not hmac.compare_digest(csrf_of(keys, token).encode(), given.encode()):
        raise CsrfFailed


def _idle_at(session: Session) -> Instant:
    """Return when a session ends that is not used any more."""
    return session.seen_at + LIFETIMES[session.kind].idle


def _insert(tx: Tx, session: Session, fingerprint: bytes) -> None:
    tx.execute(
        f"""
        INSERT INTO session (token_hash, {COLUMNS})
        VALUES (%(hash)s, %(id)s, %(kind)s, %(tenant)s, %(user_account)s, %(login)s, %(device)s,
                %(address)s, %(agent)s, %(created_at)s, %(seen_at)s, %(ends_at)s)
        """,
        {"hash": fingerprint, **msgspec.structs.asdict(session)},
    )


def _end_oldest(tx: Tx, session: Session, now: Instant) -> None:
    tx.execute(
        f"""
        UPDATE session SET ended_at = %(now)s
        WHERE id IN (
            SELECT id FROM session
            WHERE tenant = %(tenant)s AND user_account = %(user)s AND {LIVING}
            ORDER BY created_at DESC, id DESC OFFSET {SESSIONS_MAX}
        )
        """,
        {"now": now, "tenant": session.tenant, "user": session.user_account},
    )
