"""`taktline key`: API keys of programs, made by the operator of the installation."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cyclopts import Parameter

from taktline.api.runtime import Runtime, running
from taktline.base.ids import uuid7
from taktline.base.text import Text
from taktline.cli.call import Calling
from taktline.cli.local import tenant_meant
from taktline.cli.user import booked
from taktline.platform.identity.key_verbs import CreateApiKey
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.staged_secret import stage_api_key
from taktline.platform.identity.user_verbs import CreateUser

MADE = Text(
    en="The key {name} of {tenant} may {allowed} until {ends_at}. It is shown once:",
    zh="租户 {tenant} 的密钥 {name} 可用于 {allowed},有效至 {ends_at}。仅显示一次:",
)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class NewKey:
    """What a key may do; a dataclass, as the parser knows those.

    Attributes:
        allow: permission entity:action, entity:* or *; several times for several · 权限,可多次给出
        role: role the key's own user gets · 角色编码
        user: id of an existing user with whose rights it acts, instead of one of its own · 已有用户
        days: how long it is valid, 1 to 400 · 有效天数
        tenant: its code, where there are several · 租户编码
        quiet: print the key alone, for scripts · 仅输出密钥
    """

    allow: tuple[str, ...] = ("*",)
    role: tuple[str, ...] = ("administrator",)
    user: UUID | None = None
    days: int = 90
    tenant: str | None = None
    quiet: bool = False


async def create(name: str, /, *, key: NewKey = NewKey(), call: Calling) -> None:
    """Make an API key; without --user it gets a user of its own that nobody can sign in as.

    Args:
        name: what it is for · 用途
    """
    async with running(call.settings(), limited=False) as runtime:
        tenant = await tenant_meant(runtime, key.tenant)
        user = key.user or await _own_user(runtime, tenant, name, roles=key.role)
        staged = await stage_api_key(runtime.gate, tenant, by=SYSTEM)
        assert staged.shown is not None, "an API key is shown once"
        ends_at = runtime.gate.clock() + timedelta(days=key.days)
        command = CreateApiKey(
            id=uuid7(), secret=staged.id, name=name, user=user, allowed=key.allow, ends_at=ends_at
        )
        await booked(runtime, tenant, verb="platform.create_api_key", command=command)
    if not key.quiet:
        allowed = ", ".join(key.allow)
        call.warn(MADE, name=name, tenant=tenant, allowed=allowed, ends_at=f"{ends_at:%Y-%m-%d}")
    print(staged.shown.reveal())


async def _own_user(runtime: Runtime, tenant: str, name: str, *, roles: tuple[str, ...]) -> UUID:
    made = await booked(
        runtime, tenant, verb="platform.create_user", command=CreateUser(id=uuid7(), name=name)
    )
    for role in roles:
        assign = AssignRole(id=uuid7(), user=made, role=role)
        await booked(runtime, tenant, verb="platform.assign_role", command=assign)
    return made
