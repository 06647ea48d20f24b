"""Commands about programs and terminals: API keys and paired devices."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from taktline.base.code import BadCode, code
from taktline.base.instant import Instant
from taktline.base.problem import Invalid, NotFound, Problem
from taktline.base.text import Text
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.identity.access import Assignment, compiled, narrowed
from taktline.platform.identity.directory import (
    Device,
    Directory,
    load_devices,
    load_held,
    load_keys,
    load_roles,
    load_staged,
    load_users,
)
from taktline.platform.identity.directory_facts import (
    AccessChanged,
    ApiKeyMade,
    ApiKeyRevoked,
    DevicePaired,
    DeviceRevoked,
)
from taktline.platform.identity.rights import BeyondOwnRights, refuse_beyond, rights_of
from taktline.platform.identity.role_verbs import BadPermission, is_permission
from taktline.platform.identity.user_verbs import (
    BadName,
    NotActive,
    SecretGone,
    accepted_name,
    active_user,
    staged_of,
)
from taktline.platform.transaction import Tx
from taktline.platform.verb import Verb

KEY_LIFE_MAX = timedelta(days=400)
"""A key is renewed once a year, with a month to do it; one that never ends is forgotten."""
ALLOWED_MAX = 100


class WrongPairingCode(Problem):
    """No terminal is waiting with this code."""

    title = Text(
        en="No terminal is waiting with the code {code}; ask it for a new one.",
        zh="没有终端正在使用配对码 {code};请在终端上重新获取。",
    )
    status = 409


class CreateApiKey(Command, frozen=True, kw_only=True):
    """Make a staged key open the door with part of somebody's rights.

    Attributes:
        secret: the staged key.
        user: with whose rights it acts; they end when the user's end.
        roles: only through these roles of the user; empty = any of them.
        allowed: only these permissions (`entity:action`, `entity:*`, `*`); never empty.
        ends_at: at most 400 days from now.
    """

    secret: UUID
    name: str
    user: UUID
    allowed: tuple[str, ...]
    ends_at: Instant
    roles: tuple[str, ...] = ()


class RevokeApiKey(Command, frozen=True, kw_only=True):
    """End a key at once."""

    api_key: UUID


class PairDevice(Command, frozen=True, kw_only=True):
    """Take a terminal in that shows a six-digit code.

    Attributes:
        pairing_code: what the terminal shows.
        code: its name on labels and in audit.
        node: equipment it stands at; None = nowhere in particular.
        roles: what it shows while nobody is signed in at it.
    """

    pairing_code: str
    code: str
    name: str
    node: UUID | None = None
    roles: tuple[str, ...] = ("board",)


class RevokeDevice(Command, frozen=True, kw_only=True):
    """Put a terminal out at once, lost or stolen ones too."""

    device: UUID


async def load_create_key(tx: Tx, commands: Sequence[CreateApiKey]) -> Directory:
    """Lock the users, their assignments and the staged keys."""
    directory = Directory()
    users = [c.user for c in commands]
    await load_held(tx, directory, users=users)
    await load_users(tx, directory, ids=users)
    await load_roles(tx, directory)
    await load_staged(tx, directory, ids=[c.secret for c in commands])
    return directory


async def load_revoke_key(tx: Tx, commands: Sequence[RevokeApiKey]) -> Directory:
    """Lock the keys."""
    directory = Directory()
    await load_keys(tx, directory, [c.api_key for c in commands])
    return directory


async def load_pair_device(tx: Tx, commands: Sequence[PairDevice]) -> Directory:
    """Lock the terminals that wait, and those whose code is asked for."""
    directory = Directory()
    await load_roles(tx, directory)
    await load_staged(tx, directory, codes=[c.pairing_code for c in commands])
    await load_devices(tx, directory, codes=[c.code for c in commands])
    return directory


async def load_revoke_device(tx: Tx, commands: Sequence[RevokeDevice]) -> Directory:
    """Lock the devices."""
    directory = Directory()
    await load_devices(tx, directory, ids=[c.device for c in commands])
    return directory


def decide_create_key(
    directory: Directory, command: CreateApiKey, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide a key.

    Raises:
        NotFound: there is no such user.
        NotActive: the user is barred.
        BadName: the key has no name.
        Invalid: it would end too late or has ended, or lists nothing it may do.
        BadPermission: a line that is no permission.
        BeyondOwnRights: it could do more than its maker.
        SecretGone: the staged key is not there any more.
    """
    user = active_user(directory, command.user)
    name = accepted_name(command.name)
    _refuse_lifetime(command.ends_at, now)
    if not 1 <= len(command.allowed) <= ALLOWED_MAX:
        raise Invalid(reason=f"allowed has 1 to {ALLOWED_MAX} lines", at="/allowed")
    for index, needs in enumerate(command.allowed):
        if not is_permission(needs):
            raise BadPermission(needs=needs, at=f"/allowed/{index}")
    rights = rights_of(directory, user.id, now)
    refuse_beyond(ids.by, narrowed(rights.grants, command.allowed))
    staged_of(directory, command.secret, kind="api_key", now=now)
    key = ids.new()
    made = ApiKeyMade(
        key=key,
        name=name,
        user=user.id,
        secret=command.secret,
        roles=command.roles,
        allowed=command.allowed,
        ends_at=command.ends_at,
    )
    return [made, Event(name="api_key.created", entity="api_key", record=key, code=name)]


