"""Commands about people: take somebody in, change, bar, let back in, and their station PIN."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from taktline.base.code import BadCode, code
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Language, Text
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.identity.directory import (
    Directory,
    SecretKind,
    Staged,
    User,
    load_held,
    load_roles,
    load_staged,
    load_users,
)
from taktline.platform.identity.directory_facts import AccessChanged, PinSet, UserSaved
from taktline.platform.identity.rights import (
    BeyondOwnRights,
    LastAdministrator,
    refuse_beyond,
    refuse_last_administrator,
    rights_of,
)
from taktline.platform.transaction import Tx
from taktline.platform.verb import Verb

NAME_LENGTH_MAX = 100


class NumberTaken(Problem):
    """An employee number or badge belongs to somebody else."""

    title = Text(en="{value} is the {what} of {name} already.", zh="{value} 已是 {name} 的{what}。")
    status = 409


class BadName(Problem):
    """A name that is empty or too long to show."""

    title = Text(en="A name has 1 to {most} characters.", zh="名称需为 1 至 {most} 个字符。")
    status = 400


class ChangedMeanwhile(Problem):
    """Somebody else changed the record since it was read."""

    title = Text(
        en="{name} was changed meanwhile: version {version} is current, {expected} was edited.",
        zh="{name} 已被他人修改:当前版本为 {version},您编辑的是 {expected}。",
    )
    status = 409


class NotActive(Problem):
    """Somebody who was barred is asked to do or get something."""

    title = Text(en="{name} is disabled.", zh="{name} 已停用。")
    status = 409


class PinNotEnough(Problem):
    """Somebody who may do everything would be let in by four digits."""

    title = Text(
        en="{name} may do everything and signs in with a password; use a second user at stations.",
        zh="{name} 拥有全部权限,须使用密码登录;请为工位另建用户。",
    )
    status = 409


class SecretGone(Problem):
    """A staged secret is not there: never made, used, of another kind, or too old."""

    title = Text(
        en="The staged secret {id} is not there or too old; enter it again.",
        zh="暂存的密钥 {id} 不存在或已过期;请重新输入。",
    )
    status = 409


class CreateUser(Command, frozen=True, kw_only=True):
    """Take somebody in; rights come with roles, a login or PIN separately.

    Attributes:
        user: the id they get, where whoever asks names it: so the same request can give them a
            role and a PIN, all or nothing.
    """

    name: str
    number: str | None = None
    badge: str | None = None
    person: UUID | None = None
    language: Language = "zh"
    user: UUID | None = None


class ChangeUser(Command, frozen=True, kw_only=True):
    """Change what is known of somebody; absent = leave, null = clear."""

    user: UUID
    expected_version: int
    name: str | UnsetType = UNSET
    number: str | UnsetType | None = UNSET
    badge: str | UnsetType | None = UNSET
    person: UUID | UnsetType | None = UNSET
    language: Language | UnsetType = UNSET


class DisableUser(Command, frozen=True, kw_only=True):
    """End all of somebody's rights at once; the name stays in history."""

    user: UUID


class EnableUser(Command, frozen=True, kw_only=True):
    """Let somebody back in, with the roles they still hold."""

    user: UUID


class SetPin(Command, frozen=True, kw_only=True):
    """Make a staged PIN somebody's station PIN."""

    user: UUID
    secret: UUID


async def load_create_user(tx: Tx, commands: Sequence[CreateUser]) -> Directory:
    """Lock those who already have a number, a badge or an id that is asked for."""
    directory = Directory()
    numbers, badges = [c.number for c in commands], [c.badge for c in commands]
    ids = [c.user for c in commands if c.user is not None]
    await load_users(tx, directory, ids=ids, numbers=numbers, badges=badges)
    return directory


async def load_change_user(tx: Tx, commands: Sequence[ChangeUser]) -> Directory:
    """Lock the people changed and those in their way."""
    directory = Directory()
    await load_users(
        tx,
        directory,
        ids=[c.user for c in commands],
        numbers=[c.number for c in commands if isinstance(c.number, str)],
        badges=[c.badge for c in commands if isinstance(c.badge, str)],
    )
    return directory


