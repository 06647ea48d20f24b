"""Signing in at a station on a real database: terminals, badges, PINs, and who may set them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from taktline.base.ids import uuid7
from taktline.platform.command import Principal
from taktline.platform.identity.credential import (
    principal_of_device,
    principal_of_session,
)
from taktline.platform.identity.gate import Caller, NotSignedIn, SignInLocked, WrongCredentials
from taktline.platform.identity.key_verbs import PairDevice, RevokeDevice
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.queries import (
    Users,
    list_users,
)
from taktline.platform.identity.rights import BeyondOwnRights
from taktline.platform.identity.session import (
    session_of,
)
from taktline.platform.identity.staged_secret import ask_for_pairing, stage_pin
from taktline.platform.identity.station import StationSignIn, sign_in_at_station, tiles
from taktline.platform.identity.user_verbs import (
    ChangeUser,
    PinNotEnough,
    SetPin,
)
from taktline.platform.judge import NotPermitted
from taktline.platform.secret import Secret
from taktline.store import Store
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


async def at_station(ground: Ground) -> tuple[str, Principal]:
    """Pair a terminal; return its key and who it is."""
    pairing = await ask_for_pairing(ground.gate, ground.tenant)
    assert pairing is not None
    pair = PairDevice(id=uuid7(), pairing_code=pairing.code, code="T-1", name="Press 1")
    await ground.give("pair_device", pair)
    found = await principal_of_device(ground.gate, ground.rights, pairing.key.reveal())
    return pairing.key.reveal(), found.principal


async def with_pin(ground: Ground, *roles: str) -> Principal:
    """Make a user with the PIN 7351."""
    user = await new_user(ground, "Wang", *roles)
    staged = await stage_pin(ground.gate, ground.tenant, by=SYSTEM, pin=Secret("7351"))
    await ground.give("set_pin", SetPin(id=uuid7(), user=user, secret=staged.id))
    return await ground.rights.of_user(ground.tenant, user)


async def test_a_person_signs_in_at_a_paired_station_by_tile_or_badge(ground: Ground) -> None:
    _, device = await at_station(ground)
    who = await with_pin(ground, "operator")
    change = ChangeUser(id=uuid7(), user=who.id, expected_version=1, badge="B-77")
    await ground.give("change_user", change)
    assert [t.user for t in await tiles(ground.gate, ground.tenant, device=device.id)] == [who.id]
    for asked in (
        StationSignIn(user=who.id, pin=Secret("7351")),
        StationSignIn(badge="B-77", pin=Secret("7351")),
    ):
        opened = await sign_in_at_station(
            ground.gate, ground.tenant, device=device.id, asked=asked, caller=HERE
        )
        found = await principal_of_session(ground.gate, ground.rights, opened.token)
        assert (found.principal.id, found.device) == (who.id, device.id)
        assert found.principal.may("job_order:report")
    ground.hands.turn(timedelta(minutes=16))
    with pytest.raises(NotSignedIn):
        await session_of(ground.gate, opened.token)


async def test_a_revoked_station_ends_the_sessions_at_it(ground: Ground) -> None:
    key, device = await at_station(ground)
    who = await with_pin(ground, "operator")
    asked = StationSignIn(user=who.id, pin=Secret("7351"))
    opened = await sign_in_at_station(
        ground.gate, ground.tenant, device=device.id, asked=asked, caller=HERE
    )
    await ground.give("revoke_device", RevokeDevice(id=uuid7(), device=device.id))
    await ground.rights.reload(ground.tenant)
    with pytest.raises(NotSignedIn):
        await principal_of_session(ground.gate, ground.rights, opened.token)
    with pytest.raises(NotSignedIn):
        await principal_of_device(ground.gate, ground.rights, key)


async def test_guessing_a_pin_locks_the_person_and_guessing_many_locks_the_station(
    ground: Ground,
) -> None:
    _, device = await at_station(ground)
    who = await with_pin(ground, "operator")
    wrong = StationSignIn(user=who.id, pin=Secret("0000"))
    right = StationSignIn(user=who.id, pin=Secret("7351"))
    stranger = StationSignIn(user=uuid7(), pin=Secret("0000"))

    async def tried(asked: StationSignIn) -> object:
        return await sign_in_at_station(
            ground.gate, ground.tenant, device=device.id, asked=asked, caller=HERE
        )

    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await tried(wrong)
    with pytest.raises(SignInLocked):
        await tried(right)
    ground.hands.turn(timedelta(seconds=31))
    assert await tried(right)
    for _ in range(21):
        with pytest.raises(WrongCredentials):
            await tried(stranger)
    with pytest.raises(SignInLocked):
        await tried(right)


async def test_guesses_at_the_same_time_all_count(ground: Ground) -> None:
    _, device = await at_station(ground)
    who = await with_pin(ground, "operator")
    wrong = StationSignIn(user=who.id, pin=Secret("0000"))
    guesses = [
        sign_in_at_station(ground.gate, ground.tenant, device=device.id, asked=wrong, caller=HERE)
        for _ in range(12)
    ]
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    judged = [outcome for outcome in outcomes if isinstance(outcome, WrongCredentials)]
    assert len(judged) == 5
    assert sum(isinstance(outcome, SignInLocked) for outcome in outcomes) == 7


async def test_a_leader_sets_the_pin_of_an_operator_but_not_of_the_boss(ground: Ground) -> None:
    leads = await new_user(ground, "Lead", "line_leader", "operator")
    leader = await ground.rights.of_user(ground.tenant, leads)
    operator = await new_user(ground, "Op", "operator")
    boss = await new_user(ground, "Boss", "administrator")
    staged = await stage_pin(ground.gate, ground.tenant, by=leader, pin=Secret("7351"))
    of_boss = SetPin(id=uuid7(), user=boss, secret=staged.id)
    assert isinstance(await ground.try_("set_pin", of_boss, by=leader), BeyondOwnRights)
    assert isinstance(await ground.try_("set_pin", of_boss), PinNotEnough)
    of_operator = SetPin(id=uuid7(), user=operator, secret=staged.id)
    await ground.give("set_pin", of_operator, by=leader)


async def test_a_leader_of_one_line_has_no_say_in_another(ground: Ground) -> None:
    here, there = uuid7(), uuid7()
    user = await new_user(ground, "Lead", "line_leader", node=here)
    leader = await ground.rights.of_user(ground.tenant, user)
    staged = await stage_pin(ground.gate, ground.tenant, by=leader, pin=Secret("7351"))
    for node, refusal in ((there, NotPermitted), (None, NotPermitted)):
        other = await new_user(ground, "Op", "line_leader", node=node)
        command = SetPin(id=uuid7(), user=other, secret=staged.id)
        assert isinstance(await ground.try_("set_pin", command, by=leader), refusal)
    mine = await new_user(ground, "Op", "line_leader", node=here)
    await ground.give("set_pin", SetPin(id=uuid7(), user=mine, secret=staged.id), by=leader)
    async with ground.store.transaction(ground.tenant, readonly=True) as tx:
        page = await list_users(tx, Users(), leader)
    assert {row.id for row in page.rows} == {user, mine}
