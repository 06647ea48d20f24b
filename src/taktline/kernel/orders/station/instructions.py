"""How an operation is done: its steps and pictures, as a station shows them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, JobParams, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.transaction import Tx


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of an operation.

    Attributes:
        picture: id of a file, read at `/api/v1/files/{id}`.
        changed_at: when it was last changed, so that who has read it reads it anew.
    """

    code: str
    step: Decimal
    text: str
    text_en: str | None
    picture: UUID | None
    changed_at: datetime


# What is written for the product itself stands in place of what is written for all products.
STEPS = f"""
    WITH job AS (
        SELECT j.operation, j.material FROM job_order j
        WHERE j.code = %(job_order)s::text AND {NODES}),
    own AS (
        SELECT EXISTS (SELECT 1 FROM job, work_instruction i
            WHERE i.operation = job.operation AND i.material = job.material
                AND NOT i.archived) AS is_there)
    SELECT i.code, i.step, i.text, i.text_en, i.picture, i.updated_at
    FROM job, own, work_instruction i
    WHERE i.operation = job.operation AND NOT i.archived
        AND CASE WHEN own.is_there THEN i.material = job.material ELSE i.material IS NULL END
    ORDER BY i.step, i.code LIMIT %(limit)s"""


async def work_instructions(tx: Tx, params: JobParams, reader: Principal) -> Page[Step]:
    """Return the steps of a job order's operation, in their order."""
    limit = min(max(params.limit, 1), PAGE_MAX)
    scope = scope_of(reader, "job_order:read", limit=limit)
    rows = structs(await tx.fetch(STEPS, {"job_order": params.job_order, **scope}), Step)
    return Page(rows=rows, total=len(rows))


INSTRUCTIONS_QUERY = Query(
    name="kernel.work_instructions", params=JobParams, row=Step, needs="job_order:read",
    run=work_instructions, label=Text("How an operation is done", "工序作业指导"),
)  # fmt: skip
