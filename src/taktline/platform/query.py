"""A query: one declared way of reading, and thereby a list, a chart, an export and an API."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

import msgspec

from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.transaction import Tx

PAGE_MAX = 1000
"""Rows per page: more belongs to an export."""
COUNT_EXACT_MAX = 10_000
"""Beyond this a total is an estimate and says so."""

P = TypeVar("P", bound=msgspec.Struct)
R = TypeVar("R", bound=msgspec.Struct)


class Page(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """Some rows of a query, and how to get the next ones.

    Attributes:
        rows: in the query's order, at most PAGE_MAX.
        after: cursor of the next page (keyset, opaque); None at the end.
        total: how many rows there are in all; None where the query does not count.
        total_is_estimate: the total is beyond COUNT_EXACT_MAX and estimated.
    """

    rows: list[R]
    after: str | None = None
    total: int | None = None
    total_is_estimate: bool = False


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of a query as one statement, for lists to narrow, sort, group and add up.

    Attributes:
        sql: SELECT of the fields of the query's rows, by position; neither sorted nor limited, so
            that PostgreSQL makes one statement of it and of what is asked of its rows.
        params: by the names that stand in it.
        order: how the query itself orders its rows: columns, `-` before one for descending.
    """

    sql: str
    params: Mapping[str, object]
    order: tuple[str, ...]


class Query(msgspec.Struct, Generic[P, R], frozen=True, kw_only=True):
    """One way of reading: what it asks for, what a row is, who may read it.

    Attributes:
        name: `<package>.<noun>`, for instance `kernel.dispatch_queue`.
        params: the parameters' struct; limits and cursors are fields of it where it pages.
        row: struct of one row.
        needs: the permission asked for, `entity:read`.
        run: reads within a read-only transaction of the reader's tenant; `reader` carries the
            nodes and scopes that must filter what is returned.
        label: what people see.
        labels: what its columns are called, where the entity it reads does not say so; what their
            words mean stands behind a dot (`state.open`).
        key: columns that together name a row, where it has no `id`.
        of: kind of record each row is, by its `id`; "" = rows are no records.
        units: amounts (decimals) by the column that holds their unit or currency; under "" those
            that need none: shares, or amounts of one unit in all rows. Amounts of several units
            are never added.
        source: its rows as one statement, each with an `id`; what pages them in the parameters is
            left out. None = they are made by `run` alone, and a list reads them in whole.
    """

    name: str
    params: type[P]
    row: type[R]
    needs: str
    run: Callable[[Tx, P, Principal], Awaitable[Page[R]]]
    label: Text
    labels: Mapping[str, Text] = {}
    key: tuple[str, ...] = ("id",)
    of: str = ""
    units: Mapping[str, tuple[str, ...]] = {}
    source: Callable[[Tx, P, Principal], Awaitable[Source]] | None = None