def decide_revoke_key(
    directory: Directory, command: RevokeApiKey, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a key ends; one that has ended stays so.

    Raises:
        NotFound: there is no such key.
    """
    key = directory.keys.get(command.api_key)
    if key is None:
        raise NotFound(kind="API key", code=str(command.api_key))
    if key.revoked:
        return []
    event = Event(name="api_key.revoked", entity="api_key", record=key.id, code=key.name)
    return [ApiKeyRevoked(key=key.id), AccessChanged(), event]


def decide_pair_device(
    directory: Directory, command: PairDevice, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a terminal is one of ours.

    Raises:
        WrongPairingCode: none waits with this code, or it waited too long.
        BadCode: its name on labels cannot be printed.
        BadName: it has no name.
        Invalid: another device has the code.
        NotFound: a role that is not there.
        BeyondOwnRights: it would show more than the asker may see.
    """
    waiting = [s for s in directory.staged.values() if s.pairing_code == command.pairing_code]
    if not waiting or waiting[0].ends_at <= now:
        raise WrongPairingCode(code=command.pairing_code, at="/pairing_code")
    named, name = code(command.code), accepted_name(command.name)
    if any(d.code == named and not d.revoked for d in directory.devices.values()):
        raise Invalid(reason=f"there is a device {named} already", at="/code")
    roles = directory.permissions()
    for role in command.roles:
        if role not in roles:
            raise NotFound(kind="role", code=role)
    shown = [Assignment(role=role, node=command.node) for role in command.roles]
    refuse_beyond(ids.by, compiled(shown, roles, now).grants)
    paired = DevicePaired(
        device=ids.new(),
        code=named,
        name=name,
        secret=waiting[0].id,
        roles=command.roles,
        node=command.node,
    )
    event = Event(name="device.paired", entity="device", record=paired.device, code=named)
    return [paired, event]


def decide_revoke_device(
    directory: Directory, command: RevokeDevice, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a terminal is out; one that is out stays so.

    Raises:
        NotFound: there is no such device.
    """
    device = directory.devices.get(command.device)
    if device is None:
        raise NotFound(kind="device", code=str(command.device))
    if device.revoked:
        return []
    event = Event(name="device.revoked", entity="device", record=device.id, code=device.code)
    return [DeviceRevoked(device=device.id), AccessChanged(), event]


def _refuse_lifetime(ends_at: Instant, now: Instant) -> None:
    if not now < ends_at <= now + KEY_LIFE_MAX:
        raise Invalid(reason=f"a key ends within {KEY_LIFE_MAX.days} days", at="/ends_at")


def _device_node(directory: Directory, command: PairDevice) -> tuple[UUID, ...]:
    return () if command.node is None else (command.node,)


def _node_of_device(directory: Directory, command: RevokeDevice) -> tuple[UUID, ...]:
    device: Device | None = directory.devices.get(command.device)
    return () if device is None or device.node is None else (device.node,)


KEY_VERBS = (
    Verb(
        "platform.create_api_key",
        CreateApiKey,
        needs="api_key:create",
        load=load_create_key,
        decide=decide_create_key,
        label=Text(en="Create API key", zh="新建 API 密钥"),
        refusals=(
            NotFound, NotActive, BadName, Invalid, BadPermission, BeyondOwnRights, SecretGone,
        ),
        events=("api_key.created",),
    ),
    Verb(
        "platform.revoke_api_key",
        RevokeApiKey,
        needs="api_key:revoke",
        load=load_revoke_key,
        decide=decide_revoke_key,
        label=Text(en="Revoke API key", zh="吊销 API 密钥"),
        refusals=(NotFound,),
        events=("api_key.revoked",),
    ),
    Verb(
        "platform.pair_device",
        PairDevice,
        needs="device:pair",
        load=load_pair_device,
        decide=decide_pair_device,
        label=Text(en="Pair device", zh="配对终端"),
        path=_device_node,
        refusals=(WrongPairingCode, BadCode, BadName, Invalid, NotFound, BeyondOwnRights),
        events=("device.paired",),
    ),
    Verb(
        "platform.revoke_device",
        RevokeDevice,
        needs="device:revoke",
        load=load_revoke_device,
        decide=decide_revoke_device,
        label=Text(en="Revoke device", zh="撤销终端"),
        path=_node_of_device,
        refusals=(NotFound,),
        events=("device.revoked",),
    ),
)  # fmt: skip
