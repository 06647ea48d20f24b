"""Printing over HTTP: which papers there are for a kind of record, and the pages themselves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Annotated
from urllib.parse import quote

import msgspec
from litestar import Response

from taktline.api.body import answer, read
from taktline.api.caller import Caller, HttpRequest, caller_of
from taktline.api.queries import parameters, run_query
from taktline.api.runtime import Runtime
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.request import RecordsRequest
from taktline.engines.reports.template import Answers, Lines, Template
from taktline.engines.reports.typeset import Printed, qr_code, typeset
from taktline.platform.envelope import Item
from taktline.platform.identity.access import reaches
from taktline.platform.judge import NotPermitted

RECORDS_MAX = 500
"""Records of one print: a roll of labels; more is several prints."""
ANSWERED_MAX = 50
"""Records of a print that asks a query of each."""
LINES_MAX = 1_000
"""Further records of one list of a print."""
RUN = "print_run"
GO_TO = "/c/"
"""Where a QR code leads: the office finds what the code behind it is."""
MEDIA_TYPES: Mapping[Printed, str] = {"pdf": "application/pdf", "png": "image/png"}
Row = dict[str, object]


class NoTemplate(Problem):
    """Nobody knows a print template of this name."""

    title = Text(en="There is no print template {template}.", zh="没有打印模板 {template}。")
    status = 404


class NothingToPrint(Problem):
    """No record fits what is to be printed."""

    title = Text(en="There is nothing to print.", zh="没有可打印的内容。")
    status = 400


class TooMuchToPrint(Problem):
    """More records than one print takes."""

    title = Text(
        en="More than {limit} to print: narrow the list.",
        zh="打印超过 {limit} 张:请缩小范围。",
    )
    status = 400


class PrintsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Papers for which kind of record."""

    entity: str


