"""A whole list with its filter, order and columns, page by page, as its reader may see it."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import LANGUAGES, Text
from taktline.catalog.fits import Moment
from taktline.catalog.path import Found
from taktline.catalog.reading import Records, columns_shown
from taktline.catalog.request import RecordsPage, RecordsRequest
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX

ROWS_MAX = 100_000
"""Rows of one export; who needs more reads the API page by page, or the events."""


class ExportTooLarge(Problem):
    """A list has more rows than one file is made of."""

    title = Text(
        en="The list has more than {limit} rows: narrow it by a filter, or read it page by page.",
        zh="列表超过 {limit} 行:请用筛选条件缩小范围,或分页读取。",
    )
    status = 422


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """One column of an export.

    Attributes:
        name: as the list calls it; dotted through links.
        kind: of its values: a column's type, `link`, `quantity`, `money` or `measure`.
        label: what people read above it.
    """

    name: str
    kind: str
    label: Text


class Lists(Protocol):
    """Where lists are read: `taktline.catalog.catalogs.Catalogs`."""

    async def read(self, tenant: str, request: RecordsRequest, *, reader: Principal) -> RecordsPage:
        """Return one page."""

    async def count(
        self, tenant: str, request: RecordsRequest, *, reader: Principal, at_most: int
    ) -> int:
        """Return how many rows a list has, counted no further than `at_most` + 1."""


Rows = Sequence[dict[str, object]]


async def exported(
    lists: Lists,
    tenant: str,
    request: RecordsRequest,
    *,
    reader: Principal,
    rows_max: int = ROWS_MAX,
) -> AsyncIterator[Rows]:
    """Return the pages of a list from its first row to its last.

    Raises:
        ExportTooLarge: there are more than `rows_max` rows; nothing was read then.
        Problem: see `taktline.catalog.reading.read_records`.
    """
    asked = msgspec.structs.replace(request, limit=PAGE_MAX, after=None, totals=False)
    if await lists.count(tenant, asked, reader=reader, at_most=rows_max) > rows_max:
        raise ExportTooLarge(limit=rows_max)
    return _pages(lists, tenant, asked, reader=reader, rows_max=rows_max)


async def _pages(
    lists: Lists, tenant: str, asked: RecordsRequest, *, reader: Principal, rows_max: int
) -> AsyncIterator[Rows]:
    sent = 0
    while sent < rows_max:
        page = await lists.read(tenant, asked, reader=reader)
        rows = page.rows[: rows_max - sent]
        sent += len(rows)
        yield rows
        if page.after is None:
            return
        asked = msgspec.structs.replace(asked, after=page.after)


UNASKED = frozenset({"id", "version", "archived"})
"""Columns that lists always carry for programs; files for people have them where asked for."""


def headings(
    records: Records, request: RecordsRequest, reader: Principal, moment: Moment
) -> list[Heading]:  # tidy: positional - a question and who asks it
    """Return the columns of a list, in order.

    Raises:
        Problem: see `taktline.catalog.reading.read_records`.
    """
    asked = {*request.fields, *request.group}
    return [
        Heading(name=name, kind=kind, label=_label(found, name))
        for name, kind, found in columns_shown(records, request, reader, moment)
        if name in asked or name not in UNASKED
    ]


def _label(found: Found | None, name: str) -> Text:
    """Return the labels of the fields a name passes, or the name where one has none."""
    fields = [] if found is None else [step.shape.fields.get(step.name) for step in found.steps]
    labels = [field.field.label for field in fields if field is not None]
    if not labels or len(labels) < len(fields):
        return Text(**dict.fromkeys(LANGUAGES, name))
    if found is not None and found.field is not None and len(name.split(".")) == 1:
        return labels[0]
    return Text(**{say: " / ".join(label.say(say) for label in labels) for say in LANGUAGES})
