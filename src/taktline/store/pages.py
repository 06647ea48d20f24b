"""Reads one page of a list; of a searched one in steps, as the database cannot choose itself.

Where hardly a row fits, an index of parts of texts finds all of them, and they are sorted; where
many fit, they are met soon by reading the list from its mark. The planner confuses the two: it
believes long texts to be rare, and does not know how often characters stand side by side.
"""

from collections.abc import Callable, Iterator

import msgspec
import sqlalchemy as sa

from taktline.feel import sql_tree as feel
from taktline.store.indexes import caseless, has_trigram
from taktline.store.plan import (
    AnyOf,
    Compare,
    Condition,
    Contains,
    Either,
    Every,
    Fits,
    IsEmpty,
    Output,
    QueryPlan,
    Ref,
)
from taktline.store.queries import (
    LISTED,
    Compiled,
    Tables,
    compile_parts,
    compiled,
    page_parts,
    refuse_wrong_mark,
    whole_page,
)
from taktline.store.transaction import Transaction

FOUND_MAX = 5_000
"""Rows that are found before they are sorted: some 20 ms to read them from all over a table."""
PEEK_ROWS = 100_000
"""Rows read from a mark on; where one in two hundred fits, a page of a hundred is full long before.
"""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a page; and how many the whole list has, where that fell out.

    Attributes:
        is_least: there are more than `total`.
    """

    rows: list[tuple[object, ...]]
    total: int | None = None
    is_least: bool = False


async def fetch_page(
    tx: Transaction, plan: QueryPlan, *, check: Callable[[Compiled], None] = lambda query: None
) -> Fetched:
    """Return one page of a list.

    Where the first sort key may be empty, rows without a value are asked for when those with one
    have come to an end: an index serves each part, and not both at once.

    Args:
        check: looks at each statement before it is sent.

    Raises:
        PageKeyWrong, TooManyLinks: see `compile_query`.
    """
    if is_searched(plan):
        return await _fetch_searched(tx, plan, check)
    rows: list[tuple[object, ...]] = []
    for query in compile_parts(plan):
        check(query)
        rows += await tx.fetch(query.sql, query.params, prepare=False)
        if len(rows) >= plan.limit:
            break
    return Fetched(rows=rows[: plan.limit])


async def _fetch_searched(
    tx: Transaction, plan: QueryPlan, check: Callable[[Compiled], None]
) -> Fetched:
    """Find the rows if they are few, else read on from the mark, else find them all the same."""
    for query in compile_searched(plan):
        check(query)
        rows = await tx.fetch(query.sql, query.params, prepare=False)
        if query.tells_total:
            whole = int(str(rows[0][-1])) if rows else 0
            if whole <= FOUND_MAX:
                known = whole if plan.after is None else None
                return Fetched(rows=[row[:-1] for row in rows], total=known)
        elif len(rows) >= plan.limit:
            break
    return Fetched(rows=rows[: plan.limit], total=FOUND_MAX, is_least=True)


def compile_searched(plan: QueryPlan) -> list[Compiled]:
    """Compile what a page of a searched list is asked by, until an answer is whole.

    Raises:
        PageKeyWrong, TooManyLinks: see `compile_query`.
    """
    few = msgspec.structs.replace(compile_found(plan, FOUND_MAX + 1), tells_total=True)
    return [few, *compile_peek(plan), compile_found(plan)]


def compile_peek(plan: QueryPlan) -> list[Compiled]:
    """Compile a page of a list that looks only at the next PEEK_ROWS rows of its order.

    Nothing where the order is another table's: then no index leads from row to row.
    """
    if any(order.ref.link for order in plan.order):
        return []
    filters = tuple(one for one in plan.filters if _is_own(one) and not _searches(one))
    inner = page_parts(_bare(plan, filters=filters))[0].limit(PEEK_ROWS).subquery(LISTED)
    rest = msgspec.structs.replace(plan, after=None)
    return [compiled(whole_page(rest, Tables(rest, source=inner)).limit(plan.limit))]


def compile_found(plan: QueryPlan, at_most: int | None = None) -> Compiled:
    """Compile a page of a list whose rows are all found before they are sorted.

    Args:
        at_most: no more than so many are found, and a last column tells how many were.
    """
    bare = _bare(plan, filters=plan.filters)
    inner = msgspec.structs.replace(bare, links=plan.links, after=None, order=())
    tables = Tables(inner)
    columns = [tables.output(one).label(one.name) for one in inner.outputs]
    fitting = tables.select(columns)
    if plan.after is not None:
        refuse_wrong_mark(plan)
        fitting = fitting.where(tables.beyond(plan.order, plan.after))
    found = fitting.limit(at_most).cte("found").prefix_with("MATERIALIZED")
    rest = msgspec.structs.replace(plan, filters=(), after=None)
    page = whole_page(rest, Tables(rest, source=found.alias(LISTED))).limit(plan.limit)
    if at_most is None:
        return compiled(page)
    whole = sa.select(sa.func.count()).select_from(found).scalar_subquery()
    return compiled(page.add_columns(whole.label("whole")))


def _bare(plan: QueryPlan, *, filters: tuple[Condition, ...]) -> QueryPlan:
    """Return the listed table's own columns of a list, filtered, in its order."""
    refs = [output.ref for output in plan.outputs if output.ref is not None]
    refs += [order.ref for order in plan.order]
    refs += [link.source for link in plan.links]
    held = (one for output in plan.outputs for one in output.holds or ())
    refs += [ref for one in (*plan.filters, *held) for ref in looked_at(one)]
    own = {ref.column: ref for ref in refs if not ref.link}
    outputs = tuple(Output(name=name, ref=ref) for name, ref in own.items())
    return msgspec.structs.replace(plan, links=(), outputs=outputs, filters=filters)


def is_searched(plan: QueryPlan) -> bool:
    """Say whether a list is cut by a part of a text that an index can be asked for."""
    return not plan.group and any(_searches(one) for one in plan.filters)


def _searches(condition: Condition) -> bool:
    match condition:
        case Contains(ref=ref, text=text):
            return ref.searched and _is_askable(text)
        case Either(conditions=conditions):
            return bool(conditions) and all(_searches(one) for one in conditions)
        case Every(conditions=conditions):
            return any(_searches(one) for one in conditions)
        case Fits(tree=tree):
            return _tree_searches(tree, condition)
        case _:
            return False


def _tree_searches(tree: feel.SqlTree, condition: Fits) -> bool:
    match tree:
        case feel.Function(
            name="contains", arguments=(feel.Column(path=path), feel.Literal(value=str(text)))
        ):
            return condition.refs[path].searched and _is_askable(text)
        case feel.And(items=items):
            return any(_tree_searches(item, condition) for item in items)
        case feel.Or(items=items):
            return all(_tree_searches(item, condition) for item in items)
        case _:
            return False


def _is_askable(text: str) -> bool:
    return has_trigram(text) or bool(caseless(text))


def _is_own(condition: Condition) -> bool:
    return not any(ref.link for ref in looked_at(condition))


def looked_at(condition: Condition) -> Iterator[Ref]:
    """Return the columns a condition looks at; of lists it looks into, the one that leads there."""
    match condition:
        case Compare(ref=ref) | AnyOf(ref=ref) | IsEmpty(ref=ref) | Contains(ref=ref):
            yield ref
        case Either(conditions=conditions) | Every(conditions=conditions):
            for one in conditions:
                yield from looked_at(one)
        case Fits(refs=refs, lists=lists):
            yield from refs.values()
            yield from (lines.source for lines in lists.values())
