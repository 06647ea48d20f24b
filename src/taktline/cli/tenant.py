"""`taktline tenant`: companies on this installation, for its operator."""

from taktline.api.runtime import running
from taktline.base.text import Language, Text
from taktline.cli.call import Calling, print_json
from taktline.cli.first_start import MADE, print_link
from taktline.platform.identity.set_up import needs_set_up
from taktline.platform.identity.tenancy import (
    NewTenant,
    close_tenant,
    create_tenant,
    reopen_tenant,
    tenants,
)

HEADS = (
    Text(en="Code", zh="编码"),
    Text(en="Name", zh="名称"),
    Text(en="State", zh="状态"),
    Text(en="Currency", zh="货币"),
    Text(en="Zone", zh="时区"),
    Text(en="Language", zh="语言"),
    Text(en="Made", zh="创建时间"),
)
CLOSED = Text(en="{code} is closed; everything is kept.", zh="{code} 已停用;全部内容保留。")
OPENED = Text(en="{code} is open again.", zh="{code} 已重新启用。")


async def create(
    code: str,
    /,
    *,
    name: str | None = None,
    currency: str = "CNY",
    zone: str = "Asia/Shanghai",
    speaks: Language = "zh",
    call: Calling,
) -> None:
    """Make a tenant: schema, tables, its own key; prints the link for its first administrator.

    Args:
        code: 1 to 40 small letters, digits or _; fixed for ever · 编码,不可更改
        name: what people see · 名称
        currency: ISO 4217 code of its ledger · 记账货币
        zone: IANA name, the default of its sites · 时区
        speaks: language of its new users · 默认语言
    """
    asked = NewTenant(
        code=code, name=name or code, ledger_currency=currency, zone=zone, language=speaks
    )
    async with running(call.settings()) as runtime:
        await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
        call.say(MADE, code=code, name=asked.name)
        await print_link(call, runtime, code)


async def list_all(*, json: bool = False, call: Calling) -> None:
    """List the tenants.

    Args:
        json: as JSON · 以 JSON 输出
    """
    async with running(call.settings()) as runtime:
        found = await tenants(runtime.store)
    if json:
        print_json(found)
        return
    call.table(
        [head.say(call.language) for head in HEADS],
        [
            (t.code, t.name, t.state, t.ledger_currency, t.zone, t.language, t.created_at)
            for t in found
        ],
    )


async def close(code: str, /, *, call: Calling) -> None:
    """Let nobody in any more and end all sessions; what the tenant has stays.

    Args:
        code: which tenant · 租户编码
    """
    async with running(call.settings()) as runtime:
        await close_tenant(runtime.store, runtime.gate.clock, code=code)
    call.say(CLOSED, code=code)


async def open_again(code: str, /, *, call: Calling) -> None:
    """Let a closed tenant's people in again.

    Args:
        code: which tenant · 租户编码
    """
    async with running(call.settings()) as runtime:
        await reopen_tenant(runtime.store, code=code)
    call.say(OPENED, code=code)


HAS_USERS = Text(
    en="{code} has people who can sign in; they make further users.",
    zh="{code} 已有可登录用户,由其创建其他用户。",
)


async def link(code: str, /, *, call: Calling) -> int:
    """Print a new set-up link where nobody can sign in yet; older links end.

    Args:
        code: which tenant · 租户编码
    """
    async with running(call.settings()) as runtime:
        if not await needs_set_up(runtime.gate, code):
            call.warn(HAS_USERS, code=code)
            return 1
        await print_link(call, runtime, code)
    return 0
