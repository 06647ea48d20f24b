"""What one person may do about another's login, password and sessions; each use is written down."""

from uuid import UUID

from taktline.base.problem import NotFound
from taktline.platform.command import Principal
from taktline.platform.identity.gate import Gate, NotSignedIn
from taktline.platform.identity.login import give_login, join_tenant, reset_password
from taktline.platform.identity.principal import Rights
from taktline.platform.identity.rights import refuse_beyond
from taktline.platform.identity.session import Session, end_session, sessions, sign_out_everywhere
from taktline.platform.judge import NotPermitted
from taktline.platform.secret import Secret

Asker = tuple[str, Principal]
"""Who asks, behind the code of their tenant."""
GIVE = "user_account:give_login"
RESET = "user_account:reset_password"
END = "session:end"
READ = "session:read"


async def give_login_to(
    gate: Gate,
    rights: Rights,
    *,
    by: Asker,
    user: UUID,
    name: str,
    password: Secret,
) -> UUID:
    """Let a user sign in with a name and an initial password that must be changed.

    Args:
        by: the asker's tenant and who asks.

    Raises:
        NotPermitted: the asker may not.
        NotFound: there is no such active user.
        BeyondOwnRights: the user may do more than the asker, who would know the password.
        Invalid, WeakPassword, LoginNameTaken: see `login.give_login`.
    """
    await _refuse(gate, rights, by=by, user=user, needs=GIVE)
    made = await give_login(gate, by[0], user=user, name=name, password=password)
    _note(gate, "login-given", by=by, user=user)
    return made


async def join_tenant_as(gate: Gate, rights: Rights, *, by: Asker, user: UUID, name: str) -> None:
    """Let somebody who signs in elsewhere already also sign in here, as one of our users.

    Raises:
        NotPermitted, NotFound, BeyondOwnRights: as in `give_login_to`.
        Invalid, LoginNameTaken: see `login.join_tenant`.
    """
    await _refuse(gate, rights, by=by, user=user, needs=GIVE)
    await join_tenant(gate, by[0], user=user, name=name)
    _note(gate, "login-joined", by=by, user=user)


async def reset_password_of(
    gate: Gate, rights: Rights, *, by: Asker, user: UUID, new: Secret
) -> None:
    """Give a user a new initial password; ends all their sessions.

    Raises:
        NotPermitted, NotFound, BeyondOwnRights: as in `give_login_to`.
        Invalid, SharedLogin, WeakPassword: see `login.reset_password`.
    """
    await _refuse(gate, rights, by=by, user=user, needs=RESET)
    await reset_password(gate, by[0], user=user, new=new)
    _note(gate, "password-reset", by=by, user=user)


async def sessions_of(gate: Gate, *, by: Asker, user: UUID | None = None) -> list[Session]:
    """Return one's own sessions, or with the permission anybody's.

    Raises:
        NotPermitted: they are somebody else's, and the asker may not read those.
    """
    tenant, asker = by
    if user != asker.id and not asker.may(READ):
        raise _denied(gate, by=by, needs=READ)
    return await sessions(gate, tenant, user=user)


async def end_sessions_of(gate: Gate, *, by: Asker, user: UUID, session: UUID | None = None) -> int:
    """End one session or all of a user; one's own always. Returns how many.

    Raises:
        NotPermitted: they are somebody else's, and the asker may not end those.
    """
    tenant, asker = by
    if user != asker.id and not asker.may(END):
        raise _denied(gate, by=by, needs=END)
    if session is None:
        return await sign_out_everywhere(gate, tenant, user=user)
    mine = {one.id for one in await sessions(gate, tenant, user=user)}
    return int(session in mine and await end_session(gate, tenant, session=session))


async def _refuse(gate: Gate, rights: Rights, *, by: Asker, user: UUID, needs: str) -> None:
    tenant, asker = by
    if not asker.may(needs):
        raise _denied(gate, by=by, needs=needs)
    try:
        target = await rights.of_user(tenant, user)
    except NotSignedIn:
        raise NotFound(kind="user", code=str(user)) from None
    refuse_beyond(asker, target.grants)


def _denied(gate: Gate, *, by: Asker, needs: str) -> NotPermitted:
    refusal = NotPermitted(needs=needs)
    gate.log.denied(by[0], by[1], verb=needs, code=refusal.code)
    return refusal


def _note(gate: Gate, kind: str, *, by: Asker, user: UUID) -> None:
    tenant, asker = by
    gate.log.note(
        kind, asker.name, tenant=tenant, principal=asker.id, detail={"user_account": str(user)}
    )
