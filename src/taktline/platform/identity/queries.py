"""What one can read of people, rights, keys, devices, webhooks, denied attempts; no secrets."""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Invalid
from taktline.base.text import Language, Text
from taktline.platform.command import Principal
from taktline.platform.identity.access import Permission, nodes_for
from taktline.platform.identity.directory import DeliveryState, UserState, WebhookState
from taktline.platform.identity.role import BUILT_IN
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.transaction import Params, Tx

R = TypeVar("R", bound="Listed")


class Listing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page of a list to read.

    Attributes:
        after: cursor of the page before.
        limit: rows, 1 to PAGE_MAX.
    """

    after: str | None = None
    limit: int = 100


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a list that is ordered by its id, that is by age."""

    id: UUID


class Users(Listing, frozen=True, kw_only=True):
    """Which users; `search` finds in name and number."""

    state: UserState | None = None
    search: str | None = None


class UserListed(Listed, frozen=True, kw_only=True):
    """A user, with whether a PIN is set.

    Attributes:
        pin_locked_until: after too many wrong PINs, until when none is tried; may be past.
    """

    name: str
    number: str | None
    badge: str | None
    person: UUID | None
    language: Language
    state: UserState
    version: int
    has_pin: bool
    roles: list[str]
    pin_locked_until: datetime | None = None


class RoleListed(msgspec.Struct, frozen=True, kw_only=True):
    """A role; the built-in ones have no id and are not edited."""

    id: UUID | None
    code: str
    label: Text
    permissions: tuple[Permission, ...]
    version: int
    built_in: bool


class Assignments(Listing, frozen=True, kw_only=True):
    """Whose assignments; taken-back ones only on request."""

    user: UUID | None = None
    role: str | None = None
    revoked: bool = False


class AssignmentListed(Listed, frozen=True, kw_only=True):
    """A role given to somebody, by whom and when."""

    user: UUID
    user_name: str
    role: str
    node: UUID | None
    valid_from: datetime | None
    valid_until: datetime | None
    created_at: datetime
    created_by: UUID
    revoked_at: datetime | None
    revoked_by: UUID | None


class ApiKeyListed(Listed, frozen=True, kw_only=True):
    """An API key without the key."""

    name: str
    user: UUID
    user_name: str
    roles: list[str]
    allowed: list[str]
    ends_at: datetime
    seen_on: date | None
    created_at: datetime
    revoked_at: datetime | None


class DeviceListed(Listed, frozen=True, kw_only=True):
    """A paired terminal."""

    code: str
    name: str
    roles: list[str]
    node: UUID | None
    seen_on: date | None
    created_at: datetime
    revoked_at: datetime | None


class WebhookListed(Listed, frozen=True, kw_only=True):
    """A webhook, with how many deliveries wait and how many were given up."""

    name: str
    url: str
    events: list[str]
    user: UUID
    state: WebhookState
    version: int
    waiting: int
    dead: int


class Deliveries(Listing, frozen=True, kw_only=True):
    """Deliveries of which webhook, in which state; the newest first."""

    webhook: UUID | None = None
    state: DeliveryState | None = None


class DeliveryListed(Listed, frozen=True, kw_only=True):
    """One event on its way, with the receiver's last answer."""

    webhook: UUID
    event_name: str
    state: DeliveryState
    tries: int
    next_at: datetime | None
    answer_status: int | None
    answer: str
    created_at: datetime
    tried_at: datetime | None


class DeniedAttempts(Listing, frozen=True, kw_only=True):
    """Denied attempts since when, of whom; the newest first."""

    since: Instant | None = None
    principal: UUID | None = None


class DeniedListed(Listed, frozen=True, kw_only=True):
    """One denied attempt."""

    at: datetime
    kind: str
    principal: UUID | None
    subject: str
    address: str
    detail: dict[str, object]


