"""Sets a demo plant up in a fresh tenant, through commands; a second time nothing is done twice."""

import secrets
from collections.abc import Mapping
from uuid import UUID

import msgspec

from taktline.api.runtime import Runtime
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.plants.hub_motors.seed import SeedUser, seed_id, seed_items, seed_users
from taktline.platform.command import Command, Principal
from taktline.platform.door import ITEMS_MAX
from taktline.platform.envelope import Answer, Item
from taktline.platform.identity.login import LoginNameTaken, give_login, reset_password
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.secret import Secret
from taktline.store import TenantExists

TENANT = "demo"
WORDS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters of a one-time password that nobody mistakes for each other."""


class Founded(msgspec.Struct, frozen=True, kw_only=True):
    """A plant that is set up: who its people are, and how they sign in.

    Attributes:
        people: who gives the simulation's commands, by key.
        logins: login name and what the person does, for those who may sign in.
        password: the one-time password of all of them.
    """

    people: Mapping[str, Principal]
    logins: tuple[tuple[str, str], ...]
    password: Secret


async def found(runtime: Runtime, begins_at: Instant) -> Founded:
    """Make the tenant, its masters and its users; each start gives a new one-time password.

    Args:
        begins_at: when the plant was set up, on its own clock.

    Raises:
        Problem: a command of the seed was refused.
    """
    try:
        tenant = NewTenant(code=TENANT, name="骏驰电机 Junchi Motors")
        await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=tenant)
    except TenantExists:
        pass
    persons: dict[str, UUID] = {}
    for items in seed_items(begins_at):
        for first in range(0, len(items), ITEMS_MAX):
            answers = await given(runtime, items[first : first + ITEMS_MAX])
            told = [event for answer in answers for event in answer.events]
            persons |= {one.code: one.record for one in told if one.name == "person.created"}
    password = _one_time_password()
    people: dict[str, Principal] = {}
    logins: list[tuple[str, str]] = []
    for user in seed_users():
        account = await _user(runtime, user, person=persons.get(user.person or ""))
        people[user.key] = await runtime.rights.of_user(TENANT, account)
        if user.login is not None:
            await _sign_in_with(runtime, account, login=user.login, password=password)
            logins.append((user.login, user.name))
    return Founded(people=people, logins=tuple(logins), password=password)


async def given(runtime: Runtime, items: list[Item]) -> list[Answer]:
    """Give commands in the name of the installation; all must be accepted.

    Raises:
        Problem: the first refusal.
    """
    answers: list[Answer] = []
    for outcome in await runtime.door.submit(TENANT, SYSTEM, items=items):
        if isinstance(outcome, Problem):
            raise outcome
        answers.append(outcome)
    return answers


async def _user(runtime: Runtime, user: SeedUser, *, person: UUID | None) -> UUID:
    command = CreateUser(
        id=seed_id("user", user.key), name=user.name, number=user.number, person=person
    )
    made = await given(runtime, [_item("platform.create_user", command)])
    account = made[0].events[0].record
    for role in user.roles:
        assign = AssignRole(id=seed_id("role", user.key, role), user=account, role=role)
        await given(runtime, [_item("platform.assign_role", assign)])
    return account


async def _sign_in_with(runtime: Runtime, user: UUID, *, login: str, password: Secret) -> None:
    """Give a login, or the one there is a new one-time password."""
    try:
        await give_login(runtime.gate, TENANT, user=user, name=login, password=password)
    except LoginNameTaken:
        await reset_password(runtime.gate, TENANT, user=user, new=password)


def _item(verb: str, command: Command) -> Item:
    return Item(verb=verb, body=command, client="seed")


def _one_time_password() -> Secret:
    groups = ["".join(secrets.choice(WORDS) for _ in range(4)) for _ in range(4)]
    return Secret("-".join(groups))
