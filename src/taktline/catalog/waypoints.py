"""Where a long list can be entered: the marks of every so-manieth row, so that one may jump."""

import msgspec

from taktline.catalog.filter import Moment
from taktline.catalog.reading import (
    Records,
    count_records,
    plain_value,
    planned,
)
from taktline.catalog.request import RecordsRequest, mark_of
from taktline.catalog.unaskable import refuse_unsendable
from taktline.platform.command import Principal
from taktline.platform.transaction import Tx
from taktline.store.queries import compile_waypoints

WAYPOINTS_MAX = 10_000
"""Marks told at once; half a megabyte. What lies behind is reached by going on."""


class Waypoints(msgspec.Struct, frozen=True, kw_only=True):
    """Where a list can be entered.

    Attributes:
        every: rows from one mark to the next.
        marks: page marks: behind the first lies row `every` + 1, and so on.
        total: rows in all, counted no further than the marks lead.
    """

    every: int
    marks: list[str]
    total: int


async def read_waypoints(
    tx: Tx,
    records: Records,
    request: RecordsRequest,
    *,
    reader: Principal,
    moment: Moment,
    every: int,
) -> Waypoints:
    """Return where a list can be entered, as far as its reader sees it.

    Args:
        every: rows between two marks.

    Raises:
        Problem: see `taktline.catalog.reading.read_records`.
    """
    keys_only = msgspec.structs.replace(request, fields=("id",), marks=(), after=None)
    _, plan = await planned(tx, records, keys_only, reader=reader, moment=moment)
    query = compile_waypoints(plan, every=every, at_most=WAYPOINTS_MAX)
    refuse_unsendable(query.params.values())
    rows = await tx.fetch(query.sql, query.params, prepare=False)
    counted = await count_records(
        tx, records, keys_only, reader=reader, moment=moment, at_most=every * WAYPOINTS_MAX
    )
    marks = [mark_of([plain_value(value) for value in row]) for row in rows]
    return Waypoints(every=every, marks=marks, total=counted)
