"""What tests of identity stand on: a gate with cheap hashing, a door, a tenant of its own."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.platform import tables
from taktline.platform.command import Command, Principal
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
from taktline.platform.identity import tables as identity_tables
from taktline.platform.identity.gate import Gate
from taktline.platform.identity.password import Hasher
from taktline.platform.identity.principal import SYSTEM, Rights
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.security_log import SecurityLog
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.judge import Desk
from taktline.platform.registry import registry_of
from taktline.platform.secret import KeyRing
from taktline.store import Store

KEYS = KeyRing(b"k" * 32)
_codes = itertools.count(1)


class Hands:
    """A clock one can turn; it moves on a little with every look, as the real one does."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> Instant:
        self.now += timedelta(microseconds=1)
        return self.now

    def turn(self, by: timedelta) -> None:
        self.now += by


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """One tenant, and everything at hand to sign in to it and command it."""

    store: Store
    gate: Gate
    door: Door
    rights: Rights
    hands: Hands
    tenant: str

    async def give(
        self, verb: str, command: Command, *, by: Principal = SYSTEM, tenant: str | None = None
    ) -> Answer:
        """Give one command; a refusal is raised."""
        outcome = await self.try_(verb, command, by=by, tenant=tenant)
        if isinstance(outcome, Problem):
            raise outcome
        return outcome

    async def try_(
        self, verb: str, command: Command, *, by: Principal = SYSTEM, tenant: str | None = None
    ) -> Answer | Problem:
        """Give one command and return what is answered."""
        item = Item(verb=f"platform.{verb}", body=command)
        return (await self.door.submit(tenant or self.tenant, by, items=[item]))[0]


async def new_ground(store: Store) -> Ground:
    """Make a tenant of its own and what works on it."""
    hands = Hands()
    log = SecurityLog(store, hands)
    hasher = Hasher(memory_kib=64, time_cost=1)
    rights = Rights(store, hands)
    registry = registry_of(tables.PART, identity_tables.IDENTITY_PART)
    desk = Desk(registry=registry, clock=hands, compiled=rights, log=log)
    code = f"id{uuid7().hex[-12:]}_{next(_codes)}"
    await create_tenant(store, KEYS, hands, asked=NewTenant(code=code, name="Works"))
    return Ground(
        store=store,
        gate=Gate(database=store, keys=KEYS, hasher=hasher, clock=hands, log=log),
        door=Door(store, desk),
        rights=rights,
        hands=hands,
        tenant=code,
    )


async def new_user(ground: Ground, name: str, *roles: str, node: UUID | None = None) -> UUID:
    """Make a user with roles and return its id."""
    made = await ground.give("create_user", CreateUser(id=uuid7(), name=name))
    user = made.events[0].record
    for role in roles:
        await ground.give("assign_role", AssignRole(id=uuid7(), user=user, role=role, node=node))
    return user
