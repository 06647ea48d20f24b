"""Logins: the name and password with which office people sign in, in one tenant or several."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.base.problem import Invalid, Problem
from taktline.base.text import Text
from taktline.platform.identity.gate import (
    Caller,
    Gate,
    SignInLocked,
    Tries,
    WrongCredentials,
    refuse_locked,
)
from taktline.platform.identity.lockout import locked_until
from taktline.platform.identity.password import (
    PASSWORD_LENGTH_MAX,
    PASSWORD_LENGTH_MIN,
    WeakPassword,
    accepted_password,
)
from taktline.platform.identity.session import Opened, Subject, end_sessions_of_login, open_session
from taktline.platform.secret import Secret
from taktline.platform.transaction import Tx
from taktline.store import CONTROL, Conflict

NAME_LENGTH_MAX = 100
_BLANK = re.compile(r"\s")


class LoginNameTaken(Problem):
    """Somebody signs in with this name already."""

    title = Text(en="The login name {name} is taken.", zh="登录名 {name} 已被使用。")


class PasswordChangeNeeded(Problem):
    """The password was given by somebody else and must be changed before anything else."""

    title = Text(en="Choose a password of your own before you go on.", zh="请先设置您自己的密码。")
    status = 403


class TenantNeeded(Problem):
    """The login belongs to several tenants; the request must say which."""

    title = Text(en="Which company? {tenants}", zh="请选择企业:{tenants}")
    status = 409


class SharedLogin(Problem):
    """A login of several tenants is nobody's alone, so no tenant may set its password."""

    title = Text(
        en="{name} also signs in elsewhere, so only the person can change the password.",
        zh="{name} 同时属于其他企业,只能由本人修改密码。",
    )


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """What is typed to sign in; `tenant` where the login has several."""

    name: str
    password: Secret
    tenant: str | None = None


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A login as sign-in reads it."""

    id: UUID
    name: str
    password_hash: str | None
    must_change: bool
    state: str
    failures: int
    locked_until: datetime | None


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant a login belongs to, and who it is there."""

    tenant: str
    tenant_name: str
    user_account: UUID


def login_key(name: str) -> str:
    """Return what makes two login names the same: case and width do not count, blanks are refused.

    Raises:
        Invalid: empty, too long, or with blanks or control characters.
    """
    key = unicodedata.normalize("NFKC", name.strip()).casefold()
    printable = key.isprintable() and not _BLANK.search(key)
    if not printable or not 1 <= len(key) <= NAME_LENGTH_MAX:
        raise Invalid(reason="a login name has 1 to 100 characters without blanks", at="/name")
    return key


async def give_login(
    gate: Gate, tenant: str, *, user: UUID, name: str, password: Secret, must_change: bool = True
) -> UUID:
    """Let a user of a tenant sign in with a new name and an initial password.

    Raises:
        Invalid: the name cannot be one.
        WeakPassword: the password may not be set.
        LoginNameTaken: somebody has the name, or the user has a login.
    """
    key = login_key(name)
    hashed = await gate.hasher.hash(accepted_password(password, name), _pepper(gate))
    made, now = uuid7(), gate.clock()
    try:
        async with gate.database.transaction(CONTROL) as tx:
            tx.execute(
                """
                INSERT INTO login (id, name, name_key, password_hash, must_change, created_at,
                                   password_at)
                VALUES (%(id)s, %(name)s, %(key)s, %(hash)s, %(must_change)s, %(now)s, %(now)s)
                """,
                {
                    "id": made,
                    "name": name.strip(),
                    "key": key,
                    "hash": hashed,
                    "must_change": must_change,
                    "now": now,
                },
            )
            _join(tx, made, tenant=tenant, user=user, now=now)
    except Conflict:
        raise LoginNameTaken(name=name, at="/name") from None
    return made


