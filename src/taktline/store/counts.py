"""Counts a list's rows, as far as that costs little, and says how sure the number is."""

from collections.abc import Iterator, Mapping

import msgspec
import sqlalchemy as sa

from taktline.store.plan import Link, QueryPlan, Ref, RollUp
from taktline.store.queries import Compiled, Tables, compiled
from taktline.store.transaction import Sent, Transaction

COUNT_EXACT_MAX = 10_000
"""Counting further costs more than anybody reads from the number."""
COUNT_COST_MAX = 50_000.0
"""PostgreSQL's own unit; some 0.2 s of reading through a table to find the few that are counted."""


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows a list has in all.

    Attributes:
        is_estimate: it was not counted to the end.
        is_least: so many were counted, and there are more; nobody knows how many.
    """

    count: int
    is_estimate: bool
    is_least: bool = False


def compile_count(plan: QueryPlan, at_most: int = COUNT_EXACT_MAX) -> Compiled:
    """Compile the counting of a list's rows, which ends one row behind `at_most`."""
    tables = Tables(only_needed(plan))
    rows = tables.select([sa.literal_column("1").label("one")])
    if plan.group:
        rows = rows.group_by(*[tables.column(ref) for ref in plan.group])
    return compiled(sa.select(sa.func.count()).select_from(rows.limit(at_most + 1).subquery()))


async def total(tx: Transaction, plan: QueryPlan, *, cost_max: float = COUNT_COST_MAX) -> Total:
    """Count a list's rows exactly up to COUNT_EXACT_MAX, else ask the planner for an estimate.

    Args:
        tx: the reader's transaction.
        plan: the list.
        cost_max: what counting may cost by the planner's estimate before it is not begun at all.
    """
    counting, all_rows = compile_count(plan), _uncounted(plan)
    told = [_explaining(tx, one) for one in (counting, all_rows)]  # in one round trip
    cost, planned = (await _planned(told[0])).cost, int((await _planned(told[1])).rows)
    if cost > cost_max:
        return Total(count=planned, is_estimate=True)
    ((counted,),) = await tx.fetch(counting.sql, counting.params, prepare=False)
    count = int(str(counted))
    if count <= COUNT_EXACT_MAX:
        return Total(count=count, is_estimate=False)
    if planned <= COUNT_EXACT_MAX:  # The planner is wrong.
        return Total(count=COUNT_EXACT_MAX, is_estimate=True, is_least=True)
    return Total(count=planned, is_estimate=True)


def _uncounted(plan: QueryPlan) -> Compiled:
    """Compile all rows of a list, to have them estimated."""
    tables = Tables(only_needed(plan))
    rows = tables.select([sa.literal_column("1").label("one")])
    if plan.group:
        rows = rows.group_by(*[tables.column(ref) for ref in plan.group])
    return compiled(rows)


def _explaining(tx: Transaction, asked: Compiled) -> Sent:
    """Ask what the planner expects of a statement; it is not run."""
    return tx.send(f"EXPLAIN (FORMAT JSON) {asked.sql}", asked.params, prepare=False)


async def _planned(told: Sent) -> "_PlanNode":
    ((answer,),) = await told.rows()
    return msgspec.convert(answer, list[_Explained])[0].plan


def only_needed(plan: QueryPlan) -> QueryPlan:
    """Return a plan without the roll-ups that its filters and groups do not look at."""
    used = {ref.link for ref in _refs((plan.filters, plan.group))}
    links: list[Link | RollUp] = []
    for link in reversed(plan.links):
        if isinstance(link, Link) or link.name in used:
            links.append(link)
            used.add(link.source.link)
    return msgspec.structs.replace(plan, links=tuple(reversed(links)))


def _refs(part: object) -> Iterator[Ref]:
    """Return all columns that conditions look at."""
    if isinstance(part, Ref):
        yield part
    elif isinstance(part, (list, tuple)):
        for one in part:
            yield from _refs(one)
    elif isinstance(part, Mapping):
        yield from _refs(tuple(part.values()))
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _refs(getattr(part, name))


class _PlanNode(msgspec.Struct, frozen=True):
    rows: float = msgspec.field(name="Plan Rows")
    cost: float = msgspec.field(name="Total Cost")


class _Explained(msgspec.Struct, frozen=True):
    plan: _PlanNode = msgspec.field(name="Plan")
