"""The rows of a query over the doors of records: the same filter, order, groups, marks and file."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import msgspec
from litestar.datastructures import MultiDict

from taktline.api.caller import Caller
from taktline.api.queries import MayNotRead, as_seen, every_row, parameters, run_query
from taktline.api.runtime import Runtime
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.answers.columns import columns_of, is_list
from taktline.catalog.answers.sieve import Row, Sieve
from taktline.catalog.answers.source import ID, Listed, listed
from taktline.catalog.export import ExportTooLarge, Heading, Rows, exported
from taktline.catalog.filter import Moment
from taktline.catalog.request import FilterRefused, RecordsPage, RecordsRequest
from taktline.catalog.waypoints import Waypoints
from taktline.platform.command import Principal
from taktline.platform.identity.access import reaches
from taktline.platform.query import PAGE_MAX
from taktline.platform.registry import AnyQuery

T = TypeVar("T", bound=msgspec.Struct)
FROM_QUERY = "."
"""Begins a mark that the query itself made: its rows were passed on as they came."""


class ListTooLong(Problem):
    """A query answers more rows than are looked through; a part of them would tell wrong totals."""

    title = Text(
        en="{list} has more than {limit} rows: too many to filter, search, sort or add up. Narrow "
        "it by what the page or the query itself asks for, or read it in its own order.",
        zh="{list}超过 {limit} 行,无法筛选、搜索、排序或汇总。请先用页面或查询本身的条件缩小范围,"
        "或按其原有顺序浏览。",
    )
    status = 422


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """A query whose rows are looked at like records.

    Attributes:
        query: who reads it must hold its permission.
        sieve: how its rows are looked through.
    """

    query: AnyQuery
    sieve: Sieve


async def answers_of(runtime: Runtime, caller: Caller, name: str) -> Answers | None:
    """Return the query of that name, ready to be looked through; None = there is no such list.

    Raises:
        MayNotRead: the reader has the query's permission nowhere.
    """
    query = runtime.registry.queries.get(name)
    if query is None or not is_list(query):
        return None
    if not reaches(caller.principal, query.needs):
        runtime.log.denied(caller.tenant, caller.principal, verb=name, code="may-not-read")
        raise MayNotRead(needs=query.needs)
    now, zone = runtime.gate.clock(), await runtime.catalogs.zone(caller.tenant)
    shapes = (await runtime.catalogs.current(caller.tenant)).shapes
    sieve = Sieve(
        name=name,
        columns=columns_of(query, shapes),
        key=query.key,
        moment=Moment(now=now, today=now.astimezone(zone).date()),
        zone=zone,
    )
    return Answers(query=query, sieve=sieve)


async def answer_page(
    runtime: Runtime,
    caller: Caller,
    answers: Answers,
    *,
    given: MultiDict[str],
    kind: type[msgspec.Struct],
) -> RecordsPage:
    """Return one page of a query's rows.

    Rows that are neither narrowed nor put in another order are passed on as the query pages them.
    Else PostgreSQL is asked for them, where the query is one statement; where it is not, or cannot
    be asked so, it is read in whole and looked through.

    Raises:
        ShapeRefused: a parameter is unknown, missing or of the wrong kind.
        ListTooLong: there are more rows to look through than are read in whole.
        UnknownPath, FilterRefused, PageMarkWrong, Invalid: the question cannot be asked.
    """
    asked, params = _asked(answers, given, kind)
    request = _request(answers, asked)
    if _is_plain(request) and {"limit", "after"} <= set(params.__struct_fields__):
        return await _passed_on(runtime, caller, answers, request=request, params=params)
    if answers.query.source is not None:
        with suppress(FilterRefused):  # What no database can be asked is looked through.
            return await Lists(runtime, caller, answers, params).page(request)
    rows = await _rows(runtime, caller, answers, request=request, params=params)
    return await asyncio.to_thread(answers.sieve.page, rows, request)


async def answer_waypoints(
    runtime: Runtime,
    caller: Caller,
    answers: Answers,
    *,
    given: MultiDict[str],
    kind: type[msgspec.Struct],
) -> Waypoints:
    """Return where the list of a query's rows can be entered.

    Raises:
        Problem: see `answer_page`.
    """
    asked, params = _asked(answers, given, kind)
    every = getattr(asked, "every", PAGE_MAX)
    if answers.query.source is not None:
        with suppress(FilterRefused):
            lists = Lists(runtime, caller, answers, params)
            return await lists.waypoints(_request(answers, asked), every)
    rows = await _rows(runtime, caller, answers, request=_request(answers, asked), params=params)
    return answers.sieve.waypoints(rows, every)


async def answer_sheet(
    runtime: Runtime, caller: Caller, answers: Answers, *, given: MultiDict[str], kind: type[T]
) -> tuple[T, tuple[list[Heading], AsyncIterator[Rows]]]:
    """Return what a file of a query's rows holds: its columns, and all rows that fit, in pages.

    Raises:
        Problem: see `answer_page`.
    """
    asked, params = _asked(answers, given, kind)
    assert isinstance(asked, kind)
    request = _request(answers, asked)
    columns = answers.sieve.columns
    names = request.fields or [name for name, one in columns.items() if one.is_shown]
    headings = [
        Heading(
            name=name,
            kind="decimal" if columns[name].type == "number" else "text",
            label=columns[name].label,
        )
        for name in names
        if name in columns
    ]
    if answers.query.source is not None:
        lists = Lists(runtime, caller, answers, params)
        bare = msgspec.structs.replace(request, group=(), measures=(), marks=())
        with suppress(FilterRefused):
            pages = await exported(lists, caller.tenant, bare, reader=caller.principal)
            return asked, (headings, pages)
    rows = await _rows(runtime, caller, answers, request=request, params=params)
    return asked, (headings, one_page([answers.sieve.told(row) for row in rows]))


async def one_page(rows: Rows) -> AsyncIterator[Rows]:
    """Return all rows of a list at once."""
    yield rows


class Lists:
    """The rows of one query as a list of records, each page in a transaction of its own."""

    def __init__(
        self, runtime: Runtime, caller: Caller, answers: Answers, params: msgspec.Struct
    ) -> None:  # tidy: positional - a list and who asks for it
        """Ask nothing yet."""
        self._runtime = runtime
        self._caller = caller
        self._answers = answers
        self._params = params

    async def page(self, request: RecordsRequest) -> RecordsPage:
        """Return one page of the rows, or of their groups.

        Raises:
            Problem: see `taktline.catalog.reading.read_records`.
        """
        async with self._open() as rows:
            return await rows.page(request)

    async def waypoints(self, request: RecordsRequest, every: int) -> Waypoints:
        """Return where the list can be entered."""
        async with self._open() as rows:
            return await rows.waypoints(request, every)

    async def read(self, tenant: str, request: RecordsRequest, *, reader: Principal) -> RecordsPage:
        """Return one page, for a file."""
        assert (tenant, reader) == (self._caller.tenant, self._caller.principal)
        return await self.page(request)

    async def count(
        self, tenant: str, request: RecordsRequest, *, reader: Principal, at_most: int
    ) -> int:
        """Return how many rows there are, counted no further than `at_most` + 1."""
        assert (tenant, reader) == (self._caller.tenant, self._caller.principal)
        async with self._open() as rows:
            return await rows.count(request, at_most)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Listed]:
        caller, answers = self._caller, self._answers
        query = answers.query
        assert query.source is not None
        async with as_seen(self._runtime, caller.tenant, query, reader=caller.principal) as seen:
            source = await query.source(seen.tx, self._params, seen.reader)
            yield listed(
                seen.tx,
                query,
                source,
                columns=answers.sieve.columns,
                reader=caller.principal,
                moment=msgspec.structs.replace(answers.sieve.moment, zone=answers.sieve.zone.key),
            )


def _asked(
    answers: Answers, given: MultiDict[str], kind: type[msgspec.Struct]
) -> tuple[msgspec.Struct, msgspec.Struct]:
    """Return what is asked of the list, and of the query; a name both know is the list's.

    Raises:
        ShapeRefused: a parameter is unknown, missing or of the wrong kind.
    """
    own = {field.encode_name for field in msgspec.structs.fields(kind)}
    pairs = list(given.multi_items())
    lists = type(given)([(name, value) for name, value in pairs if name in own])
    others = type(given)([(name, value) for name, value in pairs if name not in own])
    return parameters(lists, kind), parameters(others, answers.query.params)


def _request(answers: Answers, asked: msgspec.Struct) -> RecordsRequest:
    told = {**msgspec.structs.asdict(asked), "entity": answers.query.name}
    return msgspec.convert(told, RecordsRequest)


def _is_plain(request: RecordsRequest) -> bool:
    """Whether rows are asked for just as the query orders them, beginning where it left off."""
    is_sifted = request.filter or request.search or request.order
    is_told = request.group or request.measures or request.marks
    mine = request.after is None or request.after.startswith(FROM_QUERY)
    return mine and not (is_sifted or is_told)


async def _passed_on(
    runtime: Runtime,
    caller: Caller,
    answers: Answers,
    *,
    request: RecordsRequest,
    params: msgspec.Struct,
) -> RecordsPage:
    after = None if request.after is None else request.after.removeprefix(FROM_QUERY)
    params = msgspec.structs.replace(params, limit=request.rows_max, after=after)
    page = await run_query(
        runtime, caller.tenant, answers.query, params=params, reader=caller.principal
    )
    rows = answers.sieve.fitting(page.rows, msgspec.structs.replace(request, after=None))
    is_whole = page.after is None and request.after is None
    told = RecordsPage(
        rows=[answers.sieve.told(row) for row in rows],
        after=None if page.after is None else FROM_QUERY + page.after,
        total=len(rows) if is_whole else page.total,
        total_is_estimate=page.total_is_estimate,
    )
    if told.total is not None or not request.totals or answers.query.source is None:
        return told
    asked = msgspec.structs.replace(request, after=None, limit=1, fields=(ID,))
    counted = await Lists(runtime, caller, answers, params).page(asked)
    return msgspec.structs.replace(
        told,
        total=counted.total,
        total_is_estimate=counted.total_is_estimate,
        total_is_least=counted.total_is_least,
    )


async def _rows(
    runtime: Runtime,
    caller: Caller,
    answers: Answers,
    *,
    request: RecordsRequest,
    params: msgspec.Struct,
) -> Sequence[Row]:
    query = answers.query
    try:
        found = await every_row(
            runtime, caller.tenant, query, params=params, reader=caller.principal
        )
    except ExportTooLarge as refused:
        raise ListTooLong(list=query.label, limit=refused.values["limit"]) from None
    return await asyncio.to_thread(answers.sieve.fitting, found, request)