class TemplateShown(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that can be printed."""

    template: str
    label: str


class TemplatesShown(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of a kind of record, by name."""

    templates: list[TemplateShown]


class PrintAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be printed.

    Attributes:
        filter: FEEL over the record, as of a list; all records without.
        order: fields to sort by.
        copies: of each.
        format: a PDF, or a picture of the first page.
    """

    filter: str | None = None
    order: tuple[str, ...] = ()
    copies: Annotated[int, msgspec.Meta(ge=1, le=10)] = 1
    format: Printed = "pdf"


async def list_templates(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/prints?entity=`: the papers of a kind of record one may print."""
    caller = await caller_of(runtime, request, "query")
    asked = parameters(request.query_params, PrintsAsked)
    assert isinstance(asked, PrintsAsked)
    needed = (f"{asked.entity}:read", f"{RUN}:create")
    may = all(reaches(caller.principal, each) for each in needed)
    found = (await _templates(runtime, caller)).values() if may else ()
    shown = [
        TemplateShown(template=one.name, label=one.head.label.say(caller.language))
        for one in sorted(found, key=lambda one: one.name)
        if one.head.entity == asked.entity
    ]
    return answer(TemplatesShown(templates=shown))


async def print_records(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/prints/{template}`: the pages; a trace of the print is kept.

    Raises:
        NoTemplate: there is none of this name.
        NotPermitted, FilterRefused, UnknownPath: the records cannot be read so.
        NothingToPrint, TooMuchToPrint: none, or more than RECORDS_MAX.
        PageRefused, PrintTooLong: the template's page cannot be set.
    """
    caller = await caller_of(runtime, request, "query")
    if not reaches(caller.principal, f"{RUN}:create"):
        raise NotPermitted(needs=f"{RUN}:create")
    asked = await read(request, PrintAsked)
    name = str(request.path_params["template"])
    template = (await _templates(runtime, caller)).get(name)
    if template is None:
        raise NoTemplate(template=name[:80])
    rows = await _rows(runtime, caller, template, asked=asked)
    for list_name, lines in template.head.lists.items():
        await _add_lines(runtime, caller, rows, name=list_name, lines=lines)
    for list_name, asking in template.head.answers.items():
        await _add_answers(runtime, caller, rows, name=list_name, asking=asking)
    before = await _printed_before(runtime, caller, template, rows=rows)
    base = (runtime.settings.public_url or str(request.base_url)).rstrip("/")
    for row in rows:
        row["qr"] = qr_code(f"{base}{GO_TO}{quote(str(row[template.head.code]), safe='')}")
        row["printed_before"] = before.get(str(row["id"]), 0)
    copied = [row for row in rows for _ in range(asked.copies)]
    pages = await typeset(template.page, copied, language=caller.language, format=asked.format)
    await _keep(runtime, caller, template, rows=rows, copies=asked.copies)
    headers = {"content-disposition": f'inline; filename="{name}.{asked.format}"'}
    return Response(pages, media_type=MEDIA_TYPES[asked.format], status_code=200, headers=headers)


async def _templates(runtime: Runtime, caller: Caller) -> Mapping[str, Template]:
    catalog = await runtime.catalogs.current(caller.tenant)
    made = catalog.made["print_template"]
    assert isinstance(made, Mapping)
    return made


async def _rows(
    runtime: Runtime, caller: Caller, template: Template, *, asked: PrintAsked
) -> list[Row]:
    head = template.head
    wanted = RecordsRequest(
        entity=head.entity,
        fields=tuple(dict.fromkeys(("id", *head.fields))),
        filter=asked.filter,
        order=asked.order,
        limit=RECORDS_MAX,
    )
    page = await runtime.catalogs.read(caller.tenant, wanted, reader=caller.principal)
    rows = [row for row in page.rows if row.get(head.code)]
    if not rows:
        raise NothingToPrint
    if page.after is not None or len(rows) * asked.copies > RECORDS_MAX:
        raise TooMuchToPrint(limit=RECORDS_MAX)
    return rows


async def _add_lines(
    runtime: Runtime, caller: Caller, rows: list[Row], *, name: str, lines: Lines
) -> None:
    """Give every row its further records; one question for all rows."""
    values = {str(row[lines.to]) for row in rows if row[lines.to] is not None}
    wanted = RecordsRequest(
        entity=lines.entity,
        fields=tuple(dict.fromkeys((lines.match, *lines.fields))),
        filter=_among(lines.match, values),
        order=lines.order,
        limit=LINES_MAX,
    )
    page = await runtime.catalogs.read(caller.tenant, wanted, reader=caller.principal)
    if page.after is not None:
        raise TooMuchToPrint(limit=LINES_MAX)
    found: dict[str, list[Row]] = defaultdict(list)
    for line in page.rows:
        found[str(line[lines.match])].append(line)
    for row in rows:
        row[name] = found[str(row[lines.to])]


async def _add_answers(
    runtime: Runtime, caller: Caller, rows: list[Row], *, name: str, asking: Answers
) -> None:
    """Give every row what a query says of it, as its reader may see that.

    Raises:
        MayNotRead: the reader may not ask the query.
        TooMuchToPrint: more rows than ANSWERED_MAX.
    """
    if len(rows) > ANSWERED_MAX:
        raise TooMuchToPrint(limit=ANSWERED_MAX)
    query = runtime.registry.queries[asking.query]
    if asking.optional and not reaches(caller.principal, query.needs):
        for row in rows:
            row[name] = []
        return
    for row in rows:
        params = msgspec.convert({asking.parameter: row[asking.to]}, query.params, strict=False)
        page = await run_query(
            runtime, caller.tenant, query, params=params, reader=caller.principal
        )
        row[name] = [msgspec.to_builtins(one) for one in page.rows]


async def _printed_before(
    runtime: Runtime, caller: Caller, template: Template, *, rows: list[Row]
) -> dict[str, int]:
    """Return how often each record was printed with the template, where the reader may know."""
    if not reaches(caller.principal, f"{RUN}:read"):
        return {}
    printed = RecordsRequest(
        entity=RUN,
        group=("record",),
        measures=("count",),
        filter=f"template = {_text(template.name)} and "
        + _among("record", {str(row["id"]) for row in rows}),
        limit=RECORDS_MAX,
    )
    page = await runtime.catalogs.read(caller.tenant, printed, reader=caller.principal)
    return {str(row["record"]): msgspec.convert(row["count"], int) for row in page.rows}


async def _keep(
    runtime: Runtime, caller: Caller, template: Template, *, rows: list[Row], copies: int
) -> None:
    """Note every printed record, before its page leaves the house.

    Raises:
        Problem: the first refusal; without a trace nothing is printed.
    """
    items = [
        Item(
            verb=f"{RUN}.create",
            body=msgspec.json.encode(
                {
                    "id": uuid7(),
                    "template": template.name,
                    "entity": template.head.entity,
                    "record": str(row["id"]),
                    "code": str(row[template.head.code])[:200],
                    "copies": copies,
                }
            ),
            client=caller.client,
        )
        for row in rows
    ]
    outcomes = await runtime.door.submit(caller.tenant, caller.principal, items=items, atomic=True)
    for outcome in outcomes:
        if isinstance(outcome, Problem):
            raise outcome


def _among(field: str, values: Iterable[str]) -> str:
    listed = ", ".join(_text(value) for value in sorted(values))
    return f"{field} in ({listed})"


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()
