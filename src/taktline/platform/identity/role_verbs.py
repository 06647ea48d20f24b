"""Commands about rights: make roles, give them to people at a place, take them back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from taktline.base.code import BadCode, code
from taktline.base.instant import Instant
from taktline.base.problem import Invalid, NotFound, Problem
from taktline.base.text import Text
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.identity.access import Assignment, Permission, compiled
from taktline.platform.identity.directory import (
    Directory,
    Held,
    Role,
    load_held,
    load_roles,
    load_users,
)
from taktline.platform.identity.directory_facts import (
    AccessChanged,
    AssignmentRevoked,
    RoleAssigned,
    RoleSaved,
)
from taktline.platform.identity.rights import (
    BeyondOwnRights,
    LastAdministrator,
    refuse_beyond,
    refuse_last_administrator,
)
from taktline.platform.identity.role import ADMINISTRATOR, BUILT_IN_PERMISSIONS
from taktline.platform.identity.user_verbs import (
    ChangedMeanwhile,
    NotActive,
    active_user,
    refuse_stale,
)
from taktline.platform.transaction import Tx
from taktline.platform.verb import Verb

_ANY_TIME = datetime.max.replace(tzinfo=UTC)
PERMISSIONS_MAX = 500
"""Lines of one role: beyond it nobody can say what the role is for."""


class RoleExists(Problem):
    """A role of this code is there already, or comes with the product."""

    title = Text(en="There is a role {code} already.", zh="角色 {code} 已存在。")


class RoleBuiltIn(Problem):
    """A role that comes with the product is not edited, so that upgrades can improve it."""

    title = Text(
        en="The role {code} comes with the product; make a role of your own from it.",
        zh="角色 {code} 为内置角色;请据此新建自己的角色。",
    )
    status = 409


class BadPermission(Problem):
    """A permission that is not written `entity:action`."""

    title = Text(
        en="{needs} is not a permission: write entity:action, entity:* or *.",
        zh="{needs} 不是有效权限:请写作 entity:action、entity:* 或 *。",
    )
    status = 400


class AlreadyAssigned(Problem):
    """Somebody has this role at this place already, without end."""

    title = Text(
        en="{name} has the role {role} there already.", zh="{name} 在该处已有角色 {role}。"
    )


class CreateRole(Command, frozen=True, kw_only=True):
    """Make a role of the tenant's own."""

    code: str
    label: Text
    permissions: tuple[Permission, ...]


class ChangeRole(Command, frozen=True, kw_only=True):
    """Change a role of the tenant's own; absent = leave."""

    role: str
    expected_version: int
    label: Text | None = None
    permissions: tuple[Permission, ...] | None = None


class AssignRole(Command, frozen=True, kw_only=True):
    """Give somebody a role, at a node of the equipment hierarchy or in the whole tenant."""

    user: UUID
    role: str
    node: UUID | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class RevokeRole(Command, frozen=True, kw_only=True):
    """Take an assignment back."""

    assignment: UUID


async def load_role_list(tx: Tx, commands: Sequence[CreateRole | ChangeRole]) -> Directory:
    """Lock the tenant's own roles."""
    directory = Directory()
    await load_roles(tx, directory)
    return directory


async def load_assign(tx: Tx, commands: Sequence[AssignRole]) -> Directory:
    """Lock people, their assignments and the roles."""
    directory = Directory()
    users = [c.user for c in commands]
    await load_held(tx, directory, users=users)
    await load_users(tx, directory, ids=users)
    await load_roles(tx, directory)
    return directory


async def load_revoke(tx: Tx, commands: Sequence[RevokeRole]) -> Directory:
    """Lock the assignments named, all administrators, and their people."""
    directory = Directory()
    await load_held(tx, directory, ids=[c.assignment for c in commands])
    await load_users(tx, directory, ids={h.user for h in directory.held.values()})
    await load_roles(tx, directory)
    return directory


