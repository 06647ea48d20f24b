"""Signing in on a real database: first start, passwords, sessions, keys, stations."""

from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.identity.access import Permission
from taktline.platform.identity.credential import (
    principal_of_key,
    principal_of_session,
)
from taktline.platform.identity.gate import Caller, NotSignedIn, SignInLocked, WrongCredentials
from taktline.platform.identity.key_verbs import CreateApiKey, RevokeApiKey
from taktline.platform.identity.login import (
    LoginNameTaken,
    PasswordChangeNeeded,
    SharedLogin,
    SignIn,
    TenantNeeded,
    change_password,
    give_login,
    join_tenant,
    reset_password,
    sign_in,
)
from taktline.platform.identity.login_desk import end_sessions_of, reset_password_of, sessions_of
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.queries import (
    DeniedAttempts,
    Listing,
    list_api_keys,
    list_denied,
)
from taktline.platform.identity.recent import LASTS
from taktline.platform.identity.rights import BeyondOwnRights, LastAdministrator
from taktline.platform.identity.role_verbs import AssignRole, CreateRole, RevokeRole
from taktline.platform.identity.session import (
    CsrfFailed,
    check_csrf,
    end_session,
    session_of,
    sessions,
    sign_out,
    sign_out_everywhere,
)
from taktline.platform.identity.set_up import (
    FirstAdministrator,
    SetUpLinkGone,
    make_first_administrator,
    make_set_up_link,
    needs_set_up,
)
from taktline.platform.identity.staged_secret import stage_api_key
from taktline.platform.identity.tenancy import close_tenant, reopen_tenant, tenants
from taktline.platform.identity.user_verbs import (
    CreateUser,
    DisableUser,
    SecretGone,
)
from taktline.platform.judge import NotPermitted
from taktline.platform.secret import Secret
from taktline.store import CONTROL, Store
from tests.identity_ground import Ground, new_ground, new_user

pytestmark = pytest.mark.anyio

PASSWORD = Secret("correct horse battery")
WRONG = Secret("incorrect horse")
HERE = Caller(address="10.1.2.3", agent="test")
DAY = timedelta(days=1)


@pytest.fixture
async def ground(store: Store) -> AsyncIterator[Ground]:
    made = await new_ground(store)
    yield made
    made.gate.hasher.close()


async def with_login(ground: Ground, *roles: str) -> tuple[str, Principal]:
    """Make a user with a login of a random name; return the name and who it is."""
    user, name = await new_user(ground, "Li Na", *roles), f"li{uuid7().hex}"
    await give_login(
        ground.gate, ground.tenant, user=user, name=name, password=PASSWORD, must_change=False
    )
    return name, await ground.rights.of_user(ground.tenant, user)


async def test_the_set_up_link_makes_one_administrator_and_then_nobody(ground: Ground) -> None:
    assert await needs_set_up(ground.gate, ground.tenant)
    link = await make_set_up_link(ground.gate, ground.tenant)
    name = f"boss{uuid7().hex}"
    asked = FirstAdministrator(token=link, name="Boss", login=name, password=PASSWORD)
    user = await make_first_administrator(ground.gate, ground.door, asked=asked)
    assert not await needs_set_up(ground.gate, ground.tenant)
    assert (await ground.rights.of_user(ground.tenant, user)).may("anything:at_all")
    opened = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    assert opened.session.user_account == user
    with pytest.raises(SetUpLinkGone):
        await make_first_administrator(ground.gate, ground.door, asked=asked)


async def test_a_set_up_link_ends_after_a_day_and_when_a_new_one_is_made(ground: Ground) -> None:
    first = await make_set_up_link(ground.gate, ground.tenant)
    second = await make_set_up_link(ground.gate, ground.tenant)
    for link, wait in ((first, timedelta(0)), (second, DAY)):
        ground.hands.turn(wait)
        asked = FirstAdministrator(token=link, name="B", login="b", password=PASSWORD)
        with pytest.raises(SetUpLinkGone):
            await make_first_administrator(ground.gate, ground.door, asked=asked)


async def test_a_session_opens_the_door_until_sign_out(ground: Ground) -> None:
    name, who = await with_login(ground, "planner")
    opened = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    found = await principal_of_session(ground.gate, ground.rights, opened.token)
    assert (found.tenant, found.principal) == (ground.tenant, who)
    assert found.principal.may("work_order:release")
    assert not found.principal.may("role:create")
    await sign_out(ground.gate, opened.token)
    with pytest.raises(NotSignedIn):
        await principal_of_session(ground.gate, ground.rights, opened.token)


