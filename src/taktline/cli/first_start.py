"""The first start: a tenant to work in, and a link with which its first administrator begins."""

import msgspec

from taktline.api.runtime import Runtime
from taktline.base.text import Text
from taktline.cli.call import Call
from taktline.platform.identity.set_up import make_set_up_link, needs_set_up
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.setting import Settings

MADE = Text(en="Made the tenant {code} ({name}).", zh="已创建租户 {code}({name})。")
SET_UP = Text(
    en="Nobody can sign in to {code} yet. Set up its first administrator (once, within 24 h):\n"
    "  {link}",
    zh="租户 {code} 尚无可登录用户。请在 24 小时内用以下链接(仅一次)创建首位管理员:\n  {link}",
)


class FirstTenant(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant a first start makes."""

    code: str
    name: str
    currency: str
    zone: str


async def prepare(call: Call, runtime: Runtime, first: FirstTenant) -> None:
    """Make the first tenant where there is none, and print a link where nobody can sign in.

    Raises:
        Invalid, BadTenantCode: the tenant that was asked for cannot be one.
    """
    known = [tenant.code for tenant in await runtime.store.tenants() if tenant.state == "active"]
    if not known:
        asked = NewTenant(
            code=first.code,
            name=first.name,
            ledger_currency=first.currency,
            zone=first.zone,
            language=runtime.settings.language,
        )
        await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
        call.say(MADE, code=first.code, name=first.name)
        known = [first.code]
    if first.code in known and await needs_set_up(runtime.gate, first.code):
        await print_link(call, runtime, first.code)


async def print_link(call: Call, runtime: Runtime, code: str) -> None:
    """Print a new link for a tenant's first administrator; older links end.

    Raises:
        NotFound: there is no such tenant.
    """
    token = await make_set_up_link(runtime.gate, code)
    link = f"{public_url(runtime.settings)}/set-up?token={token.reveal()}"
    call.say(SET_UP, code=code, link=link)


def public_url(settings: Settings) -> str:
    """Return the address browsers use."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    scheme = "https" if settings.tls_certificate else "http"
    return f"{scheme}://{name}:{settings.port}"
