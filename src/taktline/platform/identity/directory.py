"""The directory of a tenant as commands see it: people, roles, keys, devices, webhooks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.text import Language
from taktline.platform.identity.access import Assignment, Permission
from taktline.platform.identity.role import ADMINISTRATOR, BUILT_IN_PERMISSIONS
from taktline.platform.transaction import Tx

UserState = Literal["active", "disabled"]
SecretKind = Literal["pin", "api_key", "device", "webhook", "customer_link"]
WebhookState = Literal["active", "paused", "archived"]
DeliveryState = Literal["waiting", "delivered", "dead"]


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be given rights, with or without a login.

    Attributes:
        id: the principal's id in commands and audit.
        name: what colleagues call them; two may have the same.
        number: employee number, tells people of one name apart; may be empty.
        badge: what their badge's code reads; empty where there is none.
        person: the person record of the kernel, if any.
        language: of screens and refusals.
        state: disabled ends every right at once and keeps the name in history.
        version: for editing.
    """

    id: UUID
    name: str
    number: str | None
    badge: str | None
    person: UUID | None
    language: Language
    state: UserState
    version: int


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A role the tenant made itself."""

    id: UUID
    code: str
    label_en: str
    label_zh: str
    permissions: tuple[Permission, ...]
    version: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One assignment that was not revoked."""

    id: UUID
    user: UUID
    role: str
    node: UUID | None
    valid_from: datetime | None
    valid_until: datetime | None

    def assignment(self) -> Assignment:
        """Return it as the access compiler takes it."""
        return Assignment(
            role=self.role,
            node=self.node,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class Staged(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that waits to be linked by a command; its content stays in the table."""

    id: UUID
    kind: SecretKind
    pairing_code: str | None
    ends_at: datetime


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key of a program that acts with part of somebody's rights."""

    id: UUID
    name: str
    user: UUID
    revoked: bool


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A paired terminal, PDA or board."""

    id: UUID
    code: str
    name: str
    node: UUID | None
    revoked: bool


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """Where a partner wants to be told of events."""

    id: UUID
    name: str
    url: str
    events: tuple[str, ...]
    user: UUID
    state: WebhookState
    version: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one webhook."""

    id: UUID
    webhook: UUID
    state: DeliveryState


class Directory:
    """What one batch loaded; later commands of the batch see what earlier ones decided."""

    def __init__(self) -> None:
        self.users: dict[UUID, User] = {}
        self.roles: dict[str, Role] = {}
        self.held: dict[UUID, Held] = {}
        self.staged: dict[UUID, Staged] = {}
        self.keys: dict[UUID, ApiKey] = {}
        self.devices: dict[UUID, Device] = {}
        self.webhooks: dict[UUID, Webhook] = {}
        self.deliveries: dict[UUID, Delivery] = {}

    def permissions(self) -> dict[str, Sequence[Permission]]:
        """Return the permissions of every loaded role, the built-in ones first."""
        own = {code: role.permissions for code, role in self.roles.items()}
        return {**own, **BUILT_IN_PERMISSIONS}

    def held_by(self, user: UUID) -> list[Held]:
        """Return the assignments of one person that were loaded."""
        return [held for held in self.held.values() if held.user == user]


async def load_users(
    tx: Tx,
    directory: Directory,
    *,
    ids: Iterable[UUID] = (),
    numbers: Iterable[str | None] = (),
    badges: Iterable[str | None] = (),
) -> None:
    """Lock the people named, and those who already have a number or badge that is asked for."""
    rows = await tx.rows(
        """
        SELECT id, name, number, badge, person, language, state, version
        FROM user_account
        WHERE id = ANY(%(ids)s::uuid[])
           OR number = ANY(%(numbers)s::text[])
           OR badge = ANY(%(badges)s::text[])
        ORDER BY id FOR UPDATE
        """,
        {"ids": list(ids), "numbers": _texts(numbers), "badges": _texts(badges)},
        as_=User,
    )
    directory.users.update({row.id: row for row in rows})


async def load_roles(tx: Tx, directory: Directory) -> None:
    """Read the tenant's own roles; there are a few dozen at most."""
    rows = await tx.rows(
        """
        SELECT id, code, label_en, label_zh, permissions, version
        FROM role WHERE NOT archived ORDER BY code FOR UPDATE
        """,
        as_=Role,
    )
    directory.roles.update({row.code: row for row in rows})


async def load_held(
    tx: Tx, directory: Directory, *, users: Iterable[UUID] = (), ids: Iterable[UUID] = ()
) -> None:
    """Lock assignments of some people, those named, and all administrators'."""
    rows = await tx.rows(
        """
        SELECT id, user_account, role, node, valid_from, valid_until
        FROM role_assignment
        WHERE revoked_at IS NULL
          AND (user_account = ANY(%(users)s::uuid[]) OR id = ANY(%(ids)s::uuid[])
               OR (role = %(administrator)s AND node IS NULL))
        ORDER BY id FOR UPDATE
        """,
        {"users": list(users), "ids": list(ids), "administrator": ADMINISTRATOR},
        as_=Held,
    )
    directory.held.update({row.id: row for row in rows})


async def load_staged(
    tx: Tx, directory: Directory, *, ids: Iterable[UUID] = (), codes: Iterable[str] = ()
) -> None:
    """Lock staged secrets by id or pairing code; what they contain is not read."""
    rows = await tx.rows(
        """
        SELECT id, kind, pairing_code, ends_at FROM staged_secret
        WHERE id = ANY(%(ids)s::uuid[]) OR pairing_code = ANY(%(codes)s::text[])
        ORDER BY id FOR UPDATE
        """,
        {"ids": list(ids), "codes": list(codes)},
        as_=Staged,
    )
    directory.staged.update({row.id: row for row in rows})


async def load_keys(tx: Tx, directory: Directory, ids: Iterable[UUID]) -> None:
    """Lock API keys."""
    rows = await tx.rows(
        """
        SELECT id, name, user_account, revoked_at IS NOT NULL FROM api_key
        WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE
        """,
        {"ids": list(ids)},
        as_=ApiKey,
    )
    directory.keys.update({row.id: row for row in rows})


async def load_devices(
    tx: Tx, directory: Directory, *, ids: Iterable[UUID] = (), codes: Iterable[str] = ()
) -> None:
    """Lock devices by id, and those that hold a code that is asked for."""
    rows = await tx.rows(
        """
        SELECT id, code, name, node, revoked_at IS NOT NULL FROM device
        WHERE id = ANY(%(ids)s::uuid[]) OR (code = ANY(%(codes)s::text[]) AND revoked_at IS NULL)
        ORDER BY id FOR UPDATE
        """,
        {"ids": list(ids), "codes": list(codes)},
        as_=Device,
    )
    directory.devices.update({row.id: row for row in rows})


async def load_webhooks(tx: Tx, directory: Directory, ids: Iterable[UUID]) -> None:
    """Lock webhooks."""
    rows = await tx.rows(
        """
        SELECT id, name, url, events, user_account, state, version FROM webhook
        WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE
        """,
        {"ids": list(ids)},
        as_=Webhook,
    )
    directory.webhooks.update({row.id: row for row in rows})


async def load_deliveries(tx: Tx, directory: Directory, ids: Iterable[UUID]) -> None:
    """Lock deliveries."""
    rows = await tx.rows(
        """
        SELECT id, webhook, state FROM webhook_delivery
        WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE
        """,
        {"ids": list(ids)},
        as_=Delivery,
    )
    directory.deliveries.update({row.id: row for row in rows})


def _texts(values: Iterable[str | None]) -> list[str]:
    return [value for value in values if value is not None]
