"""Logins, passwords and sessions over HTTP: one's own, and with the right another's."""

import time
from uuid import UUID

from litestar import Response

from taktline.api.body import answer, nothing, read
from taktline.api.caller import SESSION_COOKIE, HttpRequest, address_of, caller_of
from taktline.api.queries import parameters
from taktline.api.runtime import Runtime
from taktline.api.wire import (
    Ended,
    EndSessions,
    JoinTenant,
    LoginGiven,
    NewLogin,
    NewPassword,
    ResetPassword,
    Sessions,
    SessionsAsked,
    SessionShown,
)
from taktline.platform.identity.login import change_password, login_names, user_names
from taktline.platform.identity.login_desk import (
    end_sessions_of,
    give_login_to,
    join_tenant_as,
    reset_password_of,
    sessions_of,
)
from taktline.platform.identity.session import session_of
from taktline.platform.secret import Secret


async def change_own_password(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/change-password`: also the way past an initial password.

    Raises:
        SignInLocked, WrongCredentials, WeakPassword: see `login.change_password`.
    """
    if runtime.limits is not None:
        runtime.limits.take("sign_in", address_of(request).address, time.monotonic())
    asked = await read(request, NewPassword)
    await change_password(
        runtime.gate,
        asked.login,
        old=Secret(asked.old),
        new=Secret(asked.new),
        caller=address_of(request),
    )
    return nothing()


async def list_sessions(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/sessions`: one's own; `user=` another's, `everybody=true` all.

    Raises:
        NotPermitted: they are somebody else's.
    """
    caller = await caller_of(runtime, request, "query")
    asked = parameters(request.query_params, SessionsAsked)
    assert isinstance(asked, SessionsAsked)
    user = None if asked.everybody else (asked.user or caller.principal.id)
    found = await sessions_of(runtime.gate, by=(caller.tenant, caller.principal), user=user)
    users = {one.user_account for one in found}
    names = await user_names(runtime.gate, caller.tenant, users=users)
    logins = await login_names(runtime.gate, caller.tenant)
    own = await _own_session(runtime, request)
    shown = [
        SessionShown(
            id=one.id,
            kind=one.kind,
            user=one.user_account,
            name=names.get(one.user_account, ""),
            login=logins.get(one.user_account),
            is_this=one.id == own,
            address=one.address,
            agent=one.agent,
            created_at=one.created_at,
            seen_at=one.seen_at,
            ends_at=one.ends_at,
        )
        for one in found
    ]
    return answer(Sessions(sessions=shown))


async def _own_session(runtime: Runtime, request: HttpRequest) -> UUID | None:
    """Return the session that asks; None for a key."""
    token = request.cookies.get(SESSION_COOKIE)
    if token is None or "authorization" in request.headers:
        return None
    return (await session_of(runtime.gate, token)).id


async def end_sessions(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/sessions/end`: one's own everywhere, one of them, or another's.

    Raises:
        NotPermitted: they are somebody else's.
    """
    caller = await caller_of(runtime, request, "command")
    asked = await read(request, EndSessions)
    ended = await end_sessions_of(
        runtime.gate,
        by=(caller.tenant, caller.principal),
        user=asked.user or caller.principal.id,
        session=asked.session,
    )
    return answer(Ended(ended=ended))


async def give_login(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/logins`: a name and an initial password for a user.

    Raises:
        NotPermitted, NotFound, BeyondOwnRights, Invalid, WeakPassword, LoginNameTaken: see
            `login_desk.give_login_to`.
    """
    caller = await caller_of(runtime, request, "command")
    asked = await read(request, NewLogin)
    made = await give_login_to(
        runtime.gate,
        runtime.rights,
        by=(caller.tenant, caller.principal),
        user=asked.user,
        name=asked.login,
        password=Secret(asked.password),
    )
    return answer(LoginGiven(id=made))


async def join_tenant(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/logins/join`: let an existing login also sign in here, as a user.

    Raises:
        NotPermitted, NotFound, BeyondOwnRights, Invalid, LoginNameTaken: see
            `login_desk.join_tenant_as`.
    """
    caller = await caller_of(runtime, request, "command")
    asked = await read(request, JoinTenant)
    await join_tenant_as(
        runtime.gate,
        runtime.rights,
        by=(caller.tenant, caller.principal),
        user=asked.user,
        name=asked.login,
    )
    return nothing()


async def reset_password(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/logins/reset-password`: a new initial password for a user.

    Raises:
        NotPermitted, NotFound, BeyondOwnRights, Invalid, SharedLogin, WeakPassword: see
            `login_desk.reset_password_of`.
    """
    caller = await caller_of(runtime, request, "command")
    asked = await read(request, ResetPassword)
    await reset_password_of(
        runtime.gate,
        runtime.rights,
        by=(caller.tenant, caller.principal),
        user=asked.user,
        new=Secret(asked.password),
    )
    return nothing()
