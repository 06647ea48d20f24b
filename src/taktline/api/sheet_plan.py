"""What a sheet would do, seen beside what is there: planned, marked, told."""

from collections.abc import Sequence, Set
from hashlib import sha256

import msgspec

from taktline.api.caller import Caller
from taktline.api.runtime import Runtime
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.request import RecordsRequest
from taktline.catalog.sheets.book import ROWS_MAX
from taktline.catalog.sheets.target import Plan, RowPlan, What
from taktline.platform.identity.access import reaches
from taktline.platform.query import PAGE_MAX

PLANNED_TOLD_MAX = 500
ORDER: Sequence[What] = ("changed", "removed", "new")
"""What is told of, in this order; what stays as it is needs no words."""

_ENCODER = msgspec.json.Encoder(enc_hook=str)


class PlanChanged(Problem):
    """What a sheet would do is no longer what somebody looked at."""

    title = Text(
        en="Records were changed since you looked: try the sheet out again and see what it does "
        "now.",
        zh="预检之后数据已有变动:请重新试导入,查看现在的结果。",
    )
    retry = True


class CallersShelf(msgspec.Struct, frozen=True, kw_only=True):
    """The records that whoever brings a sheet may see."""

    runtime: Runtime
    caller: Caller

    async def records(
        self, entity: str, *, fields: Sequence[str], filter: str | None = None
    ) -> list[dict[str, object]]:
        """Return records of an entity with these fields, at most 20,000."""
        found: list[dict[str, object]] = []
        after: str | None = None
        while len(found) < ROWS_MAX:
            asked = RecordsRequest(
                entity=entity, fields=tuple(fields), filter=filter, after=after, limit=PAGE_MAX
            )
            page = await self.runtime.catalogs.read(
                self.caller.tenant, asked, reader=self.caller.principal
            )
            found += page.rows
            after = page.after
            if after is None:
                break
        return found

    def may_make(self, entity: str) -> bool:
        """Say whether the caller may make records of an entity."""
        verb = self.runtime.registry.verb(self.caller.tenant, f"{entity}.create")
        return verb is not None and bool(reaches(self.caller.principal, verb.needs))


def mark_of(plan: Plan) -> str:
    """Return the mark of a plan: the same for the same effect on the same state."""
    said = [[one.verb, one.lines, one.body] for one in plan.commands]
    return sha256(_ENCODER.encode(said)).hexdigest()[:32]


def refuse_other(plan: Plan, seen: str | None) -> None:
    """Refuse to do what nobody looked at; a plan that does nothing any more is done.

    Raises:
        PlanChanged: the plan is another one by now.
    """
    if seen is not None and plan.commands and mark_of(plan) != seen:
        raise PlanChanged


def counted(plan: Plan, refused: Set[int]) -> dict[What, int]:
    """Return how many rows do what; refused rows do nothing."""
    found: dict[What, int] = {"new": 0, "changed": 0, "unchanged": 0, "removed": 0}
    for one in plan.rows:
        if one.line not in refused:
            found[one.what] += 1
    return found


def planned(plan: Plan, refused: Set[int]) -> tuple[RowPlan, ...]:
    """Return what rows do that do something, changes first."""
    told = [one for one in plan.rows if one.what in ORDER and one.line not in refused]
    told.sort(key=lambda one: (ORDER.index(one.what), one.line))
    return tuple(told[:PLANNED_TOLD_MAX])