async def test_neither_token_nor_password_stands_in_any_table(ground: Ground) -> None:
    name, _ = await with_login(ground)
    opened = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    async with ground.store.transaction(CONTROL, readonly=True) as tx:
        rows = await tx.fetch(
            "SELECT l::text, s::text FROM login l JOIN session s ON s.login = l.id "
            "WHERE l.name = %s",
            (name,),
        )
    assert rows
    assert PASSWORD.reveal() not in str(rows)
    assert opened.token not in str(rows)
    assert opened.token not in repr(opened)


async def test_a_session_ends_when_it_is_not_used_and_lives_on_when_it_is(ground: Ground) -> None:
    name, _ = await with_login(ground)
    idle = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    used = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    for _ in range(2):
        ground.hands.turn(timedelta(hours=5))
        await session_of(ground.gate, used.token)
    with pytest.raises(NotSignedIn):
        await session_of(ground.gate, idle.token)
    ground.hands.turn(7 * DAY)
    with pytest.raises(NotSignedIn):
        await session_of(ground.gate, used.token)


async def test_sessions_are_listed_and_ended_one_by_one_or_all(ground: Ground) -> None:
    name, who = await with_login(ground)
    opened = [
        await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
        for _ in range(3)
    ]
    assert len(await sessions(ground.gate, ground.tenant, user=who.id)) == 3
    assert await end_session(ground.gate, ground.tenant, session=opened[0].session.id)
    assert not await end_session(ground.gate, "other", session=opened[1].session.id)
    assert await sign_out_everywhere(ground.gate, ground.tenant, user=who.id) == 2
    assert await sessions(ground.gate, ground.tenant, user=who.id) == []


async def test_the_csrf_token_belongs_to_one_session(ground: Ground) -> None:
    name, _ = await with_login(ground)
    one = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    other = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    check_csrf(ground.gate.keys, one.token, given=one.csrf)
    for given in (None, "", other.csrf):
        with pytest.raises(CsrfFailed):
            check_csrf(ground.gate.keys, one.token, given=given)


async def test_wrong_passwords_make_one_wait_longer_and_longer(ground: Ground) -> None:
    name, _ = await with_login(ground)
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await sign_in(ground.gate, SignIn(name=name, password=WRONG), caller=HERE)
    with pytest.raises(SignInLocked):
        await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    ground.hands.turn(timedelta(seconds=31))
    with pytest.raises(WrongCredentials):
        await sign_in(ground.gate, SignIn(name=name, password=WRONG), caller=HERE)
    ground.hands.turn(timedelta(seconds=31))
    with pytest.raises(SignInLocked):
        await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    ground.hands.turn(timedelta(seconds=31))
    await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)


async def test_an_unknown_name_is_refused_like_a_wrong_password(ground: Ground) -> None:
    with pytest.raises(WrongCredentials):
        await sign_in(ground.gate, SignIn(name="nobody here", password=PASSWORD), caller=HERE)


async def test_an_initial_password_must_be_changed_first(ground: Ground) -> None:
    user, name = await new_user(ground, "Zhao"), f"zhao{uuid7().hex}"
    await give_login(ground.gate, ground.tenant, user=user, name=name, password=PASSWORD)
    with pytest.raises(PasswordChangeNeeded):
        await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    mine = Secret("my very own words")
    await change_password(ground.gate, name, old=PASSWORD, new=mine, caller=HERE)
    await sign_in(ground.gate, SignIn(name=name.upper(), password=mine), caller=HERE)
    with pytest.raises(WrongCredentials):
        await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)


async def test_a_login_of_two_tenants_is_asked_which_and_is_nobodys_to_reset(
    ground: Ground, store: Store
) -> None:
    other = await new_ground(store)
    name, who = await with_login(ground)
    there = await new_user(other, "Li Na")
    await join_tenant(other.gate, other.tenant, user=there, name=name)
    with pytest.raises(LoginNameTaken):
        await join_tenant(other.gate, other.tenant, user=there, name=name)
    with pytest.raises(TenantNeeded):
        await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    asked = SignIn(name=name, password=PASSWORD, tenant=other.tenant)
    opened = await sign_in(ground.gate, asked, caller=HERE)
    assert opened.session.user_account == there
    with pytest.raises(SharedLogin):
        await reset_password(ground.gate, ground.tenant, user=who.id, new=PASSWORD)


