"""Signing in and out, and the first start's set-up, for people with a browser."""

import time
from zoneinfo import ZoneInfo

from litestar import Response
from litestar.datastructures import Cookie

from taktline.api.body import ENCODER, read
from taktline.api.caller import SESSION_COOKIE, HttpRequest, address_of, caller_of, language_asked
from taktline.api.runtime import Runtime
from taktline.api.wire import Me, SetUp, SignedIn, SignIn
from taktline.apps.cockpit.sites import zone_of
from taktline.base.instant import clock_periods
from taktline.platform.identity.login import SignIn as Asked
from taktline.platform.identity.login import sign_in
from taktline.platform.identity.session import LIFETIMES, Opened, csrf_of, sign_out
from taktline.platform.identity.set_up import FirstAdministrator, make_first_administrator
from taktline.platform.secret import Secret


async def begin_session(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/sign-in`: name and password for a session cookie.

    Raises:
        SignInLocked, WrongCredentials, PasswordChangeNeeded, TenantNeeded: see `login.sign_in`.
    """
    _count(runtime, request)
    asked = await read(request, SignIn)
    opened = await sign_in(
        runtime.gate,
        Asked(name=asked.login, password=Secret(asked.password), tenant=asked.tenant),
        caller=address_of(request),
    )
    return await opened_answer(runtime, request, opened)


async def end_session(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/sign-out`; who is not signed in is signed out all the same."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        await sign_out(runtime.gate, token)
    gone = Cookie(key=SESSION_COOKIE, value="", max_age=0, path="/")
    return Response(b"", status_code=204, cookies=[gone])


async def finish_set_up(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/set-up`: the first administrator, by the link of the first start.

    Raises:
        SetUpLinkGone: the link was used or is too old.
    """
    _count(runtime, request)
    asked = await read(request, SetUp)
    first = FirstAdministrator(
        token=Secret(asked.token),
        name=asked.name,
        login=asked.login,
        password=Secret(asked.password),
    )
    await make_first_administrator(runtime.gate, runtime.door, asked=first)
    return Response(b"", status_code=204)


async def who_am_i(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/me`: tenant, name, language, rights and zone of the caller."""
    caller = await caller_of(runtime, request, "query")
    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        own = await zone_of(tx, caller.principal)
    zone = ZoneInfo(own) if own else await runtime.catalogs.zone(caller.tenant)
    token = request.cookies.get(SESSION_COOKIE)
    by_session = token is not None and "authorization" not in request.headers
    me = Me(
        tenant=caller.tenant,
        user=caller.principal.id,
        name=caller.principal.name,
        language=caller.principal.language,
        roles=caller.principal.roles,
        permissions=tuple(sorted({grant.needs for grant in caller.principal.grants})),
        zone=zone.key,
        clocks=clock_periods(zone, runtime.gate.clock().year),
        person=caller.principal.person,
        csrf_token=csrf_of(runtime.gate.keys, token) if token and by_session else None,
    )
    return Response(ENCODER.encode(me), media_type="application/json", status_code=200)


async def opened_answer(runtime: Runtime, request: HttpRequest, opened: Opened) -> Response[bytes]:
    """Return who is signed in, with the session's cookie; only we and the browser know it."""
    session = opened.session
    principal = await runtime.rights.of_user(session.tenant, session.user_account)
    told = SignedIn(
        tenant=session.tenant,
        name=principal.name,
        language=language_asked(request, principal.language),
        csrf_token=csrf_of(runtime.gate.keys, opened.token),
    )
    cookie = Cookie(
        key=SESSION_COOKIE,
        value=opened.token,
        max_age=int(LIFETIMES[session.kind].longest.total_seconds()),
        path="/",
        httponly=True,
        secure=_is_https(runtime, request),
        samesite="strict",
    )
    body = ENCODER.encode(told)
    return Response(body, media_type="application/json", status_code=200, cookies=[cookie])


def _is_https(runtime: Runtime, request: HttpRequest) -> bool:
    """Say whether browsers come by https, here or at the proxy before us."""
    public = runtime.settings.public_url or ""
    return request.url.scheme == "https" or public.lower().startswith("https:")


def _count(runtime: Runtime, request: HttpRequest) -> None:
    if runtime.limits is not None:
        runtime.limits.take("sign_in", address_of(request).address, time.monotonic())
