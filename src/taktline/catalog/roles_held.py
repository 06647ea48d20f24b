"""A publication does not take the ground from under roles: their conditions can still be asked."""

from collections.abc import Iterator, Sequence

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.scope_kept import unasked
from taktline.catalog.tenant import TenantCatalog
from taktline.platform.command import Principal
from taktline.platform.identity.access import Permission

ROLES = "SELECT code, permissions FROM role WHERE NOT archived ORDER BY code"


class RoleConditionBroken(Problem):
    """A role looks at records by a condition that the documents to come no longer answer."""

    title = Text(
        en="The role {role} sees {needs} by the condition {scope}, which the new documents do not "
        "answer: {reason} Change the role first.",
        zh="角色 {role} 按条件 {scope} 授予 {needs},新文档无法判断该条件:{reason}请先修改角色。",
    )


class RoleKept(msgspec.Struct, frozen=True, kw_only=True):
    """A role of the tenant's own."""

    code: str
    permissions: tuple[Permission, ...]


def broken_roles(
    roles: Sequence[RoleKept], before: TenantCatalog, after: TenantCatalog, *, by: Principal,
    now: Instant,
) -> Iterator[RoleConditionBroken]:  # fmt: skip  # tidy: positional - roles, from what, to what
    """Yield the conditions that could be asked so far and could not be asked any more.

    One that could not be asked before shows nothing already; it keeps nobody from publishing.
    """
    for role in roles:
        for permission in role.permissions:
            if permission.scope is None:
                continue
            wrong = unasked(permission, after, now=now, user=by)
            if wrong is None or unasked(permission, before, now=now, user=by) is not None:
                continue
            reason = wrong.values["reason"]
            yield RoleConditionBroken(
                role=role.code, needs=permission.needs, scope=permission.scope[:200],
                reason=reason,
            )  # fmt: skip
