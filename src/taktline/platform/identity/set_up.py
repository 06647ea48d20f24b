"""The first start: a link, valid once, with which the first administrator makes a login."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id, uuid7
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.door import Door
from taktline.platform.envelope import Item
from taktline.platform.identity.gate import Gate
from taktline.platform.identity.login import give_login, login_key
from taktline.platform.identity.password import accepted_password
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role import ADMINISTRATOR
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.tenancy import tenant
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.secret import Secret
from taktline.store import CONTROL

LINK_LASTS = timedelta(hours=24)
"""Time to finish an installation; a new start makes a new link."""


class SetUpLinkGone(Problem):
    """The link was used, is too old, or was never made."""

    title = Text(
        en="This set-up link was used or is too old; start the server again to get a new one.",
        zh="该初始化链接已使用或已过期;请重新启动服务以获取新链接。",
    )
    status = 410


class FirstAdministrator(msgspec.Struct, frozen=True, kw_only=True):
    """What is typed on the set-up page."""

    token: Secret
    name: str
    login: str
    password: Secret


class _Link(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    tenant: str
    ends_at: datetime


async def needs_set_up(gate: Gate, code: str) -> bool:
    """Say whether nobody can sign in to a tenant yet."""
    async with gate.database.transaction(CONTROL, readonly=True) as tx:
        rows = await tx.fetch(
            "SELECT 1 FROM membership WHERE tenant = %(code)s LIMIT 1", {"code": code}
        )
    return not rows


async def make_set_up_link(gate: Gate, code: str) -> Secret:
    """Return the token of a new link for a tenant's first administrator; older links end.

    Raises:
        NotFound: there is no such tenant.
    """
    await tenant(gate.database, code)
    token, now = secrets.token_urlsafe(32), gate.clock()
    async with gate.database.transaction(CONTROL) as tx:
        tx.execute(
            "UPDATE set_up_link SET used_at = %(now)s WHERE tenant = %(code)s AND used_at IS NULL",
            {"now": now, "code": code},
        )
        tx.execute(
            """
            INSERT INTO set_up_link (id, token_hash, purpose, tenant, created_at, ends_at)
            VALUES (%(id)s, %(hash)s, 'first_administrator', %(code)s, %(now)s, %(ends_at)s)
            """,
            {
                "id": uuid7(),
                "hash": gate.keys.fingerprint("token", token),
                "code": code,
                "now": now,
                "ends_at": now + LINK_LASTS,
            },
        )
    return Secret(token)


async def make_first_administrator(gate: Gate, door: Door, *, asked: FirstAdministrator) -> UUID:
    """Use a link: make the user, the role assignment and the login. Returns the user.

    The link is used up first, so that two who hold it cannot both succeed.

    Raises:
        WeakPassword: the password may not be set; the link stays valid.
        SetUpLinkGone: the link was used or is too old.
        LoginNameTaken: the name is taken; the link stays valid.
        Problem: what the commands refuse.
    """
    accepted_password(asked.password, asked.login)
    login_key(asked.login)
    link = await _use(gate, asked.token)
    try:
        user = await make_administrator(door, link.tenant, name=asked.name, cause=str(link.id))
        await give_login(
            gate,
            link.tenant,
            user=user,
            name=asked.login,
            password=asked.password,
            must_change=False,
        )
    except Problem:
        await _give_back(gate, link)
        raise
    return user


async def make_administrator(door: Door, code: str, *, name: str, cause: str) -> UUID:
    """Make a user with all rights in a tenant, in the name of the installation.

    Args:
        cause: the same cause makes the same user, however often.

    Raises:
        Problem: what the commands refuse.
    """
    create = CreateUser(id=derived_id("set-up", cause, "user"), name=name)
    created = (
        await door.submit(
            code, SYSTEM, items=[Item(verb="platform.create_user", body=create, client="set-up")]
        )
    )[0]
    if isinstance(created, Problem):
        raise created
    user = created.events[0].record
    assign = AssignRole(id=derived_id("set-up", cause, "role"), user=user, role=ADMINISTRATOR)
    assigned = (
        await door.submit(
            code, SYSTEM, items=[Item(verb="platform.assign_role", body=assign, client="set-up")]
        )
    )[0]
    if isinstance(assigned, Problem):
        raise assigned
    return user


async def _use(gate: Gate, token: Secret) -> _Link:
    now = gate.clock()
    async with gate.database.transaction(CONTROL) as tx:
        rows = await tx.rows(
            """
            UPDATE set_up_link SET used_at = %(now)s
            WHERE token_hash = %(hash)s AND used_at IS NULL AND ends_at > %(now)s
              AND purpose = 'first_administrator'
            RETURNING id, tenant, ends_at
            """,
            {"now": now, "hash": gate.keys.fingerprint("token", token.reveal())},
            as_=_Link,
        )
    if not rows:
        raise SetUpLinkGone
    return rows[0]


async def _give_back(gate: Gate, link: _Link) -> None:
    async with gate.database.transaction(CONTROL) as tx:
        tx.execute("UPDATE set_up_link SET used_at = NULL WHERE id = %(id)s", {"id": link.id})
