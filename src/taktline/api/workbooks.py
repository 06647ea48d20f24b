"""A trace as one file to hand on, Excel or PDF: what was asked, every lot, where all of it is."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import msgspec
from litestar import Response
from litestar.response import Stream

from taktline.api.caller import Caller, HttpRequest, caller_of
from taktline.api.exports import FORMAT, all_rows, columns_of, free_name, sent
from taktline.api.queries import UnknownQuery, parameters
from taktline.api.route import Answered
from taktline.api.runtime import Runtime
from taktline.api.sheet import MEDIA_TYPES, Cell, ExcelBook, cells, heads, plain
from taktline.base.text import Language, Text
from taktline.catalog.export import Heading, Rows
from taktline.engines.reports.typeset import typeset
from taktline.kernel.ledger.from_sheet import STATUSES
from taktline.platform.envelope import ShapeRefused
from taktline.platform.identity.access import reaches


class Workbook(msgspec.Struct, frozen=True, kw_only=True):
    """Several queries that take the same parameters, one sheet each.

    Attributes:
        first: the query whose parameters are asked for; its permission is needed.
        others: left out where the reader may not read them.
    """

    label: Text
    first: str
    others: tuple[str, ...]


WORKBOOKS: Mapping[str, Workbook] = {
    "trace": Workbook(
        label=Text(en="Trace", zh="追溯报告"),
        first="kernel.trace",
        others=(
            "inventory.recall_list",
            "inventory.trace_edges",
            "inventory.trace_work",
            "inventory.trace_results",
        ),
    ),
}
"""The workbooks there are, by name."""

WORDS: Mapping[str, Text] = {
    "after": Text(en="After", zh="续页"),
    "attribute_ok": Text(en="Good", zh="好坏"),
    "at": Text(en="At", zh="时间"),
    "characteristic": Text(en="Characteristic", zh="特性"),
    "co_processed": Text(en="Shared a run with", zh="同炉批次"),
    "defective": Text(en="Defective", zh="待判"),
    "depth": Text(en="Step", zh="层级"),
    "direction": Text(en="Direction", zh="方向"),
    "document": Text(en="Shipment", zh="发货单"),
    "elsewhere": Text(en="Elsewhere", zh="在外"),
    "expires_on": Text(en="Expires", zh="到期日"),
    "good": Text(en="Good", zh="合格"),
    "handling_unit": Text(en="Handling unit", zh="载具"),
    "held_by": Text(en="Held by", zh="扣留单"),
    "in_process": Text(en="In process", zh="在制"),
    "in_stock": Text(en="In stock", zh="在库"),
    "inspection": Text(en="Inspection", zh="检验单"),
    "into_lot": Text(en="Into lot", zh="产出批次"),
    "into_material": Text(en="Into material", zh="产出物料"),
    "job_order": Text(en="Job order", zh="任务单"),
    "job_orders": Text(en="Job orders", zh="任务单"),
    "last_at": Text(en="Since", zh="到达时间"),
    "lot": Text(en="Lot or serial", zh="批次/序列号"),
    "lsl": Text(en="Lower limit", zh="规格下限"),
    "material": Text(en="Material", zh="物料"),
    "measured_at": Text(en="Measured", zh="测量时间"),
    "operation": Text(en="Operation", zh="工序"),
    "parameters": Text(en="Parameters", zh="工艺参数"),
    "partner": Text(en="Customer", zh="客户"),
    "partners": Text(en="Customers or suppliers", zh="客户或供应商"),
    "passed": Text(en="Passed", zh="判定合格"),
    "people": Text(en="People", zh="人员"),
    "piece": Text(en="Piece", zh="件号"),
    "place": Text(en="Place", zh="库位"),
    "quantity": Text(en="Quantity", zh="数量"),
    "quantity_in": Text(en="Quantity in", zh="投入数量"),
    "quantity_out": Text(en="Quantity out", zh="产出数量"),
    "scrap": Text(en="Scrap", zh="报废"),
    "scrapped": Text(en="Scrapped", zh="已报废"),
    "shipped": Text(en="Shipped", zh="已发货"),
    "site": Text(en="Site", zh="工厂"),
    "status": Text(en="Status", zh="状态"),
    "unit": Text(en="Unit", zh="单位"),
    "unit_in": Text(en="Unit in", zh="投入单位"),
    "unit_out": Text(en="Unit out", zh="产出单位"),
    "usl": Text(en="Upper limit", zh="规格上限"),
    "value": Text(en="Value", zh="测量值"),
    "where": Text(en="Where", zh="去向"),
    "work_order": Text(en="Work order", zh="工单"),
    "work_unit": Text(en="Machine", zh="设备"),
}
"""What people read above the columns; a column without words is shown by its name."""

CHOICES: Mapping[str, Mapping[str, Text]] = {
    "where": {
        "shipped": Text(en="Shipped", zh="已发货"),
        "in_stock": Text(en="In stock", zh="在库"),
        "in_process": Text(en="In process", zh="在制"),
        "scrapped": Text(en="Scrapped", zh="已报废"),
        "elsewhere": Text(en="Elsewhere", zh="在外"),
    },
    "status": STATUSES,
    "direction": {
        "forward": Text(en="Made into", zh="去向"),
        "backward": Text(en="Made from", zh="来源"),
    },
    "passed": {"true": Text(en="passed", zh="合格"), "false": Text(en="failed", zh="不合格")},
    "attribute_ok": {"true": Text(en="good", zh="好"), "false": Text(en="bad", zh="坏")},
}
"""What people read in place of a value, by column; a value without words stands as it is."""

IDS = frozenset({"id", "source", "target"})
"""Columns that say nothing to people."""

ASKED = Text(en="Asked", zh="查询条件")
BY = Text(en="Asked by", zh="查询人")
WHEN = Text(en="Asked at", zh="查询时间")
ROWS = Text(en="Rows", zh="行数")
SHEET_NAME_MAX = 31
LEFT_OUT = ("limit", "after")

PDF = "application/pdf"
PDF_ROWS_MAX = 400
"""Rows of one table on paper: some ten pages; the Excel file has all."""
PDF_TEXT_MAX = 120
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
DECIMAL = re.compile(r"-?\d+\.\d+")

PAGE = """
#show: sheet.with(width: 297mm, height: 210mm, margin: 12mm, size: 7.5pt)
#set page(numbering: "1 / 1")
#let report = records.first()
#large(report.title)
#v(2mm)
#grid(columns: 2, column-gutter: 6mm, row-gutter: 1.6mm,
  ..report.cover.map(pair => (quiet(pair.at(0)), bold(pair.at(1)))).flatten())