async def join_tenant(gate: Gate, tenant: str, *, user: UUID, name: str) -> None:
    """Let somebody who signs in elsewhere already also sign in here, as one of our users.

    Raises:
        Invalid: there is no such login.
        LoginNameTaken: the login is here already, or the user has another one.
    """
    key, now = login_key(name), gate.clock()
    try:
        async with gate.database.transaction(CONTROL) as tx:
            rows = await tx.fetch("SELECT id FROM login WHERE name_key = %(key)s", {"key": key})
            if not rows:
                raise Invalid(reason=f"there is no login {name}", at="/name")
            _join(tx, UUID(str(rows[0][0])), tenant=tenant, user=user, now=now)
    except Conflict:
        raise LoginNameTaken(name=name, at="/name") from None


async def sign_in(gate: Gate, asked: SignIn, *, caller: Caller) -> Opened:
    """Sign somebody in by name and password.

    Raises:
        SignInLocked: too many wrong tries.
        WrongCredentials: name or password is wrong, or the login is disabled or belongs nowhere.
        PasswordChangeNeeded: the initial password must be changed first (`change_password`).
        TenantNeeded: the login has several tenants and the request names none of them.
    """
    login = await checked(gate, asked.name, asked.password, caller=caller)
    if login.must_change:
        raise PasswordChangeNeeded
    belongs = await memberships(gate, login.id)
    chosen = [m for m in belongs if asked.tenant in (None, m.tenant)]
    if not belongs:
        raise WrongCredentials
    if len(chosen) != 1:
        raise TenantNeeded(tenants=[m.tenant for m in belongs], at="/tenant")
    subject = Subject(
        kind="office",
        tenant=chosen[0].tenant,
        user_account=chosen[0].user_account,
        login=login.id,
    )
    return await open_session(gate, subject, caller=caller)


async def checked(gate: Gate, name: str, password: Secret, *, caller: Caller) -> Login:
    """Return the login if the password fits. The try is counted before it is judged.

    Raises:
        SignInLocked, WrongCredentials: as in `sign_in`.
    """
    try:
        login = await _count_try(gate, _key_or_none(name))
    except SignInLocked as refusal:
        gate.log.note(refusal.code, name, address=caller.address)
        raise
    stored = login.password_hash if login is not None else None
    fits = await gate.hasher.fits(password, _pepper(gate), stored)
    if login is None or not fits or login.state != "active":
        gate.log.note("wrong-credentials", name, address=caller.address)
        raise WrongCredentials
    await _forget_tries(gate, login.id)
    return login


async def change_password(
    gate: Gate, name: str, *, old: Secret, new: Secret, caller: Caller
) -> None:
    """Change one's own password, the initial one too; ends all one's sessions.

    Raises:
        SignInLocked, WrongCredentials: as in `sign_in`.
        WeakPassword: the new one may not be set, or is the old one.
    """
    login = await checked(gate, name, old, caller=caller)
    if old == new:
        raise WeakPassword(least=PASSWORD_LENGTH_MIN, most=PASSWORD_LENGTH_MAX, at="/new")
    await set_password(gate, login.id, name=login.name, new=new)


async def set_password(
    gate: Gate, login: UUID, *, name: str, new: Secret, must_change: bool = False
) -> None:
    """Set a login's password; ends all its sessions and waits.

    Raises:
        WeakPassword: it may not be set.
    """
    hashed = await gate.hasher.hash(accepted_password(new, name), _pepper(gate))
    now = gate.clock()
    async with gate.database.transaction(CONTROL) as tx:
        tx.execute(
            """
            UPDATE login SET password_hash = %(hash)s, must_change = %(must_change)s, failures = 0,
                             locked_until = NULL, password_at = %(now)s
            WHERE id = %(id)s
            """,
            {"id": login, "hash": hashed, "must_change": must_change, "now": now},
        )
        tx.after_commit(gate.sessions.clear)
        await end_sessions_of_login(tx, login, now)