USERS = """
    SELECT u.id, u.name, u.number, u.badge, u.person, u.language, u.state, u.version,
           EXISTS (SELECT 1 FROM pin p WHERE p.user_account = u.id),
           ARRAY(SELECT DISTINCT a.role FROM role_assignment a
                 WHERE a.user_account = u.id AND a.revoked_at IS NULL ORDER BY a.role),
           (SELECT p.locked_until FROM pin p WHERE p.user_account = u.id)
    FROM user_account u
    WHERE (%(after)s::uuid IS NULL OR u.id > %(after)s::uuid)
      AND (%(state)s::text IS NULL OR u.state = %(state)s::text)
      AND (%(search)s::text IS NULL OR strpos(lower(u.name), lower(%(search)s::text)) > 0
           OR strpos(lower(u.number), lower(%(search)s::text)) > 0)
      AND (%(nodes)s::uuid[] IS NULL OR EXISTS (
           SELECT 1 FROM role_assignment a WHERE a.user_account = u.id AND a.revoked_at IS NULL
           AND a.node = ANY(%(nodes)s::uuid[])))
    ORDER BY u.id LIMIT %(limit)s
"""
ASSIGNMENTS = """
    SELECT a.id, a.user_account, u.name, a.role, a.node, a.valid_from, a.valid_until,
           a.created_at, a.created_by, a.revoked_at, a.revoked_by
    FROM role_assignment a JOIN user_account u ON u.id = a.user_account
    WHERE (%(after)s::uuid IS NULL OR a.id > %(after)s::uuid)
      AND (%(user)s::uuid IS NULL OR a.user_account = %(user)s::uuid)
      AND (%(role)s::text IS NULL OR a.role = %(role)s::text)
      AND (%(revoked)s::boolean OR a.revoked_at IS NULL)
      AND (%(nodes)s::uuid[] IS NULL OR a.node = ANY(%(nodes)s::uuid[]))
    ORDER BY a.id LIMIT %(limit)s
"""
API_KEYS = """
    SELECT k.id, k.name, k.user_account, u.name, k.roles, k.allowed, k.ends_at, k.seen_on,
           k.created_at, k.revoked_at
    FROM api_key k JOIN user_account u ON u.id = k.user_account
    WHERE (%(after)s::uuid IS NULL OR k.id > %(after)s::uuid) AND %(nodes)s::uuid[] IS NULL
    ORDER BY k.id LIMIT %(limit)s
"""
DEVICES = """
    SELECT d.id, d.code, d.name, d.roles, d.node, d.seen_on, d.created_at, d.revoked_at
    FROM device d
    WHERE (%(after)s::uuid IS NULL OR d.id > %(after)s::uuid)
      AND (%(nodes)s::uuid[] IS NULL OR d.node = ANY(%(nodes)s::uuid[]))
    ORDER BY d.id LIMIT %(limit)s
"""
WEBHOOKS = """
    SELECT w.id, w.name, w.url, w.events, w.user_account, w.state, w.version,
           (SELECT count(*) FROM webhook_delivery d
            WHERE d.webhook = w.id AND d.state = 'waiting'),
           (SELECT count(*) FROM webhook_delivery d WHERE d.webhook = w.id AND d.state = 'dead')
    FROM webhook w
    WHERE (%(after)s::uuid IS NULL OR w.id > %(after)s::uuid) AND w.state <> 'archived'
      AND %(nodes)s::uuid[] IS NULL
    ORDER BY w.id LIMIT %(limit)s
"""
DELIVERIES = """
    SELECT id, webhook, event_name, state, tries, next_at, answer_status, answer, created_at,
           tried_at
    FROM webhook_delivery
    WHERE (%(after)s::uuid IS NULL OR id < %(after)s::uuid)
      AND (%(webhook)s::uuid IS NULL OR webhook = %(webhook)s::uuid)
      AND (%(state)s::text IS NULL OR state = %(state)s::text)
      AND %(nodes)s::uuid[] IS NULL
    ORDER BY id DESC LIMIT %(limit)s
"""
DENIED = """
    SELECT id, at, kind, principal, subject, address, detail FROM security_log
    WHERE (%(after)s::uuid IS NULL OR id < %(after)s::uuid)
      AND (%(since)s::timestamptz IS NULL OR at >= %(since)s::timestamptz)
      AND (%(principal)s::uuid IS NULL OR principal = %(principal)s::uuid)
      AND %(nodes)s::uuid[] IS NULL
    ORDER BY id DESC LIMIT %(limit)s
"""


async def list_users(tx: Tx, asked: Users, reader: Principal) -> Page[UserListed]:
    """List users; of a node's reader those who have a role at that node."""
    more = {"state": asked.state, "search": asked.search}
    nodes = _nodes(reader, "user_account:read")
    return await _page(tx, USERS, asked, more={**more, **nodes}, row=UserListed)


async def list_roles(tx: Tx, asked: Listing, reader: Principal) -> Page[RoleListed]:
    """List all roles at once: the built-in ones, then the tenant's own by code."""
    rows = await tx.fetch(
        "SELECT id, code, label_en, label_zh, permissions, version FROM role "
        "WHERE NOT archived ORDER BY code"
    )
    built_in = [
        RoleListed(
            id=None,
            code=role.code,
            label=role.label,
            permissions=role.permissions,
            version=1,
            built_in=True,
        )
        for role in BUILT_IN
    ]
    own = [
        RoleListed(
            id=msgspec.convert(made, UUID),
            code=str(code),
            label=Text(en=str(en), zh=str(zh)),
            permissions=msgspec.convert(lines, tuple[Permission, ...]),
            version=msgspec.convert(version, int),
            built_in=False,
        )
        for made, code, en, zh, lines, version in rows
    ]
    return Page(rows=[*built_in, *own], total=len(built_in) + len(own))


