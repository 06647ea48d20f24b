"""Decisions about people, roles, keys and webhooks: pure, each refusal beside its accepted twin."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec
import pytest

from taktline.base.code import BadCode
from taktline.base.ids import uuid7
from taktline.base.problem import Invalid, NotFound
from taktline.base.text import Text
from taktline.platform.command import Command, Fact, Grant, Ids, Principal
from taktline.platform.identity.access import Permission
from taktline.platform.identity.directory import Directory, Held, Staged, User, Webhook
from taktline.platform.identity.directory_facts import (
    DIRECTORY_FACT_KINDS,
    AccessChanged,
    ApiKeyMade,
    DevicePaired,
    RoleAssigned,
    UserSaved,
    WebhookSaved,
)
from taktline.platform.identity.key_verbs import (
    KEY_LIFE_MAX,
    CreateApiKey,
    PairDevice,
    WrongPairingCode,
    decide_create_key,
    decide_pair_device,
)
from taktline.platform.identity.rights import BeyondOwnRights
from taktline.platform.identity.role_verbs import (
    AlreadyAssigned,
    AssignRole,
    BadPermission,
    CreateRole,
    RoleBuiltIn,
    RoleExists,
    decide_assign_role,
    decide_create_role,
    own_role,
)
from taktline.platform.identity.tables import EVENTS, VERBS
from taktline.platform.identity.user_verbs import (
    BadName,
    ChangedMeanwhile,
    ChangeUser,
    CreateUser,
    EnableUser,
    NotActive,
    NumberTaken,
    SecretGone,
    decide_change_user,
    decide_create_user,
    decide_enable_user,
)
from taktline.platform.outside.webhook_verbs import (
    ChangeWebhook,
    CreateWebhook,
    decide_change_webhook,
    decide_create_webhook,
)
from taktline.platform.verb import AnyFactKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = UUID(int=77)
BOSS = Principal(id=UUID(int=1), name="Boss", grants=(Grant(needs="*"),))
LEAD = Principal(id=UUID(int=2), name="Lead", grants=(Grant(needs="lot:read"),))
F = TypeVar("F", bound=Fact)


def ids(by: Principal = BOSS) -> Ids:
    return Ids(cause=uuid7(), by=by, new=uuid7)


def user(name: str = "Li", **fields: object) -> User:
    known: dict[str, object] = {
        "id": uuid7(),
        "name": name,
        "number": None,
        "badge": None,
        "person": None,
        "language": "zh",
        "state": "active",
        "version": 1,
        **fields,
    }
    return msgspec.convert(known, User)


def directory(*users: User, staged: str | None = None, code: str | None = None) -> Directory:
    made = Directory()
    made.users = {one.id: one for one in users}
    if staged is not None:
        row = {"id": SECRET, "kind": staged, "pairing_code": code, "ends_at": NOON.isoformat()}
        kept = msgspec.convert(row, Staged)
        made.staged = {SECRET: msgspec.structs.replace(kept, ends_at=NOON + timedelta(minutes=1))}
    return made


def one(kind: type[F], facts: list[Fact]) -> F:
    (found,) = [fact for fact in facts if isinstance(fact, kind)]
    return found


def fold(state: Directory, facts: list[Fact]) -> None:
    kinds: tuple[AnyFactKind, ...] = DIRECTORY_FACT_KINDS
    for fact in facts:
        for kind in kinds:
            if isinstance(fact, kind.fact) and kind.fold is not None:
                kind.fold(state, fact)


def test_a_number_is_taken_also_by_the_command_before_in_the_same_batch() -> None:
    state = directory()
    fold(
        state, decide_create_user(state, CreateUser(id=uuid7(), name="A", number="7"), NOON, ids())
    )
    decide_create_user(state, CreateUser(id=uuid7(), name="A", number="8"), NOON, ids())
    with pytest.raises(NumberTaken, match="7 is the number of A"):
        decide_create_user(state, CreateUser(id=uuid7(), name="B", number="7"), NOON, ids())


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"name": " "}, BadName), ({"name": "x" * 101}, BadName), ({"badge": "\x07"}, BadCode)],
)
def test_a_name_and_codes_can_be_shown(fields: dict[str, str], refusal: type[Exception]) -> None:
    sent = {"id": uuid7(), "name": "王", "badge": "B 1", **fields}
    decide_create_user(directory(), CreateUser(id=uuid7(), name="王", badge="B 1"), NOON, ids())
    with pytest.raises(refusal):
        decide_create_user(directory(), msgspec.convert(sent, CreateUser), NOON, ids())


def test_absent_leaves_and_null_clears() -> None:
    li = user(number="7", badge="B")
    change = ChangeUser(id=uuid7(), user=li.id, expected_version=1, badge=None)
    facts = decide_change_user(directory(li), change, NOON, ids())
    after = one(UserSaved, facts).user
    assert (after.number, after.badge, after.version) == ("7", None, 2)
    one(AccessChanged, facts)


def test_an_edit_of_what_changed_meanwhile_is_refused() -> None:
    li = user(version=3)
    for expected, refused in ((3, False), (2, True)):
        change = ChangeUser(id=uuid7(), user=li.id, expected_version=expected, name="Li Na")
        if refused:
            with pytest.raises(ChangedMeanwhile):
                decide_change_user(directory(li), change, NOON, ids())
        else:
            decide_change_user(directory(li), change, NOON, ids())


def test_nobody_hands_on_a_right_they_do_not_have() -> None:
    li = user()
    assign = AssignRole(id=uuid7(), user=li.id, role="viewer")
    given = one(RoleAssigned, decide_assign_role(directory(li), assign, NOON, ids()))
    assert given.held.user == li.id
    with pytest.raises(BeyondOwnRights):
        decide_assign_role(directory(li), assign, NOON, ids(LEAD))


def test_nobody_lets_somebody_back_in_who_may_do_more() -> None:
    li = user(state="disabled")
    state = directory(li)
    held = Held(
        id=uuid7(), user=li.id, role="planner", node=None, valid_from=None, valid_until=None
    )
    state.held = {held.id: held}
    decide_enable_user(state, EnableUser(id=uuid7(), user=li.id), NOON, ids())
    with pytest.raises(BeyondOwnRights):
        decide_enable_user(state, EnableUser(id=uuid7(), user=li.id), NOON, ids(LEAD))


def test_a_role_is_given_once_to_active_people_only() -> None:
    li, gone = user(), user(state="disabled")
    state = directory(li, gone)
    assign = AssignRole(id=uuid7(), user=li.id, role="viewer")
    fold(state, decide_assign_role(state, assign, NOON, ids()))
    with pytest.raises(AlreadyAssigned):
        decide_assign_role(state, assign, NOON, ids())
    for wrong, refusal in (
        (msgspec.structs.replace(assign, user=gone.id), NotActive),
        (msgspec.structs.replace(assign, user=uuid7()), NotFound),
        (msgspec.structs.replace(assign, role="nothing"), NotFound),
        (msgspec.structs.replace(assign, valid_from=NOON, valid_until=NOON), Invalid),
    ):
        with pytest.raises(refusal):
            decide_assign_role(state, wrong, NOON, ids())


def test_a_role_of_ones_own_says_what_permissions_are() -> None:
    def create(code: str, needs: str) -> CreateRole:
        lines = (Permission(needs=needs),)
        return CreateRole(id=uuid7(), code=code, label=Text(en="R", zh="角"), permissions=lines)

    decide_create_role(directory(), create("mine", "lot:read"), NOON, ids(LEAD))
    for command, refusal in (
        (create("planner", "lot:read"), RoleExists),
        (create("mine", "lot"), BadPermission),
        (create("mine", "Lot:read"), BadPermission),
        (create("mine", "lot:hold"), BeyondOwnRights),
        (create("mine", "*"), BeyondOwnRights),
    ):
        with pytest.raises(refusal):
            decide_create_role(directory(), command, NOON, ids(LEAD))
    with pytest.raises(RoleBuiltIn):
        own_role(directory(), "planner")


def test_a_key_ends_within_its_time_and_uses_its_staged_secret_once() -> None:
    li = user()
    state = directory(li, staged="api_key")
    create = CreateApiKey(
        id=uuid7(),
        secret=SECRET,
        name="ERP",
        user=li.id,
        allowed=("lot:read",),
        ends_at=NOON + KEY_LIFE_MAX,
    )
    for ends_at in (NOON, NOON + KEY_LIFE_MAX + timedelta(seconds=1)):
        wrong = msgspec.structs.replace(create, ends_at=ends_at)
        with pytest.raises(Invalid):
            decide_create_key(state, wrong, NOON, ids())
    with pytest.raises(Invalid):
        decide_create_key(state, msgspec.structs.replace(create, allowed=()), NOON, ids())
    facts = decide_create_key(state, create, NOON, ids())
    assert one(ApiKeyMade, facts).secret == SECRET
    fold(state, facts)
    with pytest.raises(SecretGone):
        decide_create_key(state, create, NOON, ids())


def test_a_staged_secret_serves_its_own_kind_and_time() -> None:
    li = user()
    create = CreateApiKey(
        id=uuid7(), secret=SECRET, name="E", user=li.id, allowed=("*",), ends_at=NOON + KEY_LIFE_MAX
    )
    with pytest.raises(SecretGone):
        decide_create_key(directory(li, staged="pin"), create, NOON, ids())
    later = NOON + timedelta(minutes=1)
    with pytest.raises(SecretGone):
        decide_create_key(directory(li, staged="api_key"), create, later, ids())


def test_a_terminal_is_paired_by_the_code_it_shows() -> None:
    state = directory(staged="device", code="042137")
    pair = PairDevice(id=uuid7(), pairing_code="042137", code="T-1", name="Press")
    with pytest.raises(WrongPairingCode):
        decide_pair_device(state, msgspec.structs.replace(pair, pairing_code="042138"), NOON, ids())
    with pytest.raises(BeyondOwnRights):
        decide_pair_device(state, pair, NOON, ids(LEAD))
    facts = decide_pair_device(state, pair, NOON, ids())
    assert one(DevicePaired, facts).secret == SECRET
    fold(state, facts)
    with pytest.raises(WrongPairingCode):
        decide_pair_device(state, pair, NOON, ids())


def test_a_webhook_keeps_its_secret_unless_a_new_one_is_staged() -> None:
    state = directory(staged="webhook")
    create = CreateWebhook(
        id=uuid7(), secret=SECRET, name="ERP", url="https://erp.example/x", events=("lot.*",)
    )
    made = one(WebhookSaved, decide_create_webhook(state, create, NOON, ids(LEAD)))
    assert (made.webhook.user, made.secret) == (LEAD.id, SECRET)
    state.webhooks = {made.webhook.id: made.webhook}
    pause = ChangeWebhook(id=uuid7(), webhook=made.webhook.id, expected_version=1, paused=True)
    paused = one(WebhookSaved, decide_change_webhook(state, pause, NOON, ids()))
    assert (paused.webhook.state, paused.secret) == ("paused", None)
    archived: Webhook = msgspec.structs.replace(made.webhook, state="archived")
    state.webhooks = {archived.id: archived}
    with pytest.raises(NotFound):
        decide_change_webhook(state, pause, NOON, ids())


def test_no_command_has_a_field_for_a_secret_itself() -> None:
    secretive = ("password", "pin", "token", "hash", "key")
    for verb in VERBS:
        command: type[Command] = verb.command
        own = set(command.__struct_fields__) - set(Command.__struct_fields__)
        assert not own & set(secretive), verb.name


def test_every_event_a_verb_writes_is_declared_and_named_for_its_entity() -> None:
    declared = {event.name for event in EVENTS}
    assert {name for verb in VERBS for name in verb.events} == declared
    assert all(event.name.startswith(f"{event.entity}.") for event in EVENTS)
