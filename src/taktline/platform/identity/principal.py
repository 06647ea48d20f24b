"""Turns a credential's owner into a principal: compiled once, again whenever rights change."""

import time
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.text import Language
from taktline.platform.command import Clock, Grant, Principal
from taktline.platform.database import Database
from taktline.platform.guard import Versions
from taktline.platform.identity.access import Assignment, Compiled, Permission, compiled, narrowed
from taktline.platform.identity.gate import NotSignedIn
from taktline.platform.identity.places import NoPlaces, Places
from taktline.platform.identity.role import BUILT_IN_PERMISSIONS
from taktline.platform.transaction import Tx

RECHECK_S = 0.9
"""Seconds a compiled right is believed without asking; commands ask the fence every time anyway,
and what they find counts as asked."""
PRINCIPALS_MAX = 10_000
"""Compiled principals kept in memory; all are dropped when there are more."""

SYSTEM = Principal(
    id=derived_id("principal", "system"),
    name="system",
    kind="system",
    roles=("administrator",),
    grants=(Grant(needs="*"),),
)
"""The installation itself: first start, seeds, operator's commands."""

USER = """
    SELECT u.id, u.name, u.person, u.language, u.state, s.access_version, s.catalog_version,
           s.state
    FROM user_account u CROSS JOIN tenant_state s WHERE u.id = %(id)s
"""
HELD = """
    SELECT role, node, valid_from, valid_until FROM role_assignment
    WHERE user_account = %(id)s AND revoked_at IS NULL ORDER BY created_at, id
"""
ROLES = "SELECT code, permissions FROM role WHERE NOT archived"
KEY = """
    SELECT k.id, k.name, k.user_account, k.roles, k.allowed, k.ends_at, k.revoked_at, k.seen_on
    FROM api_key k WHERE k.id = %(id)s
"""
DEVICE = """
    SELECT d.id, d.code, d.roles, d.node, d.revoked_at, s.access_version, s.catalog_version,
           s.state
    FROM device d CROSS JOIN tenant_state s WHERE d.id = %(id)s
"""
VERSIONS = "SELECT catalog_version, access_version FROM tenant_state"


class UserRow(msgspec.Struct, frozen=True, kw_only=True):
    """A user with the versions its rights were read under."""

    id: UUID
    name: str
    person: UUID | None
    language: Language
    state: str
    access: int
    catalog: int
    tenant_state: str


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """An API key as it is judged."""

    id: UUID
    name: str
    user: UUID
    roles: list[str]
    allowed: list[str]
    ends_at: datetime
    revoked_at: datetime | None
    seen_on: date | None


class DeviceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A device as it is judged."""

    id: UUID
    code: str
    roles: list[str]
    node: UUID | None
    revoked_at: datetime | None
    access: int
    catalog: int
    tenant_state: str


class RoleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's own role."""

    code: str
    permissions: tuple[Permission, ...]


class UserRead(msgspec.Struct, frozen=True, kw_only=True):
    """A user as the database has it now.

    Attributes:
        principal: None where there is no such user, or it may not act.
        versions: what the rights were read under.
        until: when they change by themselves.
    """

    principal: Principal | None
    versions: Versions
    until: Instant | None = None


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    principal: Principal
    access: int
    until: Instant | None