async def load_with_rights(
    tx: Tx, commands: Sequence[DisableUser | EnableUser | SetPin]
) -> Directory:
    """Lock the people named, their assignments, all administrators, and staged PINs."""
    directory = Directory()
    ids = [c.user for c in commands]
    await load_held(tx, directory, users=ids)
    await load_users(tx, directory, ids={*ids, *(h.user for h in directory.held.values())})
    await load_roles(tx, directory)
    secrets = [c.secret for c in commands if isinstance(c, SetPin)]
    if secrets:
        await load_staged(tx, directory, ids=secrets)
    return directory


def decide_create_user(
    directory: Directory, command: CreateUser, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide who is taken in.

    Raises:
        BadName: no name, or too long.
        BadCode: a number or badge that cannot be printed or scanned.
        NumberTaken: a number, a badge or the id is somebody else's.
    """
    known = directory.users.get(command.user) if command.user else None
    if known is not None:
        what = Text(en="id", zh="标识")
        raise NumberTaken(at="/user", value=str(known.id), name=known.name, what=what)
    user = User(
        id=command.user or ids.new(),
        name=accepted_name(command.name),
        number=_code(command.number),
        badge=_code(command.badge),
        person=command.person,
        language=command.language,
        state="active",
        version=1,
    )
    refuse_taken(directory, user)
    return [UserSaved(user=user), user_event("created", user)]


def decide_change_user(
    directory: Directory, command: ChangeUser, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide what becomes of somebody's particulars.

    Raises:
        NotFound: there is no such user.
        ChangedMeanwhile: somebody else was faster.
        BadName, BadCode: as in `decide_create_user`.
        NumberTaken: a number or badge is somebody else's.
    """
    before = user_of(directory, command.user)
    refuse_stale(before.name, before.version, command.expected_version)
    changes: dict[str, object] = {"version": before.version + 1}
    if command.name is not UNSET:
        changes["name"] = accepted_name(command.name)
    for field, value in (("number", command.number), ("badge", command.badge)):
        if value is not UNSET:
            changes[field] = _code(value)
    plain = {"person": command.person, "language": command.language}
    changes |= {field: value for field, value in plain.items() if value is not UNSET}
    user = msgspec.structs.replace(before, **changes)
    refuse_taken(directory, user)
    # A principal carries name, person and language, so those who compiled it compile again.
    return [UserSaved(user=user), AccessChanged(), user_event("changed", user)]


def decide_disable_user(
    directory: Directory, command: DisableUser, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that somebody has no rights any more.

    Raises:
        NotFound: there is no such user.
        NotActive: barred already.
        LastAdministrator: nobody would be left who may give rights.
    """
    before = active_user(directory, command.user)
    refuse_last_administrator(directory, before, now)
    user = msgspec.structs.replace(before, state="disabled", version=before.version + 1)
    return [UserSaved(user=user), AccessChanged(), user_event("disabled", user)]


def decide_enable_user(
    directory: Directory, command: EnableUser, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that somebody is back; already active changes nothing.

    Raises:
        NotFound: there is no such user.
        BeyondOwnRights: the roles they still hold say more than the asker's own.
    """
    before = user_of(directory, command.user)
    if before.state == "active":
        return []
    refuse_beyond(ids.by, rights_of(directory, before.id, now).grants)
    user = msgspec.structs.replace(before, state="active", version=before.version + 1)
    return [UserSaved(user=user), AccessChanged(), user_event("enabled", user)]


def decide_set_pin(directory: Directory, command: SetPin, now: Instant, ids: Ids) -> list[Fact]:
    """Decide somebody's PIN. Whoever knows it can act as them, so it counts as giving their rights.

    Raises:
        NotFound: there is no such user.
        NotActive: the user is barred.
        BeyondOwnRights: the user may do more than the one who sets the PIN.
        PinNotEnough: the user may do everything.
        SecretGone: the staged PIN is not there any more.
    """
    user = active_user(directory, command.user)
    rights = rights_of(directory, user.id, now).grants
    refuse_beyond(ids.by, rights)
    if any(grant.needs == "*" for grant in rights):
        raise PinNotEnough(name=user.name)
    staged_of(directory, command.secret, kind="pin", now=now)
    event = Event(name="pin.set", entity="pin", record=user.id, code=user.number or user.name)
    return [PinSet(user=user.id, secret=command.secret), event]


def user_of(directory: Directory, user: UUID) -> User:
    """Return a loaded user.

    Raises:
        NotFound: there is none of this id.
    """
    found = directory.users.get(user)
    if found is None:
        raise NotFound(kind="user", code=str(user))
    return found


def active_user(directory: Directory, user: UUID) -> User:
    """Return a loaded user who may act.

    Raises:
        NotFound: there is none of this id.
        NotActive: barred.
    """
    found = user_of(directory, user)
    if found.state != "active":
        raise NotActive(name=found.name)
    return found


def staged_of(directory: Directory, secret: UUID, *, kind: SecretKind, now: Instant) -> Staged:
    """Return a staged secret that can still be linked.

    Raises:
        SecretGone: it cannot.
    """
    found = directory.staged.get(secret)
    if found is None or found.kind != kind or found.ends_at <= now:
        raise SecretGone(id=str(secret))
    return found


def refuse_stale(name: str, version: int, expected: int) -> None:
    """Refuse an edit of what somebody else changed meanwhile.

    Raises:
        ChangedMeanwhile: the versions differ.
    """
    if version != expected:
        raise ChangedMeanwhile(name=name, version=version, expected=expected)


def refuse_taken(directory: Directory, user: User) -> None:
    """Refuse a number or badge that is somebody else's.

    Raises:
        NumberTaken: it is.
    """
    for other in directory.users.values():
        if other.id == user.id:
            continue
        if user.number is not None and other.number == user.number:
            raise NumberTaken(
                at="/number", value=user.number, name=other.name, what=Text(en="number", zh="工号")
            )
        if user.badge is not None and other.badge == user.badge:
            raise NumberTaken(
                at="/badge", value=user.badge, name=other.name, what=Text(en="badge", zh="工牌")
            )


def accepted_name(name: str) -> str:
    """Return a name as it is shown, without blanks around it.

    Raises:
        BadName: empty or too long.
    """
    shown = name.strip()
    if not 1 <= len(shown) <= NAME_LENGTH_MAX:
        raise BadName(most=NAME_LENGTH_MAX, at="/name")
    return shown


def user_event(happened: str, user: User) -> Event:
    """Return the event of a user; it tells nothing that only some may read."""
    return Event(
        name=f"user_account.{happened}",
        entity="user_account",
        record=user.id,
        code=user.number or "",
        payload={"name": user.name, "state": user.state},
    )


def _code(value: str | None) -> str | None:
    return None if value is None else code(value)


def _nodes_of(directory: Directory, command: SetPin) -> tuple[UUID, ...]:
    return tuple(h.node for h in directory.held_by(command.user) if h.node is not None)


USER_VERBS = (
    Verb(
        "platform.create_user",
        CreateUser,
        needs="user_account:create",
        load=load_create_user,
        decide=decide_create_user,
        label=Text(en="Create user", zh="新建用户"),
        refusals=(BadName, BadCode, NumberTaken),
        events=("user_account.created",),
    ),
    Verb(
        "platform.change_user",
        ChangeUser,
        needs="user_account:change",
        load=load_change_user,
        decide=decide_change_user,
        label=Text(en="Change user", zh="修改用户"),
        refusals=(NotFound, ChangedMeanwhile, BadName, BadCode, NumberTaken),
        events=("user_account.changed",),
    ),
    Verb(
        "platform.disable_user",
        DisableUser,
        needs="user_account:disable",
        load=load_with_rights,
        decide=decide_disable_user,
        label=Text(en="Disable user", zh="停用用户"),
        refusals=(NotFound, NotActive, LastAdministrator),
        events=("user_account.disabled",),
    ),
    Verb(
        "platform.enable_user",
        EnableUser,
        needs="user_account:enable",
        load=load_with_rights,
        decide=decide_enable_user,
        label=Text(en="Enable user", zh="启用用户"),
        refusals=(NotFound, BeyondOwnRights),
        events=("user_account.enabled",),
    ),
    Verb(
        "platform.set_pin",
        SetPin,
        needs="user_account:set_pin",
        load=load_with_rights,
        decide=decide_set_pin,
        label=Text(en="Set PIN", zh="设置 PIN"),
        path=_nodes_of,
        refusals=(NotFound, NotActive, BeyondOwnRights, PinNotEnough, SecretGone),
        events=("pin.set",),
    ),
)