def decide_create_role(
    directory: Directory, command: CreateRole, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide a new role.

    Raises:
        BadCode: the code cannot be one.
        RoleExists: it is there already.
        BadPermission: a line that is no permission.
        BeyondOwnRights: it says more than its maker may do.
    """
    named = code(command.code)
    if named in directory.roles or named in BUILT_IN_PERMISSIONS:
        raise RoleExists(code=named)
    role = Role(
        id=ids.new(),
        code=named,
        label_en=command.label.en,
        label_zh=command.label.zh,
        permissions=accepted_permissions(command.permissions, ids),
        version=1,
    )
    return [RoleSaved(role=role), AccessChanged(), _role_event("created", role)]


def decide_change_role(
    directory: Directory, command: ChangeRole, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide what becomes of a role, for everybody who has it.

    Raises:
        RoleBuiltIn: it comes with the product.
        NotFound: there is no such role.
        ChangedMeanwhile: somebody else was faster.
        BadPermission: a line that is no permission.
        BeyondOwnRights: it would say more than the one who changes it may do.
    """
    before = own_role(directory, command.role)
    refuse_stale(before.code, before.version, command.expected_version)
    wanted = before.permissions
    if command.permissions is not None:
        wanted = accepted_permissions(command.permissions, ids)
    label = command.label or Text(en=before.label_en, zh=before.label_zh)
    role = Role(
        id=before.id,
        code=before.code,
        label_en=label.en,
        label_zh=label.zh,
        permissions=wanted,
        version=before.version + 1,
    )
    return [RoleSaved(role=role), AccessChanged(), _role_event("changed", role)]


def decide_assign_role(
    directory: Directory, command: AssignRole, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that somebody gets a role.

    Raises:
        NotFound: there is no such user or role.
        NotActive: the user is barred.
        Invalid: it would end before it begins.
        BeyondOwnRights: the role says more than the giver may do there.
        AlreadyAssigned: they have it there, without end.
    """
    user = active_user(directory, command.user)
    if command.role not in directory.permissions():
        raise NotFound(kind="role", code=command.role)
    _refuse_reversed(command)
    held = Held(
        id=ids.new(),
        user=user.id,
        role=command.role,
        node=command.node,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
    )
    always = Assignment(role=held.role, node=held.node)
    refuse_beyond(ids.by, compiled([always], directory.permissions(), now).grants)
    if any(_same(held, other) for other in directory.held_by(user.id)):
        raise AlreadyAssigned(name=user.name, role=held.role)
    event = Event(
        name="role.assigned",
        entity="role",
        record=held.id,
        code=held.role,
        payload={"user_account": user.id, "node": held.node},
    )
    return [RoleAssigned(held=held), AccessChanged(), event]


def decide_revoke_role(
    directory: Directory, command: RevokeRole, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that somebody loses a role.

    Raises:
        NotFound: there is no such assignment, or it was taken back before.
        BeyondOwnRights: the role says more than the one who takes it may do there.
        LastAdministrator: nobody would be left who may give rights.
    """
    held = directory.held.get(command.assignment)
    if held is None:
        raise NotFound(kind="role assignment", code=str(command.assignment))
    always = Assignment(role=held.role, node=held.node)
    refuse_beyond(ids.by, compiled([always], directory.permissions(), now).grants)
    if held.role == ADMINISTRATOR and held.node is None:
        refuse_last_administrator(directory, directory.users[held.user], now)
    event = Event(
        name="role.revoked",
        entity="role",
        record=held.id,
        code=held.role,
        payload={"user_account": held.user, "node": held.node},
    )
    return [AssignmentRevoked(assignment=held.id), AccessChanged(), event]


def own_role(directory: Directory, named: str) -> Role:
    """Return a role the tenant may change.

    Raises:
        RoleBuiltIn: it comes with the product.
        NotFound: there is none of this code.
    """
    if named in BUILT_IN_PERMISSIONS:
        raise RoleBuiltIn(code=named)
    found = directory.roles.get(named)
    if found is None:
        raise NotFound(kind="role", code=named)
    return found


def accepted_permissions(asked: Sequence[Permission], ids: Ids) -> tuple[Permission, ...]:
    """Return the lines of a role if its maker may give them.

    Raises:
        Invalid: too many lines.
        BadPermission: a line that is no permission.
        BeyondOwnRights: a line that the maker does not have in the whole tenant.
    """
    if len(asked) > PERMISSIONS_MAX:
        raise Invalid(reason=f"a role has at most {PERMISSIONS_MAX} lines", at="/permissions")
    for index, permission in enumerate(asked):
        if not is_permission(permission.needs):
            raise BadPermission(needs=permission.needs, at=f"/permissions/{index}/needs")
    lines = {"asked": tuple(asked)}
    refuse_beyond(ids.by, compiled([Assignment(role="asked")], lines, _ANY_TIME).grants)
    return tuple(asked)


def is_permission(needs: str) -> bool:
    """Say whether a text is `*`, `entity:*` or `entity:action` in small letters, digits and `_`."""
    if needs == "*":
        return True
    entity, colon, action = needs.partition(":")
    return bool(colon) and _is_word(entity) and (action == "*" or _is_word(action))


def _is_word(text: str) -> bool:
    letters = text.replace("_", "").replace("-", "")
    return letters.isascii() and letters.isalnum() and text == text.lower()


def _same(held: Held, other: Held) -> bool:
    endless = held.valid_until is None and other.valid_until is None
    return endless and (held.role, held.node) == (other.role, other.node)


def _refuse_reversed(command: AssignRole) -> None:
    since, until = command.valid_from, command.valid_until
    if since is not None and until is not None and since >= until:
        raise Invalid(reason="valid_until must lie after valid_from", at="/valid_until")


def _role_event(happened: str, role: Role) -> Event:
    return Event(name=f"role.{happened}", entity="role", record=role.id, code=role.code)


def _node_of(directory: Directory, command: AssignRole) -> tuple[UUID, ...]:
    return () if command.node is None else (command.node,)


def _node_held(directory: Directory, command: RevokeRole) -> tuple[UUID, ...]:
    held = directory.held.get(command.assignment)
    return () if held is None or held.node is None else (held.node,)


ROLE_VERBS = (
    Verb(
        "platform.create_role",
        CreateRole,
        needs="role:create",
        load=load_role_list,
        decide=decide_create_role,
        label=Text(en="Create role", zh="新建角色"),
        refusals=(BadCode, RoleExists, Invalid, BadPermission, BeyondOwnRights),
        events=("role.created",),
    ),
    Verb(
        "platform.change_role",
        ChangeRole,
        needs="role:change",
        load=load_role_list,
        decide=decide_change_role,
        label=Text(en="Change role", zh="修改角色"),
        refusals=(RoleBuiltIn, NotFound, ChangedMeanwhile, Invalid, BadPermission, BeyondOwnRights),
        events=("role.changed",),
    ),
    Verb(
        "platform.assign_role",
        AssignRole,
        needs="role:assign",
        load=load_assign,
        decide=decide_assign_role,
        label=Text(en="Assign role", zh="分配角色"),
        path=_node_of,
        refusals=(NotFound, NotActive, Invalid, BeyondOwnRights, AlreadyAssigned),
        events=("role.assigned",),
    ),
    Verb(
        "platform.revoke_role",
        RevokeRole,
        needs="role:revoke",
        load=load_revoke,
        decide=decide_revoke_role,
        label=Text(en="Revoke role", zh="收回角色"),
        path=_node_held,
        refusals=(NotFound, BeyondOwnRights, LastAdministrator),
        events=("role.revoked",),
    ),
)