async def list_assignments(tx: Tx, asked: Assignments, reader: Principal) -> Page[AssignmentListed]:
    """List who has which role where."""
    more = {"user": asked.user, "role": asked.role, "revoked": asked.revoked}
    nodes = _nodes(reader, "role:read")
    return await _page(tx, ASSIGNMENTS, asked, more={**more, **nodes}, row=AssignmentListed)


async def list_api_keys(tx: Tx, asked: Listing, reader: Principal) -> Page[ApiKeyListed]:
    """List API keys; they have no place, so only readers of the whole tenant see any."""
    nodes = _nodes(reader, "api_key:read")
    return await _page(tx, API_KEYS, asked, more=nodes, row=ApiKeyListed)


async def list_devices(tx: Tx, asked: Listing, reader: Principal) -> Page[DeviceListed]:
    """List paired terminals; of a node's reader those that stand there."""
    return await _page(tx, DEVICES, asked, more=_nodes(reader, "device:read"), row=DeviceListed)


async def list_webhooks(tx: Tx, asked: Listing, reader: Principal) -> Page[WebhookListed]:
    """List webhooks that are not archived; only readers of the whole tenant see any."""
    return await _page(tx, WEBHOOKS, asked, more=_nodes(reader, "webhook:read"), row=WebhookListed)


async def list_deliveries(tx: Tx, asked: Deliveries, reader: Principal) -> Page[DeliveryListed]:
    """List deliveries, the newest first, without what they carried."""
    more = {"webhook": asked.webhook, "state": asked.state}
    nodes = _nodes(reader, "webhook_delivery:read")
    return await _page(tx, DELIVERIES, asked, more={**more, **nodes}, row=DeliveryListed)


async def list_denied(tx: Tx, asked: DeniedAttempts, reader: Principal) -> Page[DeniedListed]:
    """List denied attempts, the newest first."""
    more = {"since": asked.since, "principal": asked.principal}
    nodes = _nodes(reader, "security_log:read")
    return await _page(tx, DENIED, asked, more={**more, **nodes}, row=DeniedListed)


def _nodes(reader: Principal, needs: str) -> dict[str, object]:
    nodes = nodes_for(reader, needs)
    return {"nodes": None if nodes is None else list(nodes)}


async def _page(
    tx: Tx, sql: str, asked: Listing, *, more: dict[str, object], row: type[R]
) -> Page[R]:
    limit = max(1, min(asked.limit, PAGE_MAX))
    params: Params = {"after": _cursor(asked.after), "limit": limit, **more}
    rows = await tx.rows(sql, params, as_=row)
    return Page(rows=rows, after=str(rows[-1].id) if len(rows) == limit else None)


def _cursor(after: str | None) -> UUID | None:
    try:
        return None if after is None else UUID(after)
    except ValueError:
        raise Invalid(reason="after is not a cursor of this list", at="/after") from None


IDENTITY_QUERIES = (
    Query(
        name="platform.users",
        params=Users,
        row=UserListed,
        needs="user_account:read",
        run=list_users,
        label=Text(en="Users", zh="用户"),
    ),
    Query(
        name="platform.roles",
        params=Listing,
        row=RoleListed,
        needs="role:read",
        run=list_roles,
        label=Text(en="Roles", zh="角色"),
    ),
    Query(
        name="platform.role_assignments",
        params=Assignments,
        row=AssignmentListed,
        needs="role:read",
        run=list_assignments,
        label=Text(en="Role assignments", zh="角色分配"),
    ),
    Query(
        name="platform.api_keys",
        params=Listing,
        row=ApiKeyListed,
        needs="api_key:read",
        run=list_api_keys,
        label=Text(en="API keys", zh="API 密钥"),
    ),
    Query(
        name="platform.devices",
        params=Listing,
        row=DeviceListed,
        needs="device:read",
        run=list_devices,
        label=Text(en="Devices", zh="终端设备"),
    ),
    Query(
        name="platform.webhooks",
        params=Listing,
        row=WebhookListed,
        needs="webhook:read",
        run=list_webhooks,
        label=Text(en="Webhooks", zh="回调"),
    ),
    Query(
        name="platform.webhook_deliveries",
        params=Deliveries,
        row=DeliveryListed,
        needs="webhook_delivery:read",
        run=list_deliveries,
        label=Text(en="Webhook deliveries", zh="回调投递"),
    ),
    Query(
        name="platform.security_log",
        params=DeniedAttempts,
        row=DeniedListed,
        needs="security_log:read",
        run=list_denied,
        label=Text(en="Denied attempts", zh="被拒绝的操作"),
    ),
)
