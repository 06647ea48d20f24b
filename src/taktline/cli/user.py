"""`taktline user`: people who sign in, made by the operator of the installation."""

import secrets
import string
from dataclasses import dataclass
from getpass import getpass
from uuid import UUID

from cyclopts import Parameter

from taktline.api.runtime import Runtime, running
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.text import Language, Text
from taktline.cli.call import Calling
from taktline.cli.local import CLIENT, tenant_meant
from taktline.platform.command import Command
from taktline.platform.envelope import Item
from taktline.platform.identity.login_desk import give_login_to
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.secret import Secret

LETTERS = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")
"""Nobody has to ask whether that is a one or an l."""
PASSWORD_LENGTH = 16

MADE = Text(
    en="{name} can sign in to {tenant} as {login}. The initial password, shown once and to be "
    "changed at the first sign-in:\n  {password}",
    zh="{name} 可用登录名 {login} 登录 {tenant}。初始密码(仅显示一次,首次登录须修改):\n"
    "  {password}",
)
MADE_ASKED = Text(
    en="{name} can sign in to {tenant} as {login}, and changes the password at the first sign-in.",
    zh="{name} 可用登录名 {login} 登录 {tenant},首次登录须修改密码。",
)
ASK = Text(en="Initial password: ", zh="初始密码:")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class NewUser:
    """Who is to sign in; a dataclass, as the parser knows those.

    Attributes:
        name: what people read; the login name without it · 姓名
        role: code of a role; several times for several · 角色编码,可多次给出
        speaks: their language · 语言
        number: personnel number · 工号
        ask_password: type the initial password instead of having one made · 手工输入初始密码
        tenant: its code, where there are several · 租户编码
    """

    name: str | None = None
    role: tuple[str, ...] = ()
    speaks: Language = "zh"
    number: str | None = None
    ask_password: bool = False
    tenant: str | None = None


async def create(login: str, /, *, user: NewUser = NewUser(), call: Calling) -> None:
    """Make a user with a login; the initial password must be changed at the first sign-in.

    Args:
        login: name to sign in with · 登录名
    """
    password = Secret(getpass(ASK.say(call.language)) if user.ask_password else made_password())
    name = user.name or login
    async with running(call.settings(), limited=False) as runtime:
        tenant = await tenant_meant(runtime, user.tenant)
        made = await _make(runtime, tenant, user, name=name)
        await give_login_to(
            runtime.gate,
            runtime.rights,
            by=(tenant, SYSTEM),
            user=made,
            name=login,
            password=password,
        )
    said = {"name": name, "tenant": tenant, "login": login}
    if user.ask_password:
        call.say(MADE_ASKED, **said)
    else:
        call.say(MADE, password=password.reveal(), **said)


async def _make(runtime: Runtime, tenant: str, user: NewUser, *, name: str) -> UUID:
    create_user = CreateUser(id=uuid7(), name=name, number=user.number, language=user.speaks)
    made = await booked(runtime, tenant, verb="platform.create_user", command=create_user)
    for role in user.role:
        assign = AssignRole(id=uuid7(), user=made, role=role)
        await booked(runtime, tenant, verb="platform.assign_role", command=assign)
    return made


async def booked(runtime: Runtime, tenant: str, *, verb: str, command: Command) -> UUID:
    """Give a command in the name of the installation; returns the record of its first event.

    Raises:
        Problem: what the door refuses.
    """
    item = Item(verb=verb, body=command, client=CLIENT)
    outcome = (await runtime.door.submit(tenant, SYSTEM, items=[item]))[0]
    if isinstance(outcome, Problem):
        raise outcome
    return outcome.events[0].record


def made_password() -> str:
    """Return a random initial password that can be read out on the telephone."""
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH))