class Rights:
    """Compiled principals of all tenants in this process; fulfils the door's `Compiled`.

    Whoever is disabled, or whose role changes, is known here within the second, and at once
    at the door, where every transaction reads the access version.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        places: Places | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._places = places or NoPlaces()
        self._monotonic = monotonic
        self._kept: dict[tuple[str, UUID], _Kept] = {}
        self._versions: dict[str, Versions] = {}
        self._asked: dict[str, float] = {}

    async def of_user(self, tenant: str, user: UUID) -> Principal:
        """Return somebody with the rights of now.

        Raises:
            NotSignedIn: there is no such user, it is disabled, or the tenant is closed.
        """
        return await self._current(tenant, user) or await self._compile_user(tenant, user)

    async def of_key(self, tenant: str, key: UUID) -> Principal:
        """Return a program with what its key may do of its owner's rights of now.

        Raises:
            NotSignedIn: the key has ended or was revoked, or its owner may not act.
        """
        return await self._current(tenant, key) or await self._compile_key(tenant, key)

    async def of_device(self, tenant: str, device: UUID) -> Principal:
        """Return a terminal at which nobody is signed in.

        Raises:
            NotSignedIn: it was revoked.
        """
        return await self._current(tenant, device) or await self._compile_device(tenant, device)

    def versions(self, tenant: str) -> Versions | None:
        """Return under which versions this process compiled a tenant; None = not yet."""
        return self._versions.get(tenant)

    async def reload(self, tenant: str) -> None:
        """Forget what was compiled of a tenant and read the versions in force."""
        async with self._database.transaction(tenant, readonly=True) as tx:
            rows = await tx.rows(VERSIONS, as_=Versions)
        self._note(tenant, rows[0])

    async def principal(self, tenant: str, principal: Principal) -> Principal:
        """Return the same asker with the rights of now.

        Raises:
            NotSignedIn: there are none any more.
        """
        if principal.kind == "person":
            return await self.of_user(tenant, principal.id)
        if principal.kind == "partner":
            return await self.of_key(tenant, principal.id)
        if principal.kind == "device":
            return await self.of_device(tenant, principal.id)
        return principal

    def confirmed(self, tenant: str) -> None:
        """Note that the door's fence has just found the versions in force that are known here."""
        self._asked[tenant] = self._monotonic()

    async def _current(self, tenant: str, owner: UUID) -> Principal | None:
        kept = self._kept.get((tenant, owner))
        if kept is None:
            return None
        now = self._monotonic()
        if now - self._asked.get(tenant, 0.0) >= RECHECK_S:
            self._asked[tenant] = now  # one asks; the others go on with what they know
            await self.reload(tenant)
        versions = self._versions.get(tenant)
        current = versions is not None and versions.access == kept.access
        lasting = kept.until is None or self._clock() < kept.until
        return kept.principal if current and lasting else None

    async def _compile_user(self, tenant: str, user: UUID) -> Principal:
        async with self._database.transaction(tenant, readonly=True) as tx:
            read = await read_user(tx, user, self._clock(), places=self._places)
        if read.principal is None:
            raise NotSignedIn
        return self._keep(tenant, read.principal, versions=read.versions, until=read.until)

    async def _compile_key(self, tenant: str, key: UUID) -> Principal:
        async with self._database.transaction(tenant, readonly=True) as tx:
            rows = await tx.rows(KEY, {"id": key}, as_=KeyRow)
            row = rows[0] if rows else None
            if row is None or row.revoked_at is not None or row.ends_at <= self._clock():
                raise NotSignedIn
            found, held = tx.send(USER, {"id": row.user}), tx.send(HELD, {"id": row.user})
            roles = tx.send(ROLES)
            owner = (await found.rows_as(UserRow))[0]
            assignments, own = await held.rows_as(Assignment), await roles.rows_as(RoleRow)
            if owner.state != "active" or owner.tenant_state == "closed":
                raise NotSignedIn
            chosen = [a for a in assignments if not row.roles or a.role in row.roles]
            rights = compiled(chosen, _permissions(own), self._clock())
            below = await self._places.below(tx, nodes_of(rights))
        principal = Principal(
            id=row.id,
            name=row.name,
            kind="partner",
            person=owner.person,
            roles=rights.roles,
            grants=narrowed(rights.grants, row.allowed),
            language=owner.language,
            below=below,
        )
        until = min(rights.until, row.ends_at) if rights.until else row.ends_at
        return self._keep(tenant, principal, versions=_versions(owner), until=until)

    async def _compile_device(self, tenant: str, device: UUID) -> Principal:
        async with self._database.transaction(tenant, readonly=True) as tx:
            found, roles = tx.send(DEVICE, {"id": device}), tx.send(ROLES)
            rows, own = await found.rows_as(DeviceRow), await roles.rows_as(RoleRow)
            if not rows or rows[0].revoked_at is not None or rows[0].tenant_state == "closed":
                raise NotSignedIn
            row = rows[0]
            held = [Assignment(role=role, node=row.node) for role in row.roles]
            rights: Compiled = compiled(held, _permissions(own), self._clock())
            below = await self._places.below(tx, nodes_of(rights))
        principal = Principal(
            id=row.id,
            name=row.code,
            kind="device",
            roles=rights.roles,
            grants=rights.grants,
            below=below,
        )
        return self._keep(tenant, principal, versions=_versions(row), until=None)

    def _keep(
        self, tenant: str, principal: Principal, *, versions: Versions, until: Instant | None
    ) -> Principal:
        if len(self._kept) >= PRINCIPALS_MAX:
            self._kept.clear()
        self._note(tenant, versions)
        self._kept[tenant, principal.id] = _Kept(
            principal=principal, access=versions.access, until=until
        )
        return principal

    def _note(self, tenant: str, versions: Versions) -> None:
        self._versions[tenant] = versions
        self._asked[tenant] = self._monotonic()


async def read_user(tx: Tx, user: UUID, now: Instant, *, places: Places | None = None) -> UserRead:
    """Compile a user's rights from the database: one round trip, one more where they name nodes."""
    found = tx.send(USER, {"id": user})
    held, roles = tx.send(HELD, {"id": user}), tx.send(ROLES)
    rows = await found.rows_as(UserRow)
    assignments, own = await held.rows_as(Assignment), await roles.rows_as(RoleRow)
    if not rows:
        return UserRead(principal=None, versions=Versions(catalog=0, access=0))
    row = rows[0]
    if row.state != "active" or row.tenant_state == "closed":
        return UserRead(principal=None, versions=_versions(row))
    rights = compiled(assignments, _permissions(own), now)
    below = await (places or NoPlaces()).below(tx, nodes_of(rights))
    principal = Principal(
        id=row.id,
        name=row.name,
        below=below,
        kind="person",
        person=row.person,
        roles=rights.roles,
        grants=rights.grants,
        language=row.language,
    )
    return UserRead(principal=principal, versions=_versions(row), until=rights.until)


def nodes_of(rights: Compiled) -> set[UUID]:
    """Return the nodes that somebody's rights name."""
    return {grant.node for grant in rights.grants if grant.node is not None}


def _versions(row: UserRow | DeviceRow) -> Versions:
    return Versions(catalog=row.catalog, access=row.access)


def _permissions(own: list[RoleRow]) -> dict[str, tuple[Permission, ...]]:
    return {**{role.code: role.permissions for role in own}, **BUILT_IN_PERMISSIONS}
