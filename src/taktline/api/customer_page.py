"""The page a customer reads the progress of an order on: by a secret address, without sign-in."""

import time
from collections.abc import Sequence
from decimal import Decimal
from html import escape

from litestar import Response

from taktline.api.body import answer
from taktline.api.caller import HttpRequest, address_of, language_asked
from taktline.api.route import Route, in_path, in_query
from taktline.api.runtime import Runtime
from taktline.api.staging import permitted
from taktline.api.wire import Staged
from taktline.apps.sales.customer_view import (
    CustomerLine,
    OpenedLink,
    Stage,
    customer_lines,
    opened_link,
)
from taktline.apps.sales.links import OpenCustomerLink
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.quantity import plain
from taktline.base.text import Language, Text
from taktline.platform.envelope import Item
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.staged_secret import LINK_PREFIX, stage_customer_link
from taktline.store import BadTenantCode, StaleCatalog, StatementRefused

TOKEN_LENGTH_MAX = 200
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Of the page: no script, picture or form, nothing from elsewhere, found by no search engine."""

TITLE = Text(en="Order progress", zh="订单进度")
YOURS = Text(en="Your order", zh="贵方单号")
OURS = Text(en="Our number", zh="我方单号")
AS_OF = Text(en="As of {at}", zh="截至 {at}")
PROMISED = Text(en="Promised", zh="承诺交期")
EXPECTED = Text(en="Expected", zh="预计完成")
UNKNOWN = Text(en="not known yet", zh="待定")
LATE = Text(en="Later than promised", zh="晚于承诺交期")
COUNTS: tuple[tuple[str, Text], ...] = (
    ("ordered", Text(en="Ordered", zh="订购")),
    ("begun", Text(en="Begun", zh="已投产")),
    ("made", Text(en="Made", zh="已完成")),
    ("shipped", Text(en="Shipped", zh="已发货")),
)
STAGES: dict[Stage, Text] = {
    "accepted": Text(en="Accepted", zh="已接单"),
    "making": Text(en="In production", zh="生产中"),
    "made": Text(en="Ready to ship", zh="待发货"),
    "shipped": Text(en="Shipped", zh="已发货"),
    "ended": Text(en="Ended", zh="已结束"),
}
GONE = Text(
    en="This link is not valid, or not any more. Ask your contact for a new one.",
    zh="此链接无效或已失效,请向业务员索取新链接。",
)
OTHER = Text(en="中文", zh="English")


async def put_link_down(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/staged/customer-link`: a secret; `create_customer_link` names its id.

    Raises:
        NotPermitted: the caller may make no links for customers.
    """
    caller = await permitted(runtime, request, "sales.create_customer_link")
    staged = await stage_customer_link(runtime.gate, caller.tenant, by=caller.principal)
    shown = None if staged.shown is None else staged.shown.reveal()
    return answer(Staged(secret=staged.id, shown=shown))