async def test_disabling_a_user_ends_every_credential_at_once(ground: Ground) -> None:
    name, who = await with_login(ground, "planner")
    opened = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    staged = await stage_api_key(ground.gate, ground.tenant, by=SYSTEM)
    key = CreateApiKey(
        id=uuid7(),
        secret=staged.id,
        name="ERP",
        user=who.id,
        allowed=("work_order:*",),
        ends_at=ground.hands() + DAY,
    )
    await ground.give("create_api_key", key)
    assert staged.shown is not None
    await principal_of_key(ground.gate, ground.rights, staged.shown.reveal())
    await ground.give("disable_user", DisableUser(id=uuid7(), user=who.id))
    await ground.rights.reload(ground.tenant)
    with pytest.raises(NotSignedIn):
        await principal_of_session(ground.gate, ground.rights, opened.token)
    with pytest.raises(NotSignedIn):
        await principal_of_key(ground.gate, ground.rights, staged.shown.reveal())


async def test_the_door_knows_at_once_that_a_right_was_lost(ground: Ground) -> None:
    clerk = await ground.rights.of_user(ground.tenant, await new_user(ground, "Clerk", "planner"))
    leads = Permission(needs="user_account:create")
    role = CreateRole(
        id=uuid7(), code="clerk", label=Text(en="Clerk", zh="文员"), permissions=(leads,)
    )
    await ground.give("create_role", role)
    create = CreateUser(id=uuid7(), name="New")
    assert isinstance(await ground.try_("create_user", create, by=clerk), NotPermitted)
    assign = AssignRole(id=uuid7(), user=clerk.id, role="clerk")
    given = await ground.give("assign_role", assign)
    await ground.rights.reload(ground.tenant)
    clerk = await ground.rights.of_user(ground.tenant, clerk.id)
    await ground.give("create_user", create, by=clerk)
    await ground.give("revoke_role", RevokeRole(id=uuid7(), assignment=given.events[0].record))
    # The clerk's compiled rights are those of before; the door reads the version and asks again.
    again = CreateUser(id=uuid7(), name="Newer")
    assert isinstance(await ground.try_("create_user", again, by=clerk), NotPermitted)


async def test_an_api_key_does_what_it_is_for_and_nothing_else_of_its_owner(
    ground: Ground,
) -> None:
    owner = await new_user(ground, "ERP", "administrator")
    staged = await stage_api_key(ground.gate, ground.tenant, by=SYSTEM)
    assert staged.shown is not None
    create = CreateApiKey(
        id=uuid7(),
        secret=staged.id,
        name="ERP",
        user=owner,
        allowed=("user_account:create", "lot:*"),
        ends_at=ground.hands() + DAY,
    )
    made = await ground.give("create_api_key", create)
    token = staged.shown.reveal()
    found = await principal_of_key(ground.gate, ground.rights, token)
    assert found.principal.may("lot:hold")
    assert not found.principal.may("role:create")
    await ground.give("create_user", CreateUser(id=uuid7(), name="X"), by=found.principal)
    with pytest.raises(SecretGone):
        await ground.give("create_api_key", msgspec.structs.replace(create, id=uuid7()))
    async with ground.store.transaction(ground.tenant, readonly=True) as tx:
        listed = await list_api_keys(tx, Listing(), SYSTEM)
        kept = await tx.fetch("SELECT body::text, answer::text FROM command")
    assert token not in str(kept) + str(listed)
    await ground.give("revoke_api_key", RevokeApiKey(id=uuid7(), api_key=made.events[0].record))
    # The door asks the fence and refuses at once; who only reads is believed for a second more.
    with pytest.raises(NotSignedIn):
        await ground.give("create_user", CreateUser(id=uuid7(), name="Y"), by=found.principal)
    ground.hands.turn(LASTS)
    with pytest.raises(NotSignedIn):
        await principal_of_key(ground.gate, ground.rights, token)


async def test_an_api_key_ends_by_itself(ground: Ground) -> None:
    staged = await stage_api_key(ground.gate, ground.tenant, by=SYSTEM)
    assert staged.shown is not None
    create = CreateApiKey(
        id=uuid7(),
        secret=staged.id,
        name="ERP",
        user=await new_user(ground, "ERP", "viewer"),
        allowed=("*",),
        ends_at=ground.hands() + DAY,
    )
    await ground.give("create_api_key", create)
    await principal_of_key(ground.gate, ground.rights, staged.shown.reveal())
    ground.hands.turn(DAY)
    with pytest.raises(NotSignedIn):
        await principal_of_key(ground.gate, ground.rights, staged.shown.reveal())


@pytest.mark.parametrize("token", ["", "tkk_", "tkk_.x", "tkk_nobody_here.abc", "tkk_control.x"])
async def test_a_made_up_key_opens_nothing(ground: Ground, token: str) -> None:
    with pytest.raises(NotSignedIn):
        await principal_of_key(ground.gate, ground.rights, token)


