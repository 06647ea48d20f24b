"""Refuses a role whose condition the database could not ask of the records it is about."""

from collections.abc import Callable

from taktline.base.instant import Instant
from taktline.base.problem import Problem, Several
from taktline.base.text import Text
from taktline.catalog.filter import filter_of
from taktline.catalog.fits import Moment
from taktline.catalog.number import ZONE
from taktline.catalog.path import Paths
from taktline.catalog.tenant import TenantCatalog
from taktline.platform.command import Principal
from taktline.platform.guard import Guards, NoGuards, Question
from taktline.platform.identity.access import Permission

SAVING = frozenset({"platform.create_role", "platform.change_role"})
"""The commands by which a role comes to its conditions."""


class ScopeNotAsked(Problem):
    """A permission's condition cannot be put into a query, so it could not be held everywhere."""

    title = Text(
        en="The condition {scope} of {needs} cannot be held: {reason}",
        zh="权限 {needs} 的条件 {scope} 无法执行:{reason}",
    )
    status = 422


NO_ENTITY = Text(
    en="there is no entity {entity} whose records it could look at",
    zh="没有可供判断的实体 {entity}",
)


class KeptScopes:
    """Rules before commands; in front of them, that a role's conditions can be asked."""

    def __init__(
        self, catalogs: Callable[[str], TenantCatalog], others: Guards | None = None
    ) -> None:
        """Look at roles as a tenant's entities stand.

        Args:
            catalogs: gives a tenant's catalog as it was last compiled.
            others: asked about every command afterwards.
        """
        self._catalogs = catalogs
        self._others = others or NoGuards()

    def refuse(self, question: Question) -> Problem | None:
        """Return why a role cannot be saved, or what the rules refuse."""
        if question.verb.name in SAVING:
            wrong = self._wrong(question)
            if wrong:
                return wrong[0] if len(wrong) == 1 else Several(wrong)
        return self._others.refuse(question)

    def _wrong(self, question: Question) -> list[Problem]:
        permissions: tuple[Permission, ...] | None = getattr(question.command, "permissions", None)
        catalog = self._catalogs(question.tenant)
        return [
            problem.located(f"/permissions/{index}/scope")
            for index, permission in enumerate(permissions or ())
            if permission.scope is not None
            if (problem := unasked(permission, catalog, now=question.now, user=question.principal))
            is not None
        ]


def unasked(
    permission: Permission, catalog: TenantCatalog, *, now: Instant, user: Principal
) -> Problem | None:
    """Return why a permission's condition cannot be asked of the database; None if it can.

    Args:
        now: for conditions about time.
        user: who might ask; only that there is somebody counts.
    """
    assert permission.scope is not None
    entity = permission.needs.partition(":")[0]
    shape = catalog.shapes.get(entity)
    told = {"scope": permission.scope[:200], "needs": permission.needs}
    if shape is None:
        words = {"entity": entity}
        reason = Text(en=NO_ENTITY.say("en", **words), zh=NO_ENTITY.say("zh", **words))
        return ScopeNotAsked(**told, reason=reason)
    moment = Moment(now=now, today=now.astimezone(ZONE).date())
    try:
        filter_of(
            permission.scope,
            catalog.records.types.of(entity),
            Paths(catalog.shapes, shape),
            moment=moment,
            user=user,
        )
    except Problem as problem:
        said = Text(en=problem.say("en"), zh=problem.say("zh"))
        return ScopeNotAsked(**told, reason=said)
    return None