async def send_customer_page(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /order-progress/{token}`; every opening is written down first.

    A secret that opens nothing costs its address a try, as a wrong key does, and is told nothing.

    Raises:
        TooManyRequests: the address asks too fast, or guesses.
    """
    language = _language(request)
    token = str(request.path_params["token"])
    address = address_of(request).address
    if runtime.limits is not None:
        runtime.limits.take("public", address, time.monotonic())
        runtime.limits.refuse_spent("wrong_key", address, time.monotonic())
    tenant = token.removeprefix(LINK_PREFIX).partition(".")[0]
    link = await _opened(runtime, tenant, token)
    if link is None or not await _noted(runtime, tenant, link, address=address):
        if runtime.limits is not None:
            runtime.limits.take("wrong_key", address, time.monotonic())
        return _sent(gone_page(language), status=404)
    now = runtime.gate.clock()
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        lines = await customer_lines(tx, link, now)
    zone = await runtime.catalogs.zone(tenant)
    at = f"{now.astimezone(zone):%Y-%m-%d %H:%M}"
    return _sent(order_page(link, lines, language=language, at=at, token=token), status=200)


async def _opened(runtime: Runtime, tenant: str, token: str) -> OpenedLink | None:
    if not token.startswith(LINK_PREFIX) or len(token) > TOKEN_LENGTH_MAX:
        return None
    fingerprint = runtime.keys.fingerprint("token", token, tenant)
    try:
        async with runtime.store.transaction(tenant, readonly=True) as tx:
            return await opened_link(tx, fingerprint, runtime.gate.clock())
    except (BadTenantCode, StaleCatalog, StatementRefused):
        return None  # a tenant that does not exist: the same answer as a wrong secret


async def _noted(runtime: Runtime, tenant: str, link: OpenedLink, *, address: str) -> bool:
    """Write an opening down; False where the link ended in this moment."""
    command = OpenCustomerLink(id=uuid7(), customer_link=link.id, address=address)
    item = Item(verb="sales.open_customer_link", body=command, client="customer-link")
    outcome = (await runtime.door.submit(tenant, SYSTEM, items=[item]))[0]
    return not isinstance(outcome, Problem)


def _language(request: HttpRequest) -> Language:
    wanted = request.query_params.get("language")
    if wanted == "zh":
        return "zh"
    return "en" if wanted == "en" else language_asked(request)


def _sent(html: str, *, status: int) -> Response[bytes]:
    return Response(html.encode(), media_type="text/html", status_code=status, headers=HEADERS)


def order_page(
    link: OpenedLink, lines: Sequence[CustomerLine], *, language: Language, at: str, token: str
) -> str:
    """Return the page of an order.

    Args:
        at: when it was so, on the factory's clock.
        token: for the link to the other language.
    """
    other: Language = "zh" if language == "en" else "en"
    numbers = [(OURS, link.sales_order)]
    if link.customer_number:
        numbers.insert(0, (YOURS, link.customer_number))
    heads = "".join(
        f"<div><dt>{escape(label.say(language))}</dt><dd>{escape(said)}</dd></div>"
        for label, said in numbers
    )
    body = (
        f'<header><p class="from">{escape(link.site)}</p>'
        f"<h1>{escape(TITLE.say(language))}</h1>"
        f'<a href="/order-progress/{escape(token, quote=True)}?language={other}" lang="{other}" '
        f'hreflang="{other}">{OTHER.say(language)}</a></header>'
        f'<p class="customer">{escape(link.customer)}</p><dl class="numbers">{heads}</dl>'
        f"{''.join(_line(line, language) for line in lines)}"
        f'<footer><p class="at">{escape(AS_OF.say(language, at=at))}</p></footer>'
    )
    return _page(body, language)


def gone_page(language: Language) -> str:
    """Return the page of a link that opens nothing; it does not tell why."""
    said = escape(GONE.say(language))
    return _page(f"<h1>{escape(TITLE.say(language))}</h1><p>{said}</p>", language)


def _line(line: CustomerLine, language: Language) -> str:
    name = line.name_en if language == "en" and line.name_en else line.name
    counts = "".join(_count(line, field, label, language) for field, label in COUNTS)
    expected = UNKNOWN.say(language) if line.expected_on is None else str(line.expected_on)
    days = [(PROMISED, str(line.promised_on))]
    if line.stage not in ("shipped", "ended"):
        days.append((EXPECTED, expected))
    told = "".join(
        f"<div><dt>{escape(label.say(language))}</dt><dd>{escape(day)}</dd></div>"
        for label, day in days
    )
    late = f'<p class="late">! {escape(LATE.say(language))}</p>' if line.is_late else ""
    return (
        f'<section class="line"><h2><span>{escape(line.material)}</span> {escape(name)}</h2>'
        f'<p class="stage stage-{line.stage}">{escape(STAGES[line.stage].say(language))}</p>'
        f'<ol class="counts">{counts}</ol><dl class="days">{told}</dl>{late}</section>'
    )


def _count(
    line: CustomerLine, field: str, label: Text, language: Language
) -> str:  # tidy: positional - one count of a line
    value: Decimal = getattr(line, field)
    said = escape(label.say(language))
    share = float(min(Decimal(1), value / line.ordered)) if line.ordered else 0.0
    bar = f'<progress max="1" value="{share:.4f}" aria-label="{said}"></progress>'
    return f"<li><span>{said}</span><strong>{plain(value)} {escape(line.unit)}</strong>{bar}</li>"


def _page(body: str, language: Language) -> str:
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex, nofollow">'
        f"<title>{escape(TITLE.say(language))}</title>"
        '<link rel="stylesheet" href="/api/customer-page.css"></head>'
        f"<body><main>{body}</main></body></html>"
    )


CUSTOMER_ROUTES: tuple[Route, ...] = (
    Route(
        name="stage_customer_link",
        method="POST",
        path="/api/v1/staged/customer-link",
        run=put_link_down,
        label=Text(en="Make a secret for create_customer_link", zh="生成待登记的客户链接密钥"),
        tag="staged",
        answer=Staged,
    ),
    Route(
        name="customer_page",
        method="GET",
        path="/order-progress/{token:str}",
        run=send_customer_page,
        label=Text(en="An order's progress for its customer", zh="客户查看的订单进度"),
        tag="sales",
        parameters=(
            in_path("token", {"type": "string"}),
            in_query("language", {"enum": ["en", "zh"]}),
        ),
        media_type="text/html",
        told_alike=("404",),
        needs_sign_in=False,
    ),
)