async def reset_password(gate: Gate, tenant: str, *, user: UUID, new: Secret) -> None:
    """Give one of a tenant's users a new initial password.

    Raises:
        Invalid: the user has no login.
        SharedLogin: the login also belongs to other tenants.
        WeakPassword: the password may not be set.
    """
    async with gate.database.transaction(CONTROL, readonly=True) as tx:
        rows = await tx.fetch(
            """
            SELECT l.id, l.name, (SELECT count(*) FROM membership o WHERE o.login = l.id)
            FROM membership m JOIN login l ON l.id = m.login
            WHERE m.tenant = %(tenant)s AND m.user_account = %(user)s
            """,
            {"tenant": tenant, "user": user},
        )
    if not rows:
        raise Invalid(reason="the user has no login", at="/user")
    login, name, belongs = rows[0]
    if belongs != 1:
        raise SharedLogin(name=name)
    await set_password(gate, UUID(str(login)), name=str(name), new=new, must_change=True)


async def memberships(gate: Gate, login: UUID) -> list[Membership]:
    """Return the open tenants a login belongs to, by code."""
    async with gate.database.transaction(CONTROL, readonly=True) as tx:
        return await tx.rows(
            """
            SELECT m.tenant, t.name, m.user_account
            FROM membership m JOIN tenant t ON t.code = m.tenant
            WHERE m.login = %(login)s AND t.state = 'active' ORDER BY m.tenant
            """,
            {"login": login},
            as_=Membership,
        )


async def login_names(gate: Gate, tenant: str) -> dict[UUID, str]:
    """Return the login name of each user of a tenant who has one."""
    async with gate.database.transaction(CONTROL, readonly=True) as tx:
        rows = await tx.fetch(
            """
            SELECT m.user_account, l.name FROM membership m JOIN login l ON l.id = m.login
            WHERE m.tenant = %(tenant)s
            """,
            {"tenant": tenant},
        )
    return {UUID(str(user)): str(name) for user, name in rows}


async def user_names(gate: Gate, tenant: str, *, users: Collection[UUID]) -> dict[UUID, str]:
    """Return what some users of a tenant are called."""
    async with gate.database.transaction(tenant, readonly=True) as tx:
        rows = await tx.fetch(
            "SELECT id, name FROM user_account WHERE id = ANY(%(users)s::uuid[])",
            {"users": list(users)},
        )
    return {UUID(str(user)): str(name) for user, name in rows}


def _pepper(gate: Gate) -> bytes:
    return gate.keys.derived("password")


def _key_or_none(name: str) -> str | None:
    try:
        return login_key(name)
    except Invalid:
        return None


async def _count_try(gate: Gate, key: str | None) -> Login | None:
    """Count a try as wrong until it proves right, so that tries at the same time all count."""
    now = gate.clock()
    async with gate.database.transaction(CONTROL) as tx:
        rows = await tx.rows(
            """
            SELECT id, name, password_hash, must_change, state, failures, locked_until
            FROM login WHERE name_key = %(key)s FOR UPDATE
            """,
            {"key": key or ""},
            as_=Login,
        )
        if not rows:
            return None
        login = rows[0]
        refuse_locked(Tries(failures=login.failures, locked_until=login.locked_until), now)
        failures = login.failures + 1
        tx.execute(
            "UPDATE login SET failures = %(failures)s, locked_until = %(until)s WHERE id = %(id)s",
            {"id": login.id, "failures": failures, "until": locked_until(failures, now)},
        )
    return login


async def _forget_tries(gate: Gate, login: UUID) -> None:
    async with gate.database.transaction(CONTROL) as tx:
        tx.execute(
            "UPDATE login SET failures = 0, locked_until = NULL WHERE id = %(id)s", {"id": login}
        )


def _join(tx: Tx, login: UUID, *, tenant: str, user: UUID, now: Instant) -> None:
    tx.execute(
        """
        INSERT INTO membership (login, tenant, user_account, created_at)
        VALUES (%(login)s, %(tenant)s, %(user)s, %(now)s)
        """,
        {"login": login, "tenant": tenant, "user": user, "now": now},
    )