#for part in report.tables [
  #v(4mm)
  #large(part.label, size: 10pt)
  #v(1mm)
  #if part.rows.len() == 0 [–] else {
    table(
      columns: part.head.len(),
      table.header(..part.head.map(word => bold(word))),
      ..part.rows.flatten(),
    )
  }
  #if part.more > 0 [#say(
    "… and " + str(part.more) + " more rows: see the Excel file.",
    "……其余 " + str(part.more) + " 行见 Excel 文件。",
  )]
]
"""
"""A4 across: what was asked first, then a table for each query."""

Filled = tuple[Text, list[Heading], Rows]
"""A sheet's label, its columns, its rows."""


class FormatAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which file is wanted: all rows for a spreadsheet, or pages to sign and send."""

    format: Literal["xlsx", "pdf"] = "xlsx"


async def export_workbook(runtime: Runtime, request: HttpRequest) -> Answered:
    """Answer `GET /api/v1/workbooks/{name}`.

    Raises:
        UnknownQuery: no such workbook.
        MayNotRead: the reader has the first query's permission nowhere.
        ShapeRefused: a parameter is unknown, missing or of the wrong kind.
        ExportTooLarge: more rows than one sheet is made of.
        PrintTooLong: the pages cannot be set in time.
    """
    caller = await caller_of(runtime, request, "query")
    name = str(request.path_params["name"])
    wanted = WORKBOOKS.get(name)
    if wanted is None:
        raise UnknownQuery(query=name[:80])
    multi = request.query_params
    try:
        format = msgspec.convert({FORMAT: multi.get(FORMAT, "xlsx")}, FormatAsked).format
    except msgspec.ValidationError as error:
        raise ShapeRefused(reason=str(error), at=f"/{FORMAT}") from None
    others = type(multi)([(key, value) for key, value in multi.multi_items() if key != FORMAT])
    first = runtime.registry.queries[wanted.first]
    given = msgspec.to_builtins(parameters(others, first.params), enc_hook=str)
    filled = await _filled(runtime, caller, wanted, given=given)
    zone = await runtime.catalogs.zone(caller.tenant)
    now = runtime.gate.clock().astimezone(zone)
    asked = {key: value for key, value in given.items() if key not in LEFT_OUT}
    cover = [
        (BY.say(caller.language), caller.principal.name),
        (WHEN.say(caller.language), now.strftime("%Y-%m-%d %H:%M %Z")),
        *(
            (_word(key).say(caller.language), chosen(key, value, caller.language))
            for key, value in asked.items()
        ),
        *((label.say(caller.language), len(rows)) for label, _, rows in filled),
    ]
    title = "-".join([name, *(str(asked[key]) for key in ("material", "lot") if key in asked)])
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(title, safe='')}.{format}",
        "Cache-Control": "private, no-store",
    }
    if format == "pdf":
        report = _report(wanted, cover, sheets=filled, language=caller.language)
        pages = await typeset(PAGE, [report], language=caller.language)
        return Response(pages, media_type=PDF, status_code=200, headers=headers)
    place = Path(await asyncio.to_thread(free_name))
    await asyncio.to_thread(write_book, place, cover, sheets=filled, language=caller.language)
    return Stream(sent(place), media_type=MEDIA_TYPES["xlsx"], status_code=200, headers=headers)


async def _filled(
    runtime: Runtime, caller: Caller, wanted: Workbook, *, given: dict[str, object]
) -> list[Filled]:
    """Read every query to its end; those the reader may not read are left out."""
    filled: list[Filled] = []
    for one in (wanted.first, *wanted.others):
        query = runtime.registry.queries[one]
        if one != wanted.first and not reaches(caller.principal, query.needs):
            continue
        params = msgspec.convert(given, query.params)
        read = await all_rows(runtime, caller.tenant, query, params=params, reader=caller.principal)
        rows = [
            {name: chosen(name, value, caller.language) for name, value in row.items()}
            for row in read
        ]
        columns = [worded(column) for column in columns_of(query) if column.name not in IDS]
        filled.append((query.label, columns, rows))
    return filled


def _report(
    wanted: Workbook, cover: Sequence[tuple[str, object]], *, sheets: Sequence[Filled],
    language: Language,
) -> dict[str, object]:  # fmt: skip
    """Return what the pages show; a long table says how many rows it leaves to the Excel file."""
    tables = [
        {
            "label": label.say(language),
            "head": heads(columns, language),
            "rows": [
                [_short(value) for _, value in cells(columns, row)] for row in rows[:PDF_ROWS_MAX]
            ],
            "more": max(0, len(rows) - PDF_ROWS_MAX),
        }
        for label, columns, rows in sheets
    ]
    told = [[key, plain(value)] for key, value in cover]
    return {"title": wanted.label.say(language), "cover": told, "tables": tables, "qr": ""}


def _short(value: object) -> str:
    """Return a value as a narrow column shows it: no idle zeros, an instant to the minute."""
    text = plain(value)
    if MOMENT.fullmatch(text):
        return text[:16].replace("T", " ")
    return text.rstrip("0").rstrip(".") if DECIMAL.fullmatch(text) else text[:PDF_TEXT_MAX]


def write_book(
    place: Path, cover: Sequence[tuple[str, object]], *, sheets: Sequence[Filled],
    language: Language,
) -> None:  # fmt: skip
    """Write the file: what was asked first, then a sheet for each query."""
    book = ExcelBook(place)
    first = book.sheet(ASKED.say(language), [ASKED.say(language), ""])
    first.add(_told(key, value) for key, value in cover)
    for label, columns, rows in sheets:
        page = book.sheet(label.say(language)[:SHEET_NAME_MAX], heads(columns, language))
        page.add(cells(columns, row) for row in rows)
    book.close()


def _told(key: str, value: object) -> list[Cell]:
    return [("text", key), ("number" if isinstance(value, int) else "text", value)]


def chosen(column: str, value: object, language: Language) -> object:
    """Return a value as people read it: one of the choices of its column by its word."""
    words = CHOICES.get(column)
    if words is None or not isinstance(value, (str, bool)):
        return value
    word = words.get(str(value).lower())
    return value if word is None else word.say(language)


def worded(column: Heading) -> Heading:
    """Return a column under the words people know it by."""
    return msgspec.structs.replace(column, label=_word(column.name))


def _word(name: str) -> Text:
    return WORDS.get(name, Text(en=name, zh=name))
