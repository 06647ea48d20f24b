"""The HTTP face of the queries: typed parameters in, one page of rows out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import msgspec
from litestar import Response
from litestar.datastructures import MultiDict

from taktline.api.caller import HttpRequest, caller_of
from taktline.api.runtime import Runtime
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.export import ExportTooLarge
from taktline.catalog.filter import Moment
from taktline.catalog.request import PageMarkWrong
from taktline.catalog.sighted import Sighted, sighted
from taktline.platform.command import Principal
from taktline.platform.envelope import ShapeRefused
from taktline.platform.identity.access import reaches
from taktline.platform.query import PAGE_MAX, Page
from taktline.platform.registry import AnyQuery

ENCODER = msgspec.json.Encoder(enc_hook=str)


QUERY_ROWS_MAX = 20_000
"""Rows of a query that is read in whole, for a file or to look through."""
OFFSET_MAX = timedelta(hours=15)
"""No zone on earth is further from UTC; PostgreSQL takes none beyond 16 hours."""


class UnknownQuery(Problem):
    """Nobody knows a query of this name."""

    title = Text(en="There is no query {query}.", zh="没有查询 {query}。")
    status = 404


class MayNotRead(Problem):
    """The reader has the permission nowhere."""

    title = Text(en="You may not read this: it needs {needs}.", zh="您无权读取:需要权限 {needs}。")
    status = 403


async def ask_query(runtime: Runtime, request: HttpRequest, name: str) -> Response[bytes]:
    """Answer `GET /api/v1/queries/{name}`.

    Raises:
        NotSignedIn: no valid credential.
        UnknownQuery: no such query.
        MayNotRead: the reader has the query's permission nowhere.
        ShapeRefused: a parameter is unknown, missing or of the wrong kind.
        PageMarkWrong: `after` was not made by this query.
    """
    caller = await caller_of(runtime, request, "query")
    query = runtime.registry.queries.get(name)
    if query is None:
        raise UnknownQuery(query=name[:80])
    if not reaches(caller.principal, query.needs):
        runtime.log.denied(caller.tenant, caller.principal, verb=name, code="may-not-read")
        raise MayNotRead(needs=query.needs)
    params = parameters(request.query_params, query.params)
    page = await run_query(runtime, caller.tenant, query, params=params, reader=caller.principal)
    return Response(ENCODER.encode(page), media_type="application/json", status_code=200)


async def run_query(
    runtime: Runtime, tenant: str, query: AnyQuery, *, params: msgspec.Struct, reader: Principal
) -> Page[msgspec.Struct]:
    """Run a query as its reader may see the tables it reads; every face of a query goes this way.

    Raises:
        MayNotRead: the reader has the query's permission nowhere, or may not see a field that its
            rows cannot be without.
        PageMarkWrong: `after` was not made by this query.
    """
    async with as_seen(runtime, tenant, query, reader=reader) as seen:
        try:
            page: Page[msgspec.Struct] = await query.run(seen.tx, params, seen.reader)
        except msgspec.ValidationError:
            if not seen.is_partial:
                raise
            raise MayNotRead(needs=f"{query.needs} (all fields)") from None
        except ValueError:
            # What a mark holds is the query's own matter; one that nobody made cannot be read.
            if getattr(params, "after", None) is None:
                raise
            raise PageMarkWrong(at="/after") from None
    return page


@asynccontextmanager
async def as_seen(
    runtime: Runtime, tenant: str, query: AnyQuery, *, reader: Principal
) -> AsyncIterator[Sighted]:
    """Open a transaction in which a query finds what its reader may see, and nothing else.

    Raises:
        MayNotRead: the reader has the query's permission nowhere.
    """
    if not reaches(reader, query.needs):
        raise MayNotRead(needs=query.needs)
    now = runtime.gate.clock()
    zone = await runtime.catalogs.zone(tenant)
    moment = Moment(now=now, today=now.astimezone(zone).date())
    records = (await runtime.catalogs.current(tenant)).records
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        yield await sighted(tx, records, reader, needs=query.needs, moment=moment)


async def every_row(
    runtime: Runtime, tenant: str, query: AnyQuery, *, params: msgspec.Struct, reader: Principal
) -> list[msgspec.Struct]:
    """Read a query to its end, in the largest pages it has.

    Raises:
        ExportTooLarge: more than QUERY_ROWS_MAX.
    """
    names = params.__struct_fields__
    if "limit" in names:
        params = msgspec.structs.replace(params, limit=PAGE_MAX)
    found: list[msgspec.Struct] = []
    while True:
        page = await run_query(runtime, tenant, query, params=params, reader=reader)
        found += page.rows
        if len(found) > QUERY_ROWS_MAX or (page.after and "after" not in names):
            raise ExportTooLarge(limit=QUERY_ROWS_MAX)
        if page.after is None:
            return found
        params = msgspec.structs.replace(params, after=page.after)


def parameters(given: MultiDict[str], kind: type[msgspec.Struct]) -> msgspec.Struct:
    """Return a query's parameters from the address; a name given several times is a list.

    Raises:
        ShapeRefused: unknown, missing or of the wrong kind.
    """
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    values: dict[str, object] = {}
    for name in dict.fromkeys(given):
        if name not in known:
            raise ShapeRefused(reason=f"unknown parameter {name[:80]}", at=f"/{name[:80]}")
        said = given.getall(name)
        if any("\0" in one for one in said):
            raise ShapeRefused(reason="a text holds the character U+0000", at=f"/{name}")
        values[name] = said if _is_list(known[name].type) else said[-1]
    try:
        found = msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ShapeRefused(reason=str(error), at="/") from error
    for name in found.__struct_fields__:
        _refuse_loose_instant(getattr(found, name), name)
    return found


def _refuse_loose_instant(value: object, name: str) -> None:
    """Refuse an instant that no database could place."""
    if not isinstance(value, datetime):
        return
    offset = value.utcoffset()
    if offset is None or abs(offset) > OFFSET_MAX:
        raise ShapeRefused(reason="an instant needs an offset of at most 15 hours", at=f"/{name}")


def _is_list(kind: object) -> bool:
    info = msgspec.inspect.type_info(kind)
    union = info.types if isinstance(info, msgspec.inspect.UnionType) else (info,)
    lists = (msgspec.inspect.ListType, msgspec.inspect.VarTupleType, msgspec.inspect.SetType)
    return any(isinstance(one, lists) for one in union)
