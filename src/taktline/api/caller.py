"""Who is calling: from an API key, a terminal's key or a session, with rights and language."""

import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import msgspec
from litestar import Request

from taktline.api.runtime import Runtime
from taktline.base.text import Language, language_of
from taktline.platform.command import Principal
from taktline.platform.identity.credential import (
    SignedIn,
    principal_of_device,
    principal_of_key,
    principal_of_session,
)
from taktline.platform.identity.gate import Caller as Address
from taktline.platform.identity.gate import Gate, NotPairedYet, NotSignedIn
from taktline.platform.identity.principal import Rights
from taktline.platform.identity.rate import RouteClass
from taktline.platform.identity.session import check_csrf
from taktline.platform.identity.staged_secret import DEVICE_PREFIX

SESSION_COOKIE = "taktline_session"
CSRF_HEADER = "x-csrf-token"
CLIENT_HEADER = b"x-client"
CLIENT_LENGTH_MAX = 64
WRONG_KEY = "wrong-key"
"""Kind of the security log's lines about credentials that open nothing."""

HttpRequest = Request[Any, Any, Any]


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """One request's sender.

    Attributes:
        tenant: code of the tenant the credential belongs to.
        principal: who asks, with what they may do there.
        client: which program or device sent it, for the audit.
        language: the reader's language: what the request asks for, else the principal's.
    """

    tenant: str
    principal: Principal
    client: str | None
    language: Language


async def caller_of(runtime: Runtime, request: HttpRequest, route: RouteClass) -> Caller:
    """Return who sends a request, and count it.

    Args:
        route: which rate applies.

    Raises:
        NotSignedIn: no credential, or one that is not valid.
        CsrfFailed: a changing request with a cookie came without its token.
        TooManyRequests: the caller asks faster than its share.
    """
    found = await _signed_in(runtime, request)
    if runtime.limits is not None:
        runtime.limits.take(route, str(found.principal.id), time.monotonic())
    client = header(request, CLIENT_HEADER)
    return Caller(
        tenant=found.tenant,
        principal=found.principal,
        client=client[:CLIENT_LENGTH_MAX] if client else None,
        language=language_asked(request, found.principal.language),
    )


async def _signed_in(runtime: Runtime, request: HttpRequest) -> SignedIn:
    token = _bearer(request)
    if token:
        return await _known(runtime, request, token, read=_of_token)
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        raise NotSignedIn
    if request.method not in ("GET", "HEAD"):
        check_csrf(runtime.gate.keys, cookie, given=request.headers.get(CSRF_HEADER))
    return await _known(runtime, request, cookie, read=principal_of_session)


Reading = Callable[[Gate, Rights, str], Awaitable[SignedIn]]


async def _known(
    runtime: Runtime, request: HttpRequest, credential: str, *, read: Reading
) -> SignedIn:
    """Look a credential up; who shows wrong ones too often is not even looked up.

    The key of a terminal that waits to be paired is not a wrong one: it is neither counted for its
    address nor logged, only kept to a pace of its own.

    Raises:
        NotPairedYet: a terminal waits for somebody who types its code.
        NotSignedIn: it opens nothing.
        TooManyRequests: its address has shown too many that open nothing, or the terminal asks too
            often.
    """
    address, now_s = _host(request), time.monotonic()
    familiar = runtime.familiar.knows(credential, now_s)
    if runtime.limits is not None and not familiar:
        runtime.limits.refuse_spent("wrong_key", address, now_s)
    try:
        found = await read(runtime.gate, runtime.rights, credential)
    except NotPairedYet:
        if runtime.limits is not None:
            runtime.limits.take("waiting", sha256(credential.encode()).hexdigest(), now_s)
        raise
    except NotSignedIn as refusal:
        runtime.familiar.forget(credential)
        runtime.gate.log.note(WRONG_KEY, address or "unknown", address=address)
        if runtime.limits is not None:
            runtime.limits.take("wrong_key", address, now_s)
        raise refusal
    runtime.familiar.note(credential, now_s)
    return found


async def _of_token(gate: Gate, rights: Rights, token: str) -> SignedIn:
    if token.startswith(DEVICE_PREFIX):
        return await principal_of_device(gate, rights, token)
    return await principal_of_key(gate, rights, token)


async def device_of(runtime: Runtime, request: HttpRequest) -> SignedIn:
    """Return the terminal whose own key a request shows.

    Raises:
        NotSignedIn: it shows none.
    """
    token = _bearer(request)
    if not token.startswith(DEVICE_PREFIX):
        raise NotSignedIn
    return await _known(runtime, request, token, read=principal_of_device)


def _bearer(request: HttpRequest) -> str:
    scheme, _, secret = header(request, b"authorization").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def language_asked(request: HttpRequest, otherwise: Language = "en") -> Language:
    """Return the language a request asks for, else the other one."""
    asked = header(request, b"accept-language")
    return language_of(asked) if asked else otherwise


def address_of(request: HttpRequest) -> Address:
    """Return where a request comes from, as far as one can tell."""
    return Address(address=_host(request), agent=header(request, b"user-agent")[:200])


def header(request: HttpRequest, name: bytes) -> str:
    """Return a header, "" without one: read where it stands, as a command needs three of them.

    Args:
        name: in small letters, as servers hand headers over.
    """
    for found, value in request.scope["headers"]:
        if found == name:
            return value.decode("latin-1")
    return ""


def _host(request: HttpRequest) -> str:
    client = request.scope["client"]
    return client[0] if client else ""
