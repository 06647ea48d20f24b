"""Lists and queries as files, with the same filter, order, columns and rights as on the screen."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import msgspec
from litestar.response import Stream

from taktline.api.answers import answer_sheet, answers_of, one_page
from taktline.api.caller import HttpRequest, caller_of
from taktline.api.queries import UnknownQuery, every_row, parameters
from taktline.api.records import RecordsAsked
from taktline.api.runtime import Runtime
from taktline.api.sheet import (
    BOM,
    MEDIA_TYPES,
    ExcelSheet,
    SheetFormat,
    bare,
    cells,
    csv_line,
    heads,
    json_line,
)
from taktline.base.text import Language
from taktline.catalog.export import ROWS_MAX, Heading, Rows, exported
from taktline.catalog.request import RecordsRequest
from taktline.platform.command import Principal
from taktline.platform.envelope import ShapeRefused
from taktline.platform.registry import AnyQuery

RECORD_ROWS_MAX = ROWS_MAX
CHUNK_BYTES = 64 * 1024
FORMAT = "format"


class FormatAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which file is wanted."""

    format: SheetFormat = "csv"


class RecordsExported(RecordsAsked, frozen=True, kw_only=True):
    """What stands behind the `?` of an exported list: as of a list, and the file's format.

    Attributes:
        format: `csv` for people and spreadsheets, `jsonl` for programs, `xlsx` for Excel.
    """

    format: SheetFormat = "csv"


async def export_records(runtime: Runtime, request: HttpRequest) -> Stream:
    """Answer `GET /api/v1/records/{entity}/export`.

    Raises:
        ExportTooLarge: more rows than one file is made of.
        UnknownEntity, UnknownPath: something named is not there.
        NotPermitted: the reader sees no record of this entity.
        FilterHidden, FilterRefused, Invalid: the question cannot be asked.
    """
    caller = await caller_of(runtime, request, "query")
    entity = str(request.path_params["entity"])
    answers = await answers_of(runtime, caller, entity)
    if answers is not None:
        wanted_file, (columns, pages) = await answer_sheet(
            runtime, caller, answers, given=request.query_params, kind=RecordsExported
        )
        return await _file(
            wanted_file.format, entity, columns, pages=pages, language=caller.language
        )
    asked = parameters(request.query_params, RecordsExported)
    assert isinstance(asked, RecordsExported)
    wanted = msgspec.convert({**msgspec.structs.asdict(asked), "entity": entity}, RecordsRequest)
    lists, reader = runtime.catalogs, caller.principal
    columns = await lists.headings(caller.tenant, wanted, reader=reader)
    pages = await exported(lists, caller.tenant, wanted, reader=reader, rows_max=RECORD_ROWS_MAX)
    return await _file(asked.format, entity, columns, pages=pages, language=caller.language)


async def export_query(runtime: Runtime, request: HttpRequest) -> Stream:
    """Answer `GET /api/v1/queries/{name}/export`.

    Raises:
        UnknownQuery: no such query.
        MayNotRead: the reader has the query's permission nowhere.
        ShapeRefused: a parameter is unknown, missing or of the wrong kind.
        ExportTooLarge: more rows than one file is made of.
    """
    caller = await caller_of(runtime, request, "query")
    name = str(request.path_params["name"])
    query = runtime.registry.queries.get(name)
    if query is None:
        raise UnknownQuery(query=name[:80])
    given = request.query_params
    try:
        asked = msgspec.convert({FORMAT: given.get(FORMAT, "csv")}, FormatAsked)
    except msgspec.ValidationError as error:
        raise ShapeRefused(reason=str(error), at=f"/{FORMAT}") from None
    others = type(given)([(key, value) for key, value in given.multi_items() if key != FORMAT])
    params = parameters(others, query.params)
    rows = await all_rows(runtime, caller.tenant, query, params=params, reader=caller.principal)
    return await _file(
        asked.format, name, columns_of(query), pages=one_page(rows), language=caller.language
    )


async def all_rows(
    runtime: Runtime, tenant: str, query: AnyQuery, *, params: msgspec.Struct, reader: Principal
) -> Rows:
    """Read a query to its end, as the wire writes its rows.

    Raises:
        ExportTooLarge: more than the rows a query is read in whole for.
    """
    rows = await every_row(runtime, tenant, query, params=params, reader=reader)
    return [msgspec.to_builtins(row, enc_hook=str) for row in rows]


def columns_of(query: AnyQuery) -> list[Heading]:
    """Return a query's columns; what is kept as a text stays one, whatever it looks like."""
    return [
        bare(field.encode_name, "decimal" if _is_number(field.type) else "text")
        for field in msgspec.structs.fields(query.row)
    ]


def _is_number(kind: object) -> bool:
    info = msgspec.inspect.type_info(kind)
    union = info.types if isinstance(info, msgspec.inspect.UnionType) else (info,)
    numbers = (
        msgspec.inspect.DecimalType, msgspec.inspect.IntType, msgspec.inspect.FloatType,
        msgspec.inspect.NoneType,
    )  # fmt: skip
    return kind is Decimal or all(isinstance(one, numbers) for one in union)


async def _file(
    format: SheetFormat,
    name: str,
    columns: Sequence[Heading],
    *,
    pages: AsyncIterator[Rows],
    language: Language,
) -> Stream:
    """Answer a file; all but Excel's begins to flow with the first page."""
    if format == "xlsx":
        content = sent(await _written(columns, pages, language=language))
    else:
        content = _lines(format, columns, pages=pages, language=language)
    return Stream(
        content,
        media_type=MEDIA_TYPES[format],
        status_code=200,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.{format}",
            "Cache-Control": "private, no-store",
        },
    )


async def _lines(
    format: SheetFormat,
    columns: Sequence[Heading],
    *,
    pages: AsyncIterator[Rows],
    language: Language,
) -> AsyncIterator[bytes]:
    if format == "csv":
        yield BOM.encode() + csv_line(("text", word) for word in heads(columns, language))
    async for rows in pages:
        if format == "csv":
            yield b"".join(csv_line(cells(columns, row)) for row in rows)
        else:
            yield b"".join(json_line(columns, row) for row in rows)


async def _written(
    columns: Sequence[Heading], pages: AsyncIterator[Rows], *, language: Language
) -> Path:
    """Write an Excel file beside the event loop; return where it lies."""
    place = Path(await asyncio.to_thread(free_name))
    sheet = ExcelSheet(place, heads(columns, language))
    async for rows in pages:
        await asyncio.to_thread(sheet.add, [cells(columns, row) for row in rows])
    await asyncio.to_thread(sheet.close)
    return place


def free_name() -> str:
    """Return the name of an empty file for a spreadsheet."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
        return file.name


async def sent(place: Path) -> AsyncIterator[bytes]:
    """Send a file and take it away."""
    try:
        for chunk in _chunks(place):
            yield chunk
    finally:
        await asyncio.to_thread(place.unlink, missing_ok=True)


def _chunks(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
