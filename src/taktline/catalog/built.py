"""An index that keeps values apart is built while everybody goes on writing."""

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.step import SELECT_WAITING, Step
from taktline.platform.database import Database
from taktline.store.indexes import is_built_beside, unfinished_name
from taktline.store.refusals import Conflict, StatementRefused


class IndexNotBuilt(Problem):
    """The next step needs an index that somebody is still building, or has yet to."""

    title = Text(
        en="The index of {name} is not built yet; the worker builds it beside other work.",
        zh="{name} 的索引尚未建好;后台正在并行构建。",
    )
    retry = True


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an index stands: usable, and whether somebody is building it at this moment."""

    is_valid: bool
    in_progress: bool


STANDING = """
    SELECT i.indisvalid, EXISTS (
        SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    WHERE c.relname = %(name)s AND pg_catalog.pg_table_is_visible(c.oid)"""


async def build_next(database: Database, tenant: str, *, again: bool = False) -> None:
    """Build the index that the next step of a tenant needs, if it needs one that is not there.

    `CREATE UNIQUE INDEX CONCURRENTLY` keeps nobody from writing, and cannot run in a transaction.
    What a killed build left is dropped and built anew; where records turn out to be alike, what
    was begun is dropped and the step tells how many there are.

    Args:
        again: also where records stood against it.
    """
    async with database.transaction(tenant, readonly=True) as tx:
        waiting = await tx.rows(SELECT_WAITING, {"again": again}, as_=Step)
        if not waiting or not is_built_beside(statement_of(waiting[0])):
            return
        step = waiting[0]
        name = unfinished_name(step.name)
        if step.counting is not None and (await tx.fetch(step.counting, prepare=False))[0][0]:
            return  # Records are alike: the step says so.
        rows = await tx.rows(STANDING, {"name": name}, as_=Standing)
    if rows and (rows[0].is_valid or rows[0].in_progress):
        return
    drop = f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"'
    try:
        await database.outside(tenant, [*([drop] if rows else []), statement_of(step)])
    except Conflict:
        await database.outside(tenant, [drop])
    except StatementRefused as refused:
        if refused.sqlstate != EXISTS_ALREADY:
            raise


EXISTS_ALREADY = "42P07"
"""Another process began to build it a moment before."""


def statement_of(step: Step) -> str:
    """Return the statement that a step takes next; nothing where it fills formulas."""
    return step.statements[step.done] if step.done < len(step.statements) else ""
