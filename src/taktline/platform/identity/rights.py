"""Who may hand on which rights: only what one has there oneself, and never the last of them all."""

from collections.abc import Sequence
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Grant, Principal
from taktline.platform.identity.access import (
    LEVELS,
    Compiled,
    RoleGrant,
    compiled,
    covers,
    level_of,
)
from taktline.platform.identity.directory import Directory, Held, User
from taktline.platform.identity.role import ADMINISTRATOR


class LastAdministrator(Problem):
    """Nobody would be left who may give rights."""

    title = Text(
        en="{name} is the last active administrator; make somebody else one first.",
        zh="{name} 是最后一名有效的系统管理员;请先指定其他管理员。",
    )
    status = 409


class BeyondOwnRights(Problem):
    """Somebody would give, or take over, rights that they do not have themselves."""

    title = Text(
        en="You do not have {needs} there yourself, so you cannot give or take it.",
        zh="您自己在该处没有 {needs} 权限,因此无法授予或取得。",
    )
    status = 403


def rights_of(directory: Directory, user: UUID, now: Instant) -> Compiled:
    """Return what somebody's loaded assignments come to."""
    held = [h.assignment() for h in directory.held_by(user)]
    return compiled(held, directory.permissions(), now)


def refuse_beyond(giver: Principal, given: Sequence[Grant]) -> None:
    """Refuse to hand on a right that one does not have at the same place and for as many records.

    Whoever has it at a work center also has it at the machines below.

    Raises:
        BeyondOwnRights: the first such right.
    """
    for wanted in given:
        if not any(_includes(giver, mine, wanted) for mine in giver.grants):
            raise BeyondOwnRights(needs=wanted.needs)


def refuse_last_administrator(directory: Directory, user: User, now: Instant) -> None:
    """Refuse to lose the last one who may give rights.

    Raises:
        LastAdministrator: this user is the last.
    """
    left = {
        held.user for held in directory.held.values() if _is_administrator(directory, held, now)
    }
    if left == {user.id}:
        raise LastAdministrator(name=user.name)


def _includes(giver: Principal, mine: Grant, wanted: Grant) -> bool:
    path = () if wanted.node is None else (wanted.node,)
    there = giver.holds(mine.node, path) and mine.scope in (None, wanted.scope)
    return there and covers(mine.needs, wanted.needs) and _shows(mine, wanted)


def _shows(mine: Grant, wanted: Grant) -> bool:
    """Say whether the wanted grant shows no field more openly than one's own does."""
    rules = mine.fields if isinstance(mine, RoleGrant) else ()
    return all(
        LEVELS.index(level_of(wanted, rule.field)) <= LEVELS.index(rule.level) for rule in rules
    )


def _is_administrator(directory: Directory, held: Held, now: Instant) -> bool:
    user = directory.users.get(held.user)
    begun = held.valid_from is None or held.valid_from <= now
    lasting = held.valid_until is None
    active = user is not None and user.state == "active"
    return held.role == ADMINISTRATOR and held.node is None and active and begun and lasting