async def test_the_last_administrator_stays(ground: Ground) -> None:
    boss = await new_user(ground, "Boss", "administrator")
    disable = DisableUser(id=uuid7(), user=boss)
    assert isinstance(await ground.try_("disable_user", disable), LastAdministrator)
    await new_user(ground, "Second", "administrator")
    await ground.give("disable_user", disable)


async def test_denied_attempts_are_kept_and_a_flood_is_counted(ground: Ground) -> None:
    viewer = await ground.rights.of_user(ground.tenant, await new_user(ground, "V", "viewer"))
    for _ in range(25):
        await ground.try_("create_user", CreateUser(id=uuid7(), name="X"), by=viewer)
    await ground.gate.log.write()
    async with ground.store.transaction(ground.tenant, readonly=True) as tx:
        page = await list_denied(tx, DeniedAttempts(), SYSTEM)
        seen = await list_denied(tx, DeniedAttempts(), Principal(id=uuid7(), name="nobody"))
    kinds = [row.kind for row in page.rows]
    assert kinds.count("not-permitted") == 20
    assert [r.detail for r in page.rows if r.kind == "further-attempts"] == [{"count": 5}]
    assert seen.rows == []


async def test_a_closed_tenant_lets_nobody_in_until_it_is_opened_again(ground: Ground) -> None:
    name, _ = await with_login(ground, "planner")
    asked = SignIn(name=name, password=PASSWORD)
    opened = await sign_in(ground.gate, asked, caller=HERE)
    await close_tenant(ground.store, ground.hands, code=ground.tenant)
    with pytest.raises(NotSignedIn):
        await principal_of_session(ground.gate, ground.rights, opened.token)
    with pytest.raises(WrongCredentials):
        await sign_in(ground.gate, asked, caller=HERE)
    await reopen_tenant(ground.store, code=ground.tenant)
    await sign_in(ground.gate, asked, caller=HERE)
    assert ground.tenant in [t.code for t in await tenants(ground.store)]


async def test_there_is_no_link_for_a_tenant_that_is_not_there(ground: Ground) -> None:
    with pytest.raises(NotFound):
        await make_set_up_link(ground.gate, "nowhere")


async def test_a_password_is_reset_by_who_may_and_never_of_somebody_who_may_more(
    ground: Ground,
) -> None:
    name, clerk = await with_login(ground, "operator")
    _, boss = await with_login(ground, "administrator")
    _, viewer = await with_login(ground, "viewer")
    helps = CreateRole(
        id=uuid7(),
        code="desk",
        label=Text(en="Desk", zh="前台"),
        permissions=(Permission(needs="user_account:*"),),
    )
    await ground.give("create_role", helps)
    desk = await ground.rights.of_user(
        ground.tenant, await new_user(ground, "Desk", "desk", "operator")
    )
    new = Secret("a new one for you")
    gate, rights, at = ground.gate, ground.rights, ground.tenant
    with pytest.raises(NotPermitted):
        await reset_password_of(gate, rights, by=(at, viewer), user=clerk.id, new=new)
    with pytest.raises(BeyondOwnRights):
        await reset_password_of(gate, rights, by=(at, desk), user=boss.id, new=new)
    await reset_password_of(gate, rights, by=(at, desk), user=clerk.id, new=new)
    with pytest.raises(PasswordChangeNeeded):
        await sign_in(gate, SignIn(name=name, password=new), caller=HERE)
    await gate.log.write()
    async with ground.store.transaction(at, readonly=True) as tx:
        page = await list_denied(tx, DeniedAttempts(), SYSTEM)
    assert {"not-permitted", "password-reset"} <= {row.kind for row in page.rows}


async def test_ones_own_sessions_are_ones_own_to_see_and_end(ground: Ground) -> None:
    name, who = await with_login(ground, "viewer")
    _, other = await with_login(ground, "viewer")
    opened = await sign_in(ground.gate, SignIn(name=name, password=PASSWORD), caller=HERE)
    at = ground.tenant
    assert len(await sessions_of(ground.gate, by=(at, who), user=who.id)) == 1
    for user in (who.id, None):
        with pytest.raises(NotPermitted):
            await sessions_of(ground.gate, by=(at, other), user=user)
    with pytest.raises(NotPermitted):
        await end_sessions_of(ground.gate, by=(at, other), user=who.id)
    foreign = opened.session.id
    assert await end_sessions_of(ground.gate, by=(at, other), user=other.id, session=foreign) == 0
    assert await end_sessions_of(ground.gate, by=(at, who), user=who.id, session=foreign) == 1
